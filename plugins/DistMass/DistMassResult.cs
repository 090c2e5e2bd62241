namespace Astra.Plugins.DistMass;

/// <summary>
/// Distance, masses and ages of a star: the columns of table 2 of Stone-Martinez et al. 2024 in lower case (errors as <c>e_x</c>), and what else is
/// needed to
/// use them.
/// </summary>
public sealed record DistMassResult : PipelineResult<DistMassFlags>
{
    /// <summary>The label that the networks saw.</summary>
    [Column("teff", "K", "Effective temperature that was used")]
    public float Teff { get; init; } = float.NaN;

    /// <summary>The label that the networks saw.</summary>
    [Column("logg", "dex", "log g that was used")]
    public float Logg { get; init; } = float.NaN;

    /// <summary>The label that the networks saw.</summary>
    [Column("fe_h", "dex", "[Fe/H] that was used")]
    public float FeH { get; init; } = float.NaN;

    /// <summary>The label that the networks saw.</summary>
    [Column("c_fe", "dex", "[C/Fe] that was used")]
    public float CFe { get; init; } = float.NaN;

    /// <summary>The label that the networks saw.</summary>
    [Column("n_fe", "dex", "[N/Fe] that was used")]
    public float NFe { get; init; } = float.NaN;

    /// <summary>The distance from the parallax.</summary>
    [Column("gaiaedr3_dist", "pc", "Distance from Gaia")]
    public float GaiaDistance { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_gaiaedr3_dist", "pc", "Error of gaiaedr3_dist")]
    public float GaiaDistanceError { get; init; } = float.NaN;

    /// <summary>A_K.</summary>
    [Column("extinction", "mag", "A_K that was used")]
    public float Extinction { get; init; } = float.NaN;

    /// <summary>How A_K came about.</summary>
    [Column("extinction_rule", "", "Rule that gave the extinction")]
    public string? ExtinctionRule { get; init; }

    /// <summary>2MASS Ks.</summary>
    [Column("mag", "mag", "Apparent K magnitude that was used")]
    public float Magnitude { get; init; } = float.NaN;

    /// <summary>The network's absolute magnitude.</summary>
    [Column("abs_mag", "mag", "Predicted absolute K magnitude")]
    public float AbsoluteMagnitude { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_abs_mag", "mag", "Error of abs_mag, from log g")]
    public float AbsoluteMagnitudeError { get; init; } = float.NaN;

    /// <summary>What the errors of the labels do to the absolute magnitude; not part of its error.</summary>
    [Column("abs_mag_label_error", "mag", "What the labels' errors do to abs_mag")]
    public float AbsoluteMagnitudeLabelError { get; init; } = float.NaN;

    /// <summary>The distance from the absolute magnitude.</summary>
    [Column("distance", "pc", "Distance from abs_mag")]
    public float Distance { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_distance", "pc", "Error of distance")]
    public float DistanceError { get; init; } = float.NaN;

    /// <summary>The distance, with Gaia's.</summary>
    [Column("distance_weighted", "pc", "Mean of distance and Gaia's, weighted by errors", Indexed = true)]
    public float DistanceWeighted { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_distance_weighted", "pc", "Error of distance_weighted")]
    public float DistanceWeightedError { get; init; } = float.NaN;

    /// <summary>A mass.</summary>
    [Column("mass_uncor_ss", "solMass", "Mass (Sharma, uncorrected)")]
    public float MassUncorSs { get; init; } = float.NaN;

    /// <summary>A mass.</summary>
    [Column("mass_cor_ss", "solMass", "Mass (Sharma, corrected)", Indexed = true)]
    public float MassCorSs { get; init; } = float.NaN;

    /// <summary>A mass.</summary>
    [Column("mass_uncor_mo", "solMass", "Mass (Mosser, uncorrected)")]
    public float MassUncorMo { get; init; } = float.NaN;

    /// <summary>A mass.</summary>
    [Column("mass_cor_mo", "solMass", "Mass (Mosser, corrected)")]
    public float MassCorMo { get; init; } = float.NaN;

    /// <summary>A mass.</summary>
    [Column("mass_uncor_tw", "solMass", "Mass (White, uncorrected)")]
    public float MassUncorTw { get; init; } = float.NaN;

    /// <summary>A mass.</summary>
    [Column("mass_cor_tw", "solMass", "Mass (White, corrected)")]
    public float MassCorTw { get; init; } = float.NaN;

    /// <summary>The common error of the masses.</summary>
    [Column("mass_err", "solMass", "Common error of the masses (of the first known)")]
    public float MassError { get; init; } = float.NaN;

    /// <summary>An age.</summary>
    [Column("age_uncor_ss", "Gyr", "Age (Sharma, uncorrected)")]
    public float AgeUncorSs { get; init; } = float.NaN;

    /// <summary>Its lower limit.</summary>
    [Column("age_uncor_ss_lower", "Gyr", "Lower limit of age_uncor_ss (16 per cent)")]
    public float AgeUncorSsLower { get; init; } = float.NaN;

    /// <summary>Its upper limit.</summary>
    [Column("age_uncor_ss_upper", "Gyr", "Upper limit of age_uncor_ss (84 per cent)")]
    public float AgeUncorSsUpper { get; init; } = float.NaN;

    /// <summary>An age.</summary>
    [Column("age_cor_ss", "Gyr", "Age (Sharma, corrected)", Indexed = true)]
    public float AgeCorSs { get; init; } = float.NaN;

    /// <summary>Its lower limit.</summary>
    [Column("age_cor_ss_lower", "Gyr", "Lower limit of age_cor_ss (16 per cent)")]
    public float AgeCorSsLower { get; init; } = float.NaN;

    /// <summary>Its upper limit.</summary>
    [Column("age_cor_ss_upper", "Gyr", "Upper limit of age_cor_ss (84 per cent)")]
    public float AgeCorSsUpper { get; init; } = float.NaN;

    /// <summary>An age.</summary>
    [Column("age_uncor_mo", "Gyr", "Age (Mosser, uncorrected)")]
    public float AgeUncorMo { get; init; } = float.NaN;

    /// <summary>Its lower limit.</summary>
    [Column("age_uncor_mo_lower", "Gyr", "Lower limit of age_uncor_mo (16 per cent)")]
    public float AgeUncorMoLower { get; init; } = float.NaN;

    /// <summary>Its upper limit.</summary>
    [Column("age_uncor_mo_upper", "Gyr", "Upper limit of age_uncor_mo (84 per cent)")]
    public float AgeUncorMoUpper { get; init; } = float.NaN;

    /// <summary>An age.</summary>
    [Column("age_cor_mo", "Gyr", "Age (Mosser, corrected)")]
    public float AgeCorMo { get; init; } = float.NaN;

    /// <summary>Its lower limit.</summary>
    [Column("age_cor_mo_lower", "Gyr", "Lower limit of age_cor_mo (16 per cent)")]
    public float AgeCorMoLower { get; init; } = float.NaN;

    /// <summary>Its upper limit.</summary>
    [Column("age_cor_mo_upper", "Gyr", "Upper limit of age_cor_mo (84 per cent)")]
    public float AgeCorMoUpper { get; init; } = float.NaN;

    /// <summary>An age.</summary>
    [Column("age_uncor_tw", "Gyr", "Age (White, uncorrected)")]
    public float AgeUncorTw { get; init; } = float.NaN;

    /// <summary>Its lower limit.</summary>
    [Column("age_uncor_tw_lower", "Gyr", "Lower limit of age_uncor_tw (16 per cent)")]
    public float AgeUncorTwLower { get; init; } = float.NaN;

    /// <summary>Its upper limit.</summary>
    [Column("age_uncor_tw_upper", "Gyr", "Upper limit of age_uncor_tw (84 per cent)")]
    public float AgeUncorTwUpper { get; init; } = float.NaN;

    /// <summary>An age.</summary>
    [Column("age_cor_tw", "Gyr", "Age (White, corrected)")]
    public float AgeCorTw { get; init; } = float.NaN;

    /// <summary>Its lower limit.</summary>
    [Column("age_cor_tw_lower", "Gyr", "Lower limit of age_cor_tw (16 per cent)")]
    public float AgeCorTwLower { get; init; } = float.NaN;

    /// <summary>Its upper limit.</summary>
    [Column("age_cor_tw_upper", "Gyr", "Upper limit of age_cor_tw (84 per cent)")]
    public float AgeCorTwUpper { get; init; } = float.NaN;

    /// <summary>The common error of the ages.</summary>
    [Column("age_err", "dex", "Common error of log10 age (of the first known)")]
    public float AgeError { get; init; } = float.NaN;

    /// <summary>Table 3 of the paper.</summary>
    [Column("bitmask", "", "Bits of the paper: 1, 2, 8, 16, 32")]
    public int Bitmask { get; init; }

    /// <summary>Distance from isochrones.</summary>
    [Column("nmsu_dist", "pc", "Distance from isochrones, median")]
    public float NmsuDistance { get; init; } = float.NaN;

    /// <summary>Its lower limit.</summary>
    [Column("nmsu_dist_lower", "pc", "Lower limit of nmsu_dist (16 per cent)")]
    public float NmsuDistanceLower { get; init; } = float.NaN;

    /// <summary>Its upper limit.</summary>
    [Column("nmsu_dist_upper", "pc", "Upper limit of nmsu_dist (84 per cent)")]
    public float NmsuDistanceUpper { get; init; } = float.NaN;

    /// <summary>How far outside of the distance network's training set the labels are.</summary>
    [Column("distance_domain", "", "Distance network: 1 at the edge of its labels")]
    public float DistanceDomain { get; init; } = float.NaN;

    /// <summary>How far outside of the mass networks' training sets the labels are.</summary>
    [Column("mass_domain", "", "Mass networks: 1 at the edge of their labels")]
    public float MassDomain { get; init; } = float.NaN;

    /// <summary>The same row with the labels that were used.</summary>
    internal DistMassResult With(in StellarLabels labels) => this with
    {
        Teff = (float)labels.Teff,
        Logg = (float)labels.Logg,
        FeH = (float)labels.FeH,
        CFe = (float)labels.CFe,
        NFe = (float)labels.NFe,
    };
}
