namespace Astra.Plugins.ApogeeNet;

/// <summary>Which flags a result deserves.</summary>
static class ResultJudgement
{
    /// <summary>The network's own answers decide, also on an [Fe/H] that is not reported, as in SDSS's table.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="logg">log g.</param>
    /// <param name="teff">Teff, K.</param>
    /// <param name="feH">[Fe/H].</param>
    /// <param name="metadata">The star's metadata in physical units, NaN where missing.</param>
    /// <param name="distance">Its distance from the training set; NaN where unknown.</param>
    public static ApogeeNetFlags Flags(
        ApogeeNetSettings settings, Prediction logg, Prediction teff, Prediction feH, ReadOnlySpan<double> metadata, double distance)
    {
        ApogeeNetFlags flags = ApogeeNetFlags.None;
        Set(IsTeffUnreliable(teff.Value), ApogeeNetFlags.TeffUnreliable);
        Set(IsLoggUnreliable(logg.Value), ApogeeNetFlags.LoggUnreliable);
        Set(IsFeHUnreliable(feH.Value, teff.Value), ApogeeNetFlags.FeHUnreliable);
        Set(IsTeffUnreliable(teff.Median), ApogeeNetFlags.TeffErrorUnreliable);
        Set(IsLoggUnreliable(logg.Median), ApogeeNetFlags.LoggErrorUnreliable);
        Set(IsFeHUnreliable(feH.Median, teff.Median), ApogeeNetFlags.FeHErrorUnreliable);
        Set(Math.Log10(settings.NoiseModels[(int)Label.Teff].Error(teff.Scatter)) > 2.7, ApogeeNetFlags.TeffErrorLarge);
        Set(settings.NoiseModels[(int)Label.Logg].Error(logg.Scatter) > 0.3, ApogeeNetFlags.LoggErrorLarge);
        Set(settings.NoiseModels[(int)Label.FeH].Error(feH.Scatter) > 0.5, ApogeeNetFlags.FeHErrorLarge);
        Set(metadata.Contains(double.NaN), ApogeeNetFlags.MissingPhotometry);
        Set(IsFaintAndRed(metadata), ApogeeNetFlags.ResultUnreliable);
        bool hasFeH = IsFeHReported(settings, teff.Value);
        Set(!hasFeH, ApogeeNetFlags.FeHNotReported);
        Set(distance > Astra.Neural.DomainMeasure.Threshold, ApogeeNetFlags.OutsideDomain);
        Set(
            IsOutside(settings, Label.Logg, logg.Value) || IsOutside(settings, Label.Teff, teff.Value)
                || (hasFeH && IsOutside(settings, Label.FeH, feH.Value)),
            ApogeeNetFlags.OutsideLabelRange);
        return flags;

        void Set(bool condition, ApogeeNetFlags flag) => flags |= condition ? flag : ApogeeNetFlags.None;
    }

    /// <summary>Whether a star is cool enough for a metallicity.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="teff">K.</param>
    public static bool IsFeHReported(ApogeeNetSettings settings, double teff) => teff <= settings.HottestFeH;

    /// <summary>In magnitudes and milliarcseconds. (SDSS's code tests the standardised numbers by mistake.) False where one of them is
    /// missing.</summary>
    static bool IsFaintAndRed(ReadOnlySpan<double> metadata)
    {
        double colour = metadata[MetadataVector.Rp] - metadata[MetadataVector.K];
        double absolute = metadata[MetadataVector.H] - (5 * Math.Log10(1000 / metadata[MetadataVector.Parallax])) + 5;
        return colour > 2.3 && absolute > 6;
    }

    static bool IsTeffUnreliable(double teff) => Math.Log10(teff) is < 3.1 or > 4.7;

    static bool IsLoggUnreliable(double logg) => logg is < -1.5 or > 6;

    static bool IsFeHUnreliable(double feH, double teff) => feH is > 0.5 or < -2 || Math.Log10(teff) > 3.82;

    static bool IsOutside(ApogeeNetSettings settings, Label label, double value) =>
        settings.ValidRange.Length != 0 && (value < settings.ValidRange[(int)label][0] || value > settings.ValidRange[(int)label][1]);
}
