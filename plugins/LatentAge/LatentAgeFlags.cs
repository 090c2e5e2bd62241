namespace Astra.Plugins.LatentAge;

/// <summary>What there is to say about a result: where the method applies (Leung et al. 2023, section 7 and table 1), and what the spectrum is.</summary>
[Flags]
public enum LatentAgeFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The latent space is one of red giants.</summary>
    [Flag("log g is not between 1.5 and 3.6: the latent space does not apply", Severity.Bad)]
    OutsideLatentRange = 1 << 0,

    /// <summary>The spectrum is too noisy.</summary>
    [Flag("S/N is not above 30, or not known: the latent space does not apply", Severity.Bad)]
    LowSnr = 1 << 1,

    /// <summary>There is no age, since there are none to learn from above the clump.</summary>
    [Flag("No age: log g is not between 2.5 and 3.6", Severity.Warn)]
    OutsideAgeRange = 1 << 2,

    /// <summary>The age says little.</summary>
    [Flag("The error of the age is above 40 % of it", Severity.Warn)]
    LargeAgeError = 1 << 3,

    /// <summary>The forest of ages is asked beyond its training set, where it gives what it gave at the edge.</summary>
    [Flag("Teff or [Fe/H] is outside of the training set of the ages, by more than its error", Severity.Bad)]
    OutsideLabelRange = 1 << 4,

    /// <summary>The reduction warns of the spectrum.</summary>
    [Flag("STARFLAG bit 0 (bad pixels), 3 (very bright neighbour) or 4 (low signal to noise)", Severity.Bad)]
    BadSpectrum = 1 << 5,

    /// <summary>The paper recommends only spectra without any flag.</summary>
    [Flag("STARFLAG is not 0: not in the sample that the paper recommends", Severity.Warn)]
    SpectrumFlagged = 1 << 6,

    /// <summary>The model has no forest of ages.</summary>
    [Flag("No age: the model was trained without ages", Severity.Warn)]
    NoAgeModel = 1 << 7,

    /// <summary>The power spectrum speaks for neither state.</summary>
    [Flag("The probability of a red-clump star is between 0.2 and 0.8", Severity.Informational)]
    UncertainState = 1 << 8,

    /// <summary>Seismic ages of stars that lost mass, which the forest learned as they are.</summary>
    [Flag("The age is above 13.8 Gyr, that of the universe", Severity.Warn)]
    AgeAboveUniverse = 1 << 9,

    /// <summary>There is no result.</summary>
    [Flag("No result", Severity.Bad)]
    NoResult = 1 << 11,

    /// <summary>The encoder was trained on nothing like this spectrum.</summary>
    [Flag("domain_distance above 1: the spectrum is unlike what the encoder was trained on", Severity.Bad)]
    OutsideDomain = 1 << 12,

    /// <summary>Much of what the encoder sees was not measured.</summary>
    [Flag("More than half of the pixels that the encoder sees have no data", Severity.Warn)]
    FewPixels = 1 << 13,
}
