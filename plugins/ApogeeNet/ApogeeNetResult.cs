namespace Astra.Plugins.ApogeeNet;

/// <summary>The labels of a spectrum. The columns are those of SDSS's astraAllVisitApogeeNetV2 table, and the distance from the training
/// set.</summary>
public sealed record ApogeeNetResult : PipelineResult<ApogeeNetFlags>
{
    /// <summary>Effective temperature: the network's answer for the spectrum as it is.</summary>
    [Column("teff", "K", "Effective temperature", Indexed = true)]
    public float Teff { get; init; } = float.NaN;

    /// <summary>Error of effective temperature, after the model's noise model.</summary>
    [Column("e_teff", "K", "Error of teff")]
    public float TeffError { get; init; } = float.NaN;

    /// <summary>Surface gravity.</summary>
    [Column("logg", "log10(cm/s^2)", "Surface gravity", Indexed = true)]
    public float Logg { get; init; } = float.NaN;

    /// <summary>Error of surface gravity.</summary>
    [Column("e_logg", "log10(cm/s^2)", "Error of logg")]
    public float LoggError { get; init; } = float.NaN;

    /// <summary>[Fe/H]; NaN for stars that are too hot for it.</summary>
    [Column("fe_h", "dex", "[Fe/H]", Indexed = true)]
    public float FeH { get; init; } = float.NaN;

    /// <summary>Error of [Fe/H].</summary>
    [Column("e_fe_h", "dex", "Error of fe_h")]
    public float FeHError { get; init; } = float.NaN;

    /// <summary>Median of the effective temperature over the noise draws.</summary>
    [Column("teff_sample_median", "K", "Median of teff over noise draws")]
    public float TeffSampleMedian { get; init; } = float.NaN;

    /// <summary>Median of the surface gravity over the noise draws.</summary>
    [Column("logg_sample_median", "log10(cm/s^2)", "Median of logg over noise draws")]
    public float LoggSampleMedian { get; init; } = float.NaN;

    /// <summary>Median of [Fe/H] over the noise draws.</summary>
    [Column("fe_h_sample_median", "dex", "Median of fe_h over noise draws")]
    public float FeHSampleMedian { get; init; } = float.NaN;

    /// <summary>Standard deviation of the effective temperature over the noise draws.</summary>
    [Column("raw_e_teff", "K", "Standard deviation of teff over noise draws")]
    public float RawTeffError { get; init; } = float.NaN;

    /// <summary>Standard deviation of the surface gravity over the noise draws.</summary>
    [Column("raw_e_logg", "log10(cm/s^2)", "Standard deviation of logg over noise draws")]
    public float RawLoggError { get; init; } = float.NaN;

    /// <summary>Standard deviation of [Fe/H] over the noise draws.</summary>
    [Column("raw_e_fe_h", "dex", "Standard deviation of fe_h over noise draws")]
    public float RawFeHError { get; init; } = float.NaN;

    /// <summary>Distance from the training set: 1 is its edge. NaN for a model that does not know its domain.</summary>
    [Column("domain_distance", "", "Distance from training set (1: its edge)")]
    public float DomainDistance { get; init; } = float.NaN;

    /// <summary>The result of the passes of a spectrum.</summary>
    /// <param name="settings">The model's settings.</param>
    /// <param name="logg">log g.</param>
    /// <param name="teff">Teff, K.</param>
    /// <param name="feH">[Fe/H].</param>
    /// <param name="metadata">The star's metadata in physical units, NaN where missing.</param>
    /// <param name="distance">Its distance from the training set; NaN where unknown.</param>
    internal static ApogeeNetResult Of(
        ApogeeNetSettings settings, Prediction logg, Prediction teff, Prediction feH, ReadOnlySpan<double> metadata, double distance)
    {
        bool hasFeH = ResultJudgement.IsFeHReported(settings, teff.Value);
        return new ApogeeNetResult
        {
            Teff = (float)teff.Value,
            TeffError = (float)settings.NoiseModels[(int)Label.Teff].Error(teff.Scatter),
            Logg = (float)logg.Value,
            LoggError = (float)settings.NoiseModels[(int)Label.Logg].Error(logg.Scatter),
            FeH = hasFeH ? (float)feH.Value : float.NaN,
            FeHError = hasFeH ? (float)settings.NoiseModels[(int)Label.FeH].Error(feH.Scatter) : float.NaN,
            TeffSampleMedian = (float)teff.Median,
            LoggSampleMedian = (float)logg.Median,
            FeHSampleMedian = hasFeH ? (float)feH.Median : float.NaN,
            RawTeffError = (float)teff.Scatter,
            RawLoggError = (float)logg.Scatter,
            RawFeHError = hasFeH ? (float)feH.Scatter : float.NaN,
            DomainDistance = (float)Math.Min(distance, float.MaxValue),
            Flags = ResultJudgement.Flags(settings, logg, teff, feH, metadata, distance),
        };
    }
}
