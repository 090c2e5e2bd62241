namespace Astra.Plugins.AstroNN.Distances;

/// <summary>Which flags a result deserves: the rules behind the texts of <see cref="AstroNNDistFlags"/>.</summary>
static class AstroNNDistJudgement
{
    const double LargestRelativeError = 0.2;

    const double Disagreement = 5;

    /// <summary>Bits of the reduction's star flags that spoil a spectrum for Leung and Bovy: BAD_PIXELS, VERY_BRIGHT_NEIGHBOR, LOW_SNR.</summary>
    const long BadBits = (1 << 0) | (1 << 3) | (1 << 4);

    /// <summary>Judges.</summary>
    /// <param name="result">The result without flags.</param>
    /// <param name="photometry">The star's.</param>
    /// <param name="gaia">Gaia's parallax.</param>
    /// <param name="settings">The model's settings.</param>
    /// <param name="spectrumFlags">The star flags of the reduction; NaN where not known.</param>
    public static AstroNNDistFlags Flags(
        AstroNNDistResult result, StarPhotometry photometry, GaiaParallax gaia, AstroNNDistSettings settings, double spectrumFlags)
    {
        AstroNNDistFlags flags = AstroNNDistFlags.None;
        Set(!(result.LuminosityError < LargestRelativeError * result.Luminosity), AstroNNDistFlags.FakemagUnreliable);
        Set(double.IsNaN(photometry.K), AstroNNDistFlags.MissingPhotometry);
        Set(double.IsNaN(photometry.Extinction), AstroNNDistFlags.MissingExtinction);
        Set(result.DomainDistance > Astra.Neural.DomainMeasure.Threshold, AstroNNDistFlags.OutsideDomain);
        Set(
            settings.LabelRange is [double least, double most] && (result.Luminosity < least || result.Luminosity > most),
            AstroNNDistFlags.OutsideLabelRange);
        Set(!gaia.Corrected.IsKnown && !gaia.IsNegative, AstroNNDistFlags.NoParallax);
        Set(gaia.IsNegative, AstroNNDistFlags.NegativeParallax);
        Set(gaia.Corrected.IsKnown && !gaia.IsRecipe, AstroNNDistFlags.ConstantZeroPoint);
        double together = Math.Sqrt(((double)result.ParallaxError * result.ParallaxError) + (gaia.Corrected.Error * gaia.Corrected.Error));
        Set(Math.Abs(result.Parallax - gaia.Corrected.Value) > Disagreement * together, AstroNNDistFlags.ParallaxesDisagree);
        Set(double.IsFinite(spectrumFlags) && ((long)spectrumFlags & BadBits) != 0, AstroNNDistFlags.BadSpectrum);
        return flags;

        void Set(bool condition, AstroNNDistFlags flag) => flags |= condition ? flag : AstroNNDistFlags.None;
    }
}
