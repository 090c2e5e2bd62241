namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// What there is to say about a result. Bits 0 to 11 and their severity are those of SDSS's astraAllStarApogeeNetV2 table; see
/// docs/pipelines/apogeenet.md for where we evaluate them otherwise.
/// </summary>
[Flags]
public enum ApogeeNetFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The temperature is beyond anything trained.</summary>
    [Flag("log10(teff) below 3.1 or above 4.7", Severity.Bad)]
    TeffUnreliable = 1 << 0,

    /// <summary>The gravity is beyond anything trained.</summary>
    [Flag("logg below -1.5 or above 6", Severity.Bad)]
    LoggUnreliable = 1 << 1,

    /// <summary>The metallicity is beyond anything trained, or the star has no lines that show it.</summary>
    [Flag("fe_h below -2 or above 0.5, or log10(teff) above 3.82", Severity.Bad)]
    FeHUnreliable = 1 << 2,

    /// <summary>As bit 0, for the median of the noise draws.</summary>
    [Flag("log10(teff_sample_median) below 3.1 or above 4.7", Severity.Bad)]
    TeffErrorUnreliable = 1 << 3,

    /// <summary>As bit 1, for the median of the noise draws.</summary>
    [Flag("logg_sample_median below -1.5 or above 6", Severity.Bad)]
    LoggErrorUnreliable = 1 << 4,

    /// <summary>As bit 2, for the medians of the noise draws.</summary>
    [Flag("fe_h_sample_median below -2 or above 0.5, or log10(teff_sample_median) above 3.82", Severity.Bad)]
    FeHErrorUnreliable = 1 << 5,

    /// <summary>The temperature is uncertain.</summary>
    [Flag("log10(e_teff) above 2.7", Severity.Warn)]
    TeffErrorLarge = 1 << 6,

    /// <summary>The gravity is uncertain.</summary>
    [Flag("e_logg above 0.3", Severity.Warn)]
    LoggErrorLarge = 1 << 7,

    /// <summary>The metallicity is uncertain.</summary>
    [Flag("e_fe_h above 0.5", Severity.Warn)]
    FeHErrorLarge = 1 << 8,

    /// <summary>The network had to do without something that it knows of other stars.</summary>
    [Flag("Parallax or one of G, BP, RP, J, H, K is missing", Severity.Warn)]
    MissingPhotometry = 1 << 9,

    /// <summary>A faint red source, of which the training set had none.</summary>
    [Flag("RP - K above 2.3 and absolute H magnitude above 6", Severity.Bad)]
    ResultUnreliable = 1 << 10,

    /// <summary>There is no result.</summary>
    [Flag("No result", Severity.Bad)]
    NoResult = 1 << 11,

    /// <summary>The star is too hot for a metallicity.</summary>
    [Flag("fe_h is not reported above the model's limit (6500 K unless its manifest says otherwise)", Severity.Informational)]
    FeHNotReported = 1 << 12,

    /// <summary>The network was trained on nothing like this spectrum.</summary>
    [Flag("domain_distance above 1: the spectrum is unlike what the network was trained on", Severity.Bad)]
    OutsideDomain = 1 << 13,

    /// <summary>The answer is extrapolated.</summary>
    [Flag("teff, logg or a reported fe_h is outside of the range of the labels that the network was trained on", Severity.Bad)]
    OutsideLabelRange = 1 << 14,
}
