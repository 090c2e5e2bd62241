namespace Astra.Plugins.AstroNN.Distances;

/// <summary>Gaia's parallax of a star, corrected for its zero point.</summary>
/// <param name="Corrected">mas; not known where there is none, or where the corrected value is negative.</param>
/// <param name="ZeroPoint">What was subtracted, mas; NaN where nothing was.</param>
/// <param name="IsRecipe">Whether the zero point is that of the published recipe rather than the constant.</param>
/// <param name="IsNegative">Whether there is a parallax whose corrected value is negative.</param>
readonly record struct GaiaParallax(ParallaxMeasurement Corrected, double ZeroPoint, bool IsRecipe, bool IsNegative)
{
    const double Missing = -999;

    /// <summary>Nothing known.</summary>
    public static GaiaParallax None { get; } = new(ParallaxMeasurement.None, double.NaN, IsRecipe: false, IsNegative: false);

    /// <summary>Corrects a parallax. As in SDSS's pipeline a corrected parallax below zero is not used: it has no distance.</summary>
    /// <param name="parallax">The catalogue's, mas; missing where not finite or -999 and below.</param>
    /// <param name="error">Its error, mas.</param>
    /// <param name="recipe">The zero point by <see cref="GaiaZeroPoint.Of"/>, mas; NaN where its inputs are not known.</param>
    public static GaiaParallax Of(double parallax, double error, double recipe)
    {
        double zeroPoint = double.IsNaN(recipe) ? GaiaZeroPoint.Constant : recipe;
        ParallaxMeasurement corrected = new(parallax - zeroPoint, error);
        if (!corrected.IsKnown || parallax <= Missing || corrected.Value > ParallaxMeasurement.FarthestDistance)
        {
            return None;
        }

        return corrected.Value < 0
            ? None with { IsNegative = true }
            : new GaiaParallax(corrected, zeroPoint, !double.IsNaN(recipe), IsNegative: false);
    }
}
