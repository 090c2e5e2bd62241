namespace Astra.Plugins.AstroNN;

/// <summary>
/// What there is to say about a result. Bits 0, 1, 2 and 11 and the rule for bad results are those of SDSS's astraAllStarAstroNN table, evaluated on
/// the
/// reported errors; the others are ours.
/// </summary>
[Flags]
[BadWhen(UncertainLogg | UncertainFeH)]
public enum AstroNNFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The gravity is uncertain.</summary>
    [Flag("e_logg above 0.2 and |e_logg / logg| above 0.075", Severity.Warn)]
    UncertainLogg = 1 << 0,

    /// <summary>The temperature is uncertain.</summary>
    [Flag("e_teff above 300 K", Severity.Bad)]
    UncertainTeff = 1 << 1,

    /// <summary>The metallicity is uncertain, or near zero: the error is compared with it.</summary>
    [Flag("|e_fe_h / fe_h| above 0.12", Severity.Warn)]
    UncertainFeH = 1 << 2,

    /// <summary>There is no result.</summary>
    [Flag("No result", Severity.Bad)]
    NoResult = 1 << 11,

    /// <summary>The network was trained on nothing like this spectrum.</summary>
    [Flag("domain_distance above 1: the spectrum is unlike what the network was trained on", Severity.Bad)]
    OutsideDomain = 1 << 12,

    /// <summary>The answer is extrapolated.</summary>
    [Flag("teff, logg or fe_h is outside of the range of the labels that the network was trained on, by more than its error", Severity.Bad)]
    OutsideLabelRange = 1 << 13,

    /// <summary>The reduction warns of the spectrum; the catalogue of astroNN for DR17 has no values then.</summary>
    [Flag("STARFLAG bit 0 (bad pixels), 3 (very bright neighbour) or 4 (low signal to noise)", Severity.Bad)]
    BadSpectrum = 1 << 14,

    /// <summary>Much of what the network sees was not measured.</summary>
    [Flag("More than half of the pixels that the network sees have no data", Severity.Warn)]
    FewPixels = 1 << 15,

    /// <summary>An abundance is extrapolated.</summary>
    [Flag("An abundance is outside of the range of the labels that the network was trained on, by more than its error", Severity.Warn)]
    OutsideAbundanceRange = 1 << 16,
}
