using Astra.Neural;

namespace Astra.Plugins.DistMass.Training;

/// <summary>The options of <see cref="DistMassTrainer"/>.</summary>
sealed record DistMassTrainingOptions
{
    public const string TargetOption = "target";
    public const string AddToOption = "add_to";
    public const string OriginOption = "origin";
    public const string NeuronsOption = "neurons";
    public const string ActivationOption = "activation";
    public const string OptimiserOption = "optimiser";
    public const string RestartsOption = "restarts";
    public const string EpochsOption = "epochs";
    public const string PatienceOption = "patience";
    public const string BatchOption = "batch";
    public const string RateOption = "learning_rate";
    public const string FoldsOption = "folds";
    public const string ParallaxOption = "max_parallax_error";
    public const string ExtinctionCutOption = "max_extinction";
    public const string MagnitudeOption = "max_magnitude_error";
    public const string MassOption = "max_mass_error";
    public const string BinariesOption = "binary_residual";
    public const string ClustersOption = "clusters";
    public const string ExtinctionOption = "extinction";
    public const string FloorOption = "error_floor";
    public const string FalseAlarmsOption = "false_alarms";

    public const string Best = "best";
    public const string NoExtinction = "none";
    public const string ExtinctionRules = "rules";

    static readonly ActivationKind[] activations = [ActivationKind.Tanh, ActivationKind.Relu, ActivationKind.Sigmoid];
    static readonly string[] optimisers = ["adam", "adamax"];

    public required NetworkTarget Target { get; init; }

    /// <summary>The folder of a model whose other networks are taken over; empty for none.</summary>
    public required string AddTo { get; init; }

    /// <summary>Where masses are from.</summary>
    public required string Origin { get; init; }

    public required int Neurons { get; init; }

    /// <summary>Those that are tried.</summary>
    public required IReadOnlyList<ActivationKind> Activations { get; init; }

    /// <summary>Those that are tried.</summary>
    public required IReadOnlyList<string> Optimisers { get; init; }

    public required int Restarts { get; init; }

    public required int Epochs { get; init; }

    public required int Patience { get; init; }

    public required int Batch { get; init; }

    public required double Rate { get; init; }

    /// <summary>Parts of the cross-validation; 0 for none.</summary>
    public required int Folds { get; init; }

    /// <summary>A fraction of the parallax.</summary>
    public required double MaxParallaxError { get; init; }

    /// <summary>A_K in mag.</summary>
    public required double MaxExtinction { get; init; }

    /// <summary>In mag.</summary>
    public required double MaxMagnitudeError { get; init; }

    /// <summary>A fraction of the mass.</summary>
    public required double MaxMassError { get; init; }

    /// <summary>A fraction of the distance; 0 for no removal of binaries.</summary>
    public required double BinaryResidual { get; init; }

    /// <summary>Whether members of clusters get the cluster's distance.</summary>
    public required bool HasClusters { get; init; }

    /// <summary>Whether A_K comes from the rules of the pipeline.</summary>
    public required bool HasExtinctionRules { get; init; }

    /// <summary>Added in quadrature to the error of each star, in the unit of the target.</summary>
    public required double ErrorFloor { get; init; }

    public required double FalseAlarms { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it and what it may be.</exception>
    public static DistMassTrainingOptions Read(TrainingContext context)
    {
        string activation = Choice(ActivationOption, [Best, .. activations.Select(NameOf)]);
        string optimiser = Choice(OptimiserOption, [Best, .. optimisers]);
        return new DistMassTrainingOptions
        {
            Target = NetworkTargets.Parse(context.Option<string>(TargetOption)),
            AddTo = context.Option<string>(AddToOption),
            Origin = Choice(OriginOption, [.. TrainedStar.MassOrigins.Keys]),
            Neurons = Whole(NeuronsOption, 1, 1000),
            Activations = activation == Best ? activations : [activations.Single(kind => NameOf(kind) == activation)],
            Optimisers = optimiser == Best ? optimisers : [optimiser],
            Restarts = Whole(RestartsOption, 1, 100),
            Epochs = Whole(EpochsOption, 1, 100_000),
            Patience = Whole(PatienceOption, 1, 100_000),
            Batch = Whole(BatchOption, 1, 1_000_000),
            Rate = Number(RateOption, 1e-8, 1),
            Folds = Whole(FoldsOption, 0, 1000) is var folds && folds != 1 ? folds
                : throw new ConfigurationException($"{FoldsOption} is 1; set it to 0 for no cross-validation, or to 2 or more."),
            MaxParallaxError = Number(ParallaxOption, 1e-6, 10),
            MaxExtinction = Number(ExtinctionCutOption, 0, 100),
            MaxMagnitudeError = Number(MagnitudeOption, 1e-6, 10),
            MaxMassError = Number(MassOption, 1e-6, 10),
            BinaryResidual = Number(BinariesOption, 0, 10),
            HasClusters = context.Option<bool>(ClustersOption),
            HasExtinctionRules = Choice(ExtinctionOption, [ExtinctionRules, NoExtinction]) == ExtinctionRules,
            ErrorFloor = Number(FloorOption, 0, 10),
            FalseAlarms = Number(FalseAlarmsOption, 1e-4, 0.5),
        };

        string Choice(string option, string[] known)
        {
            string value = context.Option<string>(option);
            return known.Contains(value)
                ? value : throw new ConfigurationException($"{option} is '{value}'; set it to {string.Join(" or ", known)}.");
        }

        int Whole(string option, int least, int most)
        {
            int value = context.Option<int>(option);
            return value >= least && value <= most ? value : throw OutOfRange(option, value, least, most);
        }

        double Number(string option, double least, double most)
        {
            double value = context.Option<double>(option);
            return value >= least && value <= most ? value : throw OutOfRange(option, value, least, most);
        }

        static ConfigurationException OutOfRange(string option, double value, double least, double most) =>
            new(FormattableString.Invariant($"{option} is {value}; set it to a number from {least} to {most}."));
    }

    /// <summary>The name of an activation, in options and models.</summary>
    public static string NameOf(ActivationKind kind) => kind.ToString().ToLowerInvariant();
}
