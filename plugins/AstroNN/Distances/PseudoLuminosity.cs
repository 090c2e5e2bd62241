namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// The pseudo-luminosity L = parallax (mas) x 10^(0.2 K0), a measure of absolute magnitude that is linear in the parallax, so that its errors stay
/// Gaussian and negative parallaxes mean something (Leung and Bovy 2019b, MNRAS 489, 2079, section 2.1; Anderson et al. 2018, AJ 156, 145). Faint
/// stars have a large L: it is about 45 in the red clump and 451 for the Sun.
/// </summary>
static class PseudoLuminosity
{
    /// <summary>L of a star with a parallax.</summary>
    /// <param name="parallax">mas; may be negative.</param>
    /// <param name="k0">K magnitude without extinction.</param>
    public static double OfParallax(double parallax, double k0) => parallax * Factor(k0);

    /// <summary>L of an absolute K magnitude: M = 5 (log10 L - 2).</summary>
    public static double OfMagnitude(double magnitude) => Math.Pow(10, (0.2 * magnitude) + 2);

    /// <summary>The absolute K magnitude of an L; NaN where it is negative.</summary>
    public static double Magnitude(double luminosity) => 5 * (Math.Log10(luminosity) - 2);

    /// <summary>Distance in parsec; infinite for 0.</summary>
    /// <param name="luminosity">L.</param>
    /// <param name="k0">K magnitude without extinction.</param>
    public static double Distance(double luminosity, double k0) => 1000 * Factor(k0) / luminosity;

    /// <summary>Parallax in mas.</summary>
    /// <param name="luminosity">L.</param>
    /// <param name="k0">K magnitude without extinction.</param>
    public static double Parallax(double luminosity, double k0) => luminosity / Factor(k0);

    static double Factor(double k0) => Math.Pow(10, 0.2 * k0);
}

/// <summary>What a network says of a star's pseudo-luminosity.</summary>
/// <param name="Value">L, mas x 10^(0.2 mag).</param>
/// <param name="Error">Its total error: what the network predicts together with what dropout scatters.</param>
/// <param name="ModelError">Its scatter over the dropout passes alone.</param>
readonly record struct LuminosityEstimate(double Value, double Error, double ModelError)
{
    /// <summary>Nothing known.</summary>
    public static LuminosityEstimate None { get; } = new(double.NaN, double.NaN, double.NaN);
}
