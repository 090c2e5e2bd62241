namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// Pseudo-luminosity and distance of a star. The columns are those of SDSS's astraAllStarAstroNNdist table (<c>L_fakemag</c> in lower case), the
/// combination with Gaia by model errors, as SDSS's table has it, and the distance from the training set.
/// </summary>
public sealed record AstroNNDistResult : PipelineResult<AstroNNDistFlags>
{
    /// <summary>The extinction that was used; NaN where none is known and zero was taken.</summary>
    [Column("a_k_mag", "mag", "Ks-band extinction")]
    public float Extinction { get; init; } = float.NaN;

    /// <summary>Pseudo-luminosity, mas x 10^(0.2 mag).</summary>
    [Column("l_fakemag", "", "Pseudo-luminosity in Ks, mas 10^(0.2 mag)", Indexed = true)]
    public float Luminosity { get; init; } = float.NaN;

    /// <summary>Its total error, after the model's error scale.</summary>
    [Column("l_fakemag_err", "", "Total error of l_fakemag")]
    public float LuminosityError { get; init; } = float.NaN;

    /// <summary>Its standard deviation over the dropout passes.</summary>
    [Column("l_fakemag_model_err", "", "Scatter of l_fakemag over dropout passes")]
    public float LuminosityModelError { get; init; } = float.NaN;

    /// <summary>Distance by the network.</summary>
    [Column("nn_dist", "pc", "NN heliocentric distance", Indexed = true)]
    public float Distance { get; init; } = float.NaN;

    /// <summary>Its total error.</summary>
    [Column("nn_dist_err", "pc", "Total error of nn_dist")]
    public float DistanceError { get; init; } = float.NaN;

    /// <summary>Its error from the dropout passes.</summary>
    [Column("nn_dist_model_err", "pc", "Model error of nn_dist")]
    public float DistanceModelError { get; init; } = float.NaN;

    /// <summary>Parallax by the network.</summary>
    [Column("nn_parallax", "mas", "NN parallax")]
    public float Parallax { get; init; } = float.NaN;

    /// <summary>Its total error.</summary>
    [Column("nn_parallax_err", "mas", "Total error of nn_parallax")]
    public float ParallaxError { get; init; } = float.NaN;

    /// <summary>Its error from the dropout passes.</summary>
    [Column("nn_parallax_model_err", "mas", "Model error of nn_parallax")]
    public float ParallaxModelError { get; init; } = float.NaN;

    /// <summary>Gaia's parallax less its zero point; NaN where that is negative.</summary>
    [Column("gdr3_parallax_w_zp", "mas", "Gaia parallax, zero point corrected")]
    public float GaiaParallax { get; init; } = float.NaN;

    /// <summary>The error of Gaia's parallax.</summary>
    [Column("gdr3_parallax_err", "mas", "Error of Gaia's parallax")]
    public float GaiaParallaxError { get; init; } = float.NaN;

    /// <summary>What was subtracted from Gaia's parallax.</summary>
    [Column("gdr3_zeropoint", "mas", "Gaia parallax zero point")]
    public float GaiaZeroPoint { get; init; } = float.NaN;

    /// <summary>Mean of the network's and Gaia's parallax, by total errors.</summary>
    [Column("weighted_parallax", "mas", "Mean of NN and Gaia parallax (total errors)")]
    public float WeightedParallax { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("weighted_parallax_err", "mas", "Error of weighted_parallax")]
    public float WeightedParallaxError { get; init; } = float.NaN;

    /// <summary>The distance of that parallax.</summary>
    [Column("weighted_dist", "pc", "Distance of weighted_parallax", Indexed = true)]
    public float WeightedDistance { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("weighted_dist_err", "pc", "Error of weighted_dist")]
    public float WeightedDistanceError { get; init; } = float.NaN;

    /// <summary>As <see cref="WeightedParallax"/>, with the network's model error alone, as in SDSS's table.</summary>
    [Column("weighted_parallax_model", "mas", "Mean of NN and Gaia parallax (NN model error)")]
    public float ModelWeightedParallax { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("weighted_parallax_model_err", "mas", "Error of weighted_parallax_model")]
    public float ModelWeightedParallaxError { get; init; } = float.NaN;

    /// <summary>The distance of that parallax.</summary>
    [Column("weighted_dist_model", "pc", "Distance of weighted_parallax_model")]
    public float ModelWeightedDistance { get; init; } = float.NaN;

    /// <summary>Its error.</summary>
    [Column("weighted_dist_model_err", "pc", "Error of weighted_dist_model")]
    public float ModelWeightedDistanceError { get; init; } = float.NaN;

    /// <summary>Distance from the training set: 1 is its edge. NaN for a model that does not know its domain.</summary>
    [Column("domain_distance", "", "Distance from training set (1: its edge)")]
    public float DomainDistance { get; init; } = float.NaN;

    /// <summary>The result of what is known of a star.</summary>
    /// <param name="luminosity">What the network says, with reported errors.</param>
    /// <param name="photometry">K magnitude and extinction.</param>
    /// <param name="gaia">Gaia's parallax.</param>
    internal static AstroNNDistResult Of(LuminosityEstimate luminosity, StarPhotometry photometry, GaiaParallax gaia)
    {
        NetworkDistance network = NetworkDistance.Of(luminosity, photometry);
        LuminosityEstimate known = network.Luminosity;
        ParallaxMeasurement weighted = new ParallaxMeasurement(network.Parallax, network.ParallaxError).With(gaia.Corrected);
        ParallaxMeasurement byModel = new ParallaxMeasurement(network.Parallax, network.ParallaxModelError).With(gaia.Corrected);
        (double distance, double distanceError) = weighted.ToDistance();
        (double modelDistance, double modelDistanceError) = byModel.ToDistance();
        return new AstroNNDistResult
        {
            Extinction = (float)photometry.Extinction,
            Luminosity = (float)known.Value,
            LuminosityError = (float)known.Error,
            LuminosityModelError = (float)known.ModelError,
            Distance = (float)network.Distance,
            DistanceError = (float)network.DistanceError,
            DistanceModelError = (float)network.DistanceModelError,
            Parallax = (float)network.Parallax,
            ParallaxError = (float)network.ParallaxError,
            ParallaxModelError = (float)network.ParallaxModelError,
            GaiaParallax = (float)gaia.Corrected.Value,
            GaiaParallaxError = (float)gaia.Corrected.Error,
            GaiaZeroPoint = (float)gaia.ZeroPoint,
            WeightedParallax = (float)weighted.Value,
            WeightedParallaxError = (float)weighted.Error,
            WeightedDistance = (float)distance,
            WeightedDistanceError = (float)distanceError,
            ModelWeightedParallax = (float)byModel.Value,
            ModelWeightedParallaxError = (float)byModel.Error,
            ModelWeightedDistance = (float)modelDistance,
            ModelWeightedDistanceError = (float)modelDistanceError,
        };
    }
}
