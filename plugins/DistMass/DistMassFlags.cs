namespace Astra.Plugins.DistMass;

/// <summary>What there is to say about the distance, the masses and the ages of a star.</summary>
[Flags]
public enum DistMassFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The catalogue lacks a label.</summary>
    [Flag("The labels are AstroNN's, because the catalogue lacks one of the five", Severity.Informational)]
    LabelsFromAstroNN = 1 << 0,

    /// <summary>The networks of distances extrapolate.</summary>
    [Flag("The labels are outside of those that the network of distances was trained on", Severity.Warn)]
    OutsideDistanceDomain = 1 << 1,

    /// <summary>The networks of masses extrapolate.</summary>
    [Flag("The labels are outside of those that the networks of masses were trained on: no ages", Severity.Warn)]
    OutsideMassDomain = 1 << 2,

    /// <summary>There is no distance.</summary>
    [Flag("No K magnitude, so no distance", Severity.Warn)]
    NoKMagnitude = 1 << 3,

    /// <summary>The distance may be anything.</summary>
    [Flag("K is brighter than 4 mag or its error is above 0.1 mag (2MASS saturates): the distance is uncertain", Severity.Warn)]
    SaturatedK = 1 << 4,

    /// <summary>There is no distance.</summary>
    [Flag("No rule gives an extinction from what is known, so no distance", Severity.Warn)]
    NoExtinction = 1 << 5,

    /// <summary>Beyond the cut of the training set.</summary>
    [Flag("A_K is 0.5 mag or more: stars like this were not trained on", Severity.Warn)]
    HighExtinction = 1 << 6,

    /// <summary>The catalogue says that its labels are bad.</summary>
    [Flag("ASPCAPFLAG has STAR_BAD: the labels are not to be trusted", Severity.Bad)]
    StarBad = 1 << 7,

    /// <summary>There is no age.</summary>
    [Flag("log g is 3.5 or more: no ages, which are for giants", Severity.Informational)]
    NotAGiant = 1 << 8,

    /// <summary>There is no age.</summary>
    [Flag("A mass outside of 0.8 to 8 solar masses or [Fe/H] outside of -0.5 to 0.5: no age from it", Severity.Informational)]
    OutsideAgeRelation = 1 << 9,

    /// <summary>The labels are worse than those of the stars that the quoted error was measured on.</summary>
    [Flag("The errors of the labels move abs_mag by more than four times its quoted error (see abs_mag_label_error)", Severity.Warn)]
    LargeLabelErrors = 1 << 10,

    /// <summary>There is no result.</summary>
    [Flag("No result", Severity.Bad)]
    NoResult = 1 << 11,

    /// <summary>Five labels are needed.</summary>
    [Flag("One of Teff, log g, [Fe/H], [C/Fe] and [N/Fe] is not known", Severity.Bad)]
    LabelMissing = 1 << 12,

    /// <summary>No star has such labels.</summary>
    [Flag("A label that no star has: Teff not 2500-25000 K, log g not -1-6, [Fe/H] not -5-1, [C/Fe] or [N/Fe] not -3-3", Severity.Bad)]
    LabelImplausible = 1 << 13,

    /// <summary>There is nothing to combine with.</summary>
    [Flag("No distance from Gaia, and no parallax of more than five times its error: distance_weighted is the model's alone", Severity.Informational)]
    NoGaiaDistance = 1 << 14,

    /// <summary>A binary, a bad parallax, or bad labels.</summary>
    [Flag("The distances of the model and of Gaia differ by more than three times their error", Severity.Warn)]
    DistancesDiffer = 1 << 15,

    /// <summary>A mass that no network can give from stars like those that it was trained on.</summary>
    [Flag("A network gave a mass that is not positive: there is none from it", Severity.Warn)]
    MassImplausible = 1 << 16,

    /// <summary>The age is that of an extrapolation.</summary>
    [Flag("An age is above 13.8 Gyr", Severity.Warn)]
    AgeAboveUniverse = 1 << 17,

    /// <summary>The rule that the latitude asks for lacks an input.</summary>
    [Flag("The extinction is not by the rule for the latitude (16 deg), because that lacks an input; see extinction_rule", Severity.Informational)]
    ExtinctionFallback = 1 << 18,
}
