namespace Astra.Plugins.Cannon;

/// <summary>What there is to say about a result of The Cannon.</summary>
[Flags]
public enum CannonFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Bit 0, as in SDSS's own table.</summary>
    [Flag("The pixels do not determine the labels: no starting point led to a solution", Severity.Bad)]
    FittingFailure = 1 << 0,

    /// <summary>The effective temperature is extrapolated.</summary>
    [Flag("teff is more than 5 % of the training range outside of it", Severity.Bad)]
    TeffOutOfRange = 1 << 1,

    /// <summary>The surface gravity is extrapolated.</summary>
    [Flag("logg is more than 5 % of the training range outside of it", Severity.Bad)]
    LoggOutOfRange = 1 << 2,

    /// <summary>The metallicity is extrapolated.</summary>
    [Flag("fe_h is more than 5 % of the training range outside of it", Severity.Bad)]
    FeHOutOfRange = 1 << 3,

    /// <summary>Another label is extrapolated.</summary>
    [Flag("A label besides teff, logg and fe_h is more than 5 % of its training range outside of it", Severity.Bad)]
    OtherLabelOutOfRange = 1 << 4,

    /// <summary>Few training stars are like this one.</summary>
    [Flag("Farther from the nearest training star than 99 % of the training stars are", Severity.Warn)]
    SparselyTrained = 1 << 5,

    /// <summary>No training star is like this one.</summary>
    [Flag("Farther from the nearest training star than 99.9 % of the training stars are", Severity.Bad)]
    FarFromTraining = 1 << 6,

    /// <summary>The model does not look quite like the spectrum.</summary>
    [Flag("Reduced chi-square above 2", Severity.Warn)]
    PoorFit = 1 << 7,

    /// <summary>The model does not look like the spectrum.</summary>
    [Flag("Reduced chi-square above 3", Severity.Bad)]
    BadFit = 1 << 8,

    /// <summary>Much of the spectrum is missing.</summary>
    [Flag("Fewer than half of the model's pixels could be used", Severity.Warn)]
    FewPixels = 1 << 9,

    /// <summary>The fit was stopped.</summary>
    [Flag("The fit used up max_iterations before it came to rest", Severity.Bad)]
    NotConverged = 1 << 10,

    /// <summary>There is no result.</summary>
    [Flag("No result", Severity.Bad)]
    NoResult = 1 << 11,

    /// <summary>The search for labels ended where it is not allowed to go on.</summary>
    [Flag("A label is at the end of what is searched, 50 % of the training range outside of it", Severity.Bad)]
    AtBound = 1 << 12,

    /// <summary>The model has masses, and its authors would not trust this one.</summary>
    [Flag("Outside of 4054 < teff < 5120, 1.35 < logg < 3.3, -0.85 < fe_h < 0.30, -0.03 < alpha < 0.30 (masses, Ness et al. 2016)", Severity.Warn)]
    OutsideMassSelection = 1 << 13,

    /// <summary>No mixture of training stars is like this one.</summary>
    [Flag("Outside of the convex hull of the training stars' labels", Severity.Informational)]
    OutsideHull = 1 << 14,
}
