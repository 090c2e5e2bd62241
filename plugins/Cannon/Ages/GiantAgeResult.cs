namespace Astra.Plugins.Cannon.Ages;

/// <summary>The mass and the age of a giant.</summary>
public sealed record GiantAgeResult : PipelineResult<GiantAgeFlags>
{
    /// <summary>The mass that the age is from.</summary>
    [Column("mass", "solMass", "Mass that the age is from", Indexed = true)]
    public float Mass { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_mass", "solMass", "Error of mass")]
    public float MassError { get; init; } = float.NaN;

    /// <summary>Where the mass is from: <c>seismic</c>, or the column of The Cannon's table.</summary>
    [Column("mass_origin", "", "seismic, or Cannon.log_mass")]
    public string? MassOrigin { get; init; }

    /// <summary>The age.</summary>
    [Column("age", "Gyr", "Age", Indexed = true)]
    public float Age { get; init; } = float.NaN;

    /// <summary>The lower limit of the age.</summary>
    [Column("age_lower", "Gyr", "Lower limit of age (16 per cent)")]
    public float AgeLower { get; init; } = float.NaN;

    /// <summary>The upper limit of the age.</summary>
    [Column("age_upper", "Gyr", "Upper limit of age (84 per cent)")]
    public float AgeUpper { get; init; } = float.NaN;

    /// <summary>The decimal logarithm of the age.</summary>
    [Column("log_age", "log10(Gyr)", "Decimal logarithm of age")]
    public float LogAge { get; init; } = float.NaN;

    /// <summary>The error of the logarithm: half the distance between those of the limits.</summary>
    [Column("e_log_age", "log10(Gyr)", "Error of log_age (half of the interval)")]
    public float LogAgeError { get; init; } = float.NaN;

    /// <summary>The mass from seismology, whether or not the age is from it.</summary>
    [Column("mass_seismic", "solMass", "Mass from nu_max, Delta nu and Teff")]
    public float SeismicMass { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_mass_seismic", "solMass", "Error of mass_seismic")]
    public float SeismicMassError { get; init; } = float.NaN;

    /// <summary>The Cannon's mass, whether or not the age is from it.</summary>
    [Column("mass_cannon", "solMass", "Mass from The Cannon")]
    public float CannonMass { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_mass_cannon", "solMass", "Error of mass_cannon")]
    public float CannonMassError { get; init; } = float.NaN;

    /// <summary>The metallicity that the age is for.</summary>
    [Column("metallicity", "dex", "[M/H] that the age is for")]
    public float Metallicity { get; init; } = float.NaN;
}
