namespace Astra.Plugins.LatentAge;

/// <summary>Where a giant is in the latent space, and what follows from that.</summary>
public sealed record LatentAgeResult : PipelineResult<LatentAgeFlags>
{
    /// <summary>The age: the mean over the trees.</summary>
    [Column("age", "Gyr", "Age (mean over the trees)", Indexed = true)]
    public float Age { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_age", "Gyr", "Error of age (scatter of the trees, calibrated)")]
    public float AgeError { get; init; } = float.NaN;

    /// <summary>The decimal logarithm of the age: the mean over the trees.</summary>
    [Column("log_age", "log10(Gyr)", "Decimal logarithm of age (mean over the trees)")]
    public float LogAge { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_log_age", "log10(Gyr)", "Error of log_age (scatter of trees, calibrated)")]
    public float LogAgeError { get; init; } = float.NaN;

    /// <summary>The probability that it burns helium in its core.</summary>
    [Column("rc_probability", "", "Probability of a red-clump star, not the branch")]
    public float RedClumpProbability { get; init; } = float.NaN;

    /// <summary>The first latent number.</summary>
    [Column("z0", "", "First latent number")]
    public float Z0 { get; init; } = float.NaN;

    /// <summary>The second latent number.</summary>
    [Column("z1", "", "Second latent number")]
    public float Z1 { get; init; } = float.NaN;

    /// <summary>The third latent number.</summary>
    [Column("z2", "", "Third latent number")]
    public float Z2 { get; init; } = float.NaN;

    /// <summary>The fourth latent number.</summary>
    [Column("z3", "", "Fourth latent number")]
    public float Z3 { get; init; } = float.NaN;

    /// <summary>The fifth latent number.</summary>
    [Column("z4", "", "Fifth latent number")]
    public float Z4 { get; init; } = float.NaN;

    /// <summary>The error of the first latent number.</summary>
    [Column("e_z0", "", "Standard deviation of z0, by the encoder")]
    public float Z0Error { get; init; } = float.NaN;

    /// <summary>The error of the second latent number.</summary>
    [Column("e_z1", "", "Standard deviation of z1, by the encoder")]
    public float Z1Error { get; init; } = float.NaN;

    /// <summary>The error of the third latent number.</summary>
    [Column("e_z2", "", "Standard deviation of z2, by the encoder")]
    public float Z2Error { get; init; } = float.NaN;

    /// <summary>The error of the fourth latent number.</summary>
    [Column("e_z3", "", "Standard deviation of z3, by the encoder")]
    public float Z3Error { get; init; } = float.NaN;

    /// <summary>The error of the fifth latent number.</summary>
    [Column("e_z4", "", "Standard deviation of z4, by the encoder")]
    public float Z4Error { get; init; } = float.NaN;

    /// <summary>The frequency of maximum power.</summary>
    [Column("nu_max", "uHz", "Frequency of maximum power, from z0 to z4 alone")]
    public float NuMax { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_nu_max", "uHz", "Error of nu_max")]
    public float NuMaxError { get; init; } = float.NaN;

    /// <summary>The large frequency separation.</summary>
    [Column("delta_nu", "uHz", "Large frequency separation, z0 to z4 alone")]
    public float DeltaNu { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_delta_nu", "uHz", "Error of delta_nu")]
    public float DeltaNuError { get; init; } = float.NaN;

    /// <summary>The separation over the expected one.</summary>
    [Column("excess_delta_nu", "", "Delta nu / 0.268 nu_max^0.758, z0 to z4 alone")]
    public float ExcessDeltaNu { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_excess_delta_nu", "", "Error of excess_delta_nu")]
    public float ExcessDeltaNuError { get; init; } = float.NaN;

    /// <summary>The gravity.</summary>
    [Column("latent_logg", "log10(cm/s^2)", "Surface gravity, from z0 to z4 alone")]
    public float LatentLogg { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_latent_logg", "log10(cm/s^2)", "Error of latent_logg")]
    public float LatentLoggError { get; init; } = float.NaN;

    /// <summary>The temperature.</summary>
    [Column("latent_teff", "K", "Effective temperature, from z0 to z4 alone")]
    public float LatentTeff { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_latent_teff", "K", "Error of latent_teff")]
    public float LatentTeffError { get; init; } = float.NaN;

    /// <summary>The metallicity.</summary>
    [Column("latent_fe_h", "dex", "[Fe/H], from z0 to z4 alone")]
    public float LatentFeH { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_latent_fe_h", "dex", "Error of latent_fe_h")]
    public float LatentFeHError { get; init; } = float.NaN;

    /// <summary>The abundance of the alpha elements.</summary>
    [Column("latent_alpha_m", "dex", "[alpha/M], from z0 to z4 alone")]
    public float LatentAlphaM { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_latent_alpha_m", "dex", "Error of latent_alpha_m")]
    public float LatentAlphaMError { get; init; } = float.NaN;

    /// <summary>The ratio of carbon to nitrogen.</summary>
    [Column("latent_c_n", "dex", "[C/N], from z0 to z4 alone")]
    public float LatentCN { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("e_latent_c_n", "dex", "Error of latent_c_n")]
    public float LatentCNError { get; init; } = float.NaN;

    /// <summary>The temperature that the age is for.</summary>
    [Column("teff", "K", "Effective temperature that the age is for")]
    public float Teff { get; init; } = float.NaN;

    /// <summary>The metallicity that the age is for.</summary>
    [Column("fe_h", "dex", "[Fe/H] that the age is for")]
    public float FeH { get; init; } = float.NaN;

    /// <summary>The gravity that the flags are by.</summary>
    [Column("logg", "log10(cm/s^2)", "Surface gravity that the flags are by")]
    public float Logg { get; init; } = float.NaN;

    /// <summary>Where these three are from.</summary>
    [Column("label_origin", "", "Where teff, logg and fe_h are from")]
    public string? LabelOrigin { get; init; }

    /// <summary>How far the spectrum is from the training set.</summary>
    [Column("domain_distance", "", "Distance from the training set; 1 is its edge")]
    public float DomainDistance { get; init; } = float.NaN;

    /// <summary>A result with what the forests of labels give.</summary>
    /// <param name="point">Five means and their five standard deviations.</param>
    /// <param name="labels">Value and error for each of <see cref="LatentLabels.All"/>, NaN where not known.</param>
    internal static LatentAgeResult Of(Network.LatentPoint point, IReadOnlyList<(double Value, double Error)> labels) => new()
    {
        Z0 = point.Mean[0],
        Z1 = point.Mean[1],
        Z2 = point.Mean[2],
        Z3 = point.Mean[3],
        Z4 = point.Mean[4],
        Z0Error = point.Deviation[0],
        Z1Error = point.Deviation[1],
        Z2Error = point.Deviation[2],
        Z3Error = point.Deviation[3],
        Z4Error = point.Deviation[4],
        NuMax = (float)labels[0].Value,
        NuMaxError = (float)labels[0].Error,
        DeltaNu = (float)labels[1].Value,
        DeltaNuError = (float)labels[1].Error,
        ExcessDeltaNu = (float)labels[2].Value,
        ExcessDeltaNuError = (float)labels[2].Error,
        LatentLogg = (float)labels[3].Value,
        LatentLoggError = (float)labels[3].Error,
        LatentTeff = (float)labels[4].Value,
        LatentTeffError = (float)labels[4].Error,
        LatentFeH = (float)labels[5].Value,
        LatentFeHError = (float)labels[5].Error,
        LatentAlphaM = (float)labels[6].Value,
        LatentAlphaMError = (float)labels[6].Error,
        LatentCN = (float)labels[7].Value,
        LatentCNError = (float)labels[7].Error,
        DomainDistance = (float)Math.Min(point.DomainDistance, float.MaxValue),
    };
}
