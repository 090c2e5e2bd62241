namespace Astra.Plugins.Cannon.Ages;

/// <summary>What there is to say about the mass and the age of a giant.</summary>
[Flags]
public enum GiantAgeFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The mass is measured by seismology.</summary>
    [Flag("The mass is from nu_max, Delta nu and Teff", Severity.Informational)]
    SeismicMass = 1 << 0,

    /// <summary>The mass is inferred from the spectrum.</summary>
    [Flag("The mass is that of The Cannon: no seismology", Severity.Informational)]
    CannonMass = 1 << 1,

    /// <summary>The age says little.</summary>
    [Flag("The error of the mass is unknown or above the option max_mass_error", Severity.Warn)]
    LargeMassError = 1 << 2,

    /// <summary>Outside of the selection of Ness et al. 2016, section 4.</summary>
    [Flag("Teff not within 4054 to 5120 K", Severity.Warn)]
    TeffOutOfRange = 1 << 3,

    /// <summary>Outside of the selection of Ness et al. 2016, section 4.</summary>
    [Flag("log g not within 1.35 to 3.3", Severity.Warn)]
    LoggOutOfRange = 1 << 4,

    /// <summary>Outside of the selection of Ness et al. 2016, section 4.</summary>
    [Flag("[Fe/H] not within -0.85 to 0.30", Severity.Warn)]
    FeHOutOfRange = 1 << 5,

    /// <summary>Outside of the selection of Ness et al. 2016, section 4.</summary>
    [Flag("[alpha/Fe] not within -0.03 to 0.30", Severity.Warn)]
    AlphaOutOfRange = 1 << 6,

    /// <summary>Ages of giants mean nothing for it.</summary>
    [Flag("log g above 3.7 (the base of the giant branch in the isochrones) or Teff above 5800 K: no red giant", Severity.Bad)]
    NotAGiant = 1 << 7,

    /// <summary>There is a mass but no age.</summary>
    [Flag("No [Fe/H], so no age", Severity.Warn)]
    NoMetallicity = 1 << 8,

    /// <summary>The age lies where there are no isochrones, between some.</summary>
    [Flag("The age lies between tables that differ by more than a factor of four (0.9 and 5 Gyr in the model shipped)", Severity.Informational)]
    AgeInterpolatedWidely = 1 << 9,

    /// <summary>The age lies beyond the isochrones.</summary>
    [Flag("The age is above the oldest or below the youngest table (5 and 0.1 Gyr in the model shipped)", Severity.Warn)]
    AgeExtrapolated = 1 << 10,

    /// <summary>There is no result.</summary>
    [Flag("No result", Severity.Bad)]
    NoResult = 1 << 11,

    /// <summary>Neither source of a mass has one.</summary>
    [Flag("No mass: neither seismology with Teff nor a Cannon model with log_mass", Severity.Bad)]
    NoMass = 1 << 12,

    /// <summary>The metallicity lies beyond the isochrones.</summary>
    [Flag("The metallicity lies outside of the tables of several ages (-0.50 to 0.57 in the model shipped)", Severity.Warn)]
    MetallicityExtrapolated = 1 << 13,

    /// <summary>The mass is too low for a star of its metallicity to be a giant today.</summary>
    [Flag("The age is above 13.8 Gyr", Severity.Warn)]
    AgeAboveUniverse = 1 << 14,

    /// <summary>One of the labels of the selection is missing.</summary>
    [Flag("Teff, log g or [alpha/Fe] is not known, so the range of the method could not be checked", Severity.Informational)]
    RangeUnchecked = 1 << 15,
}
