using Astra.Neural;
using Astra.Plugins.LatentAge.Forest;
using Astra.Plugins.LatentAge.Network;
using Astra.Spectra.Training;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>The options of the trainer, checked.</summary>
sealed record LatentTrainingOptions : SpectrumTrainingOptions
{
    public const string PowerSpectraOption = "power_spectra";
    public const string DivergenceOption = "divergence";
    public const string DenseRateOption = "dense_rate";
    public const string TreesOption = "trees";
    public const string FewestInLeafOption = "fewest_in_leaf";
    public const string FewestInAgeLeafOption = "fewest_in_age_leaf";
    public const string SampleInputsOption = "sample_inputs";
    public const string SampleTargetsOption = "sample_targets";
    public const string LinearBiasOption = "linear_bias";
    public const string WeightsOption = "weights";

    public const string InverseError = "inverse_error";
    public const string InverseVariance = "inverse_variance";
    public const string Equal = "equal";

    readonly double denseRate;

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    /// <exception cref="BadInputException">The power spectra cannot be read.</exception>
    public LatentTrainingOptions(TrainingContext context)
        : base(context)
    {
        PowerSpectra = context.Option<string>(PowerSpectraOption) is { Length: > 0 } path ? new ObservedPower(path) : new SimulatedPower(context);
        denseRate = Number(context, DenseRateOption, 1e-6, 1);
        Divergence = Number(context, DivergenceOption, 0, 1e6);
        Weights = Choice(context, WeightsOption, [InverseError, InverseVariance, Equal]);
        LabelForests = new ForestSettings
        {
            Trees = Whole(context, TreesOption, 1, 10_000),
            FewestInLeaf = Whole(context, FewestInLeafOption, 1, 1_000_000),
            SampleInputs = context.Option<bool>(SampleInputsOption),
            Seed = context.Seed,
            Threads = context.Threads,
        };
        AgeForest = LabelForests with
        {
            FewestInLeaf = Whole(context, FewestInAgeLeafOption, 1, 1_000_000),
            SampleTargets = context.Option<bool>(SampleTargetsOption),
            LinearBias = context.Option<bool>(LinearBiasOption),
        };
    }

    /// <summary>Where power spectra come from.</summary>
    public IPowerSource PowerSpectra { get; }

    /// <summary>What the divergence of the latent space from the unit Gaussian is multiplied by.</summary>
    public double Divergence { get; }

    /// <summary>How stars are weighted by the errors of their ages.</summary>
    public string Weights { get; }

    /// <summary>How the forests of labels are grown.</summary>
    public ForestSettings LabelForests { get; }

    /// <summary>How the forest of ages is grown.</summary>
    public ForestSettings AgeForest { get; }

    /// <summary>The weights of stars in the forest of ages; null for all alike.</summary>
    /// <param name="errors">The errors of their log ages.</param>
    public double[]? WeightsOf(double[] errors) => Weights switch
    {
        InverseError => ForestStars.WeightsOf(errors),
        InverseVariance => [.. errors.Select(error => 1 / (error * error))],
        _ => null,
    };

    /// <summary>The tanh of a layer with 60,096 inputs, none of them below zero, is saturated for good by the first steps at the rate of the
    /// others.</summary>
    protected override Optimiser CreateOptimiser() =>
        new Adam { RateFactor = parameter => parameter.Name == LatentArchitecture.DenseWeight ? denseRate : 1 };

    /// <summary>The choices that the sources leave open, for the manifest.</summary>
    public IReadOnlyDictionary<string, string> Choices() => new Dictionary<string, string>
    {
        [TreesOption] = FormattableString.Invariant($"{AgeForest.Trees}"),
        [FewestInAgeLeafOption] = FormattableString.Invariant($"{AgeForest.FewestInLeaf}"),
        [SampleInputsOption] = AgeForest.SampleInputs ? "true" : "false",
        [SampleTargetsOption] = AgeForest.SampleTargets ? "true" : "false",
        [WeightsOption] = Weights,
        [LinearBiasOption] = AgeForest.LinearBias ? "true" : "false",
        ["estimate"] = "mean over the trees",
        ["error"] = "standard deviation over the trees, calibrated on held-out stars",
    };
}
