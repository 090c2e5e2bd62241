using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>
/// What both networks are trained by (Leung and Bovy 2019a, b): Adam, a rate that falls when validation makes no progress, penalised convolutions,
/// early stopping, four parts of the stars. The options are checked when they are read.
/// </summary>
abstract record RecipeOptions
{
    public const string EpochsOption = "epochs";
    public const string BatchOption = "batch";
    public const string RateOption = "rate";
    public const string ScheduleOption = "schedule";
    public const string DropoutOption = "dropout";
    public const string PenaltyOption = "penalty";
    public const string NoiseOption = "noise";
    public const string LowestSnrOption = "lowest_snr";
    public const string NoiseCorrelationOption = "noise_correlation";
    public const string PatienceOption = "patience";
    public const string MinutesOption = "minutes";
    public const string SelectionOption = "selection";
    public const string ValidationOption = "validation";
    public const string HeldOutOption = "held_out";
    public const string TestOption = "test";
    public const string PassesOption = "passes";
    public const string FalseAlarmsOption = "false_alarms";
    public const string KeepOption = "keep";
    public const string CheckpointOption = "checkpoint";

    public const string Plateau = "plateau";
    public const string Cosine = "cosine";
    public const string Constant = "constant";

    public const string None = "none";
    public const string Dr17 = "dr17";

    readonly int epochs;
    readonly int batch;
    readonly LearningRateSchedule schedule;
    readonly double penalty;
    readonly int patience;
    readonly TimeSpan? timeLimit;
    readonly double validation;
    readonly double heldOut;
    readonly double test;
    readonly string checkpoint;

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    protected RecipeOptions(TrainingContext context)
    {
        epochs = Whole(context, EpochsOption, 1, 1_000_000);
        double rate = Number(context, RateOption, 1e-9, 1);
        double minutes = Number(context, MinutesOption, 0, 1e6);
        validation = Number(context, ValidationOption, 0, 0.5);
        heldOut = Number(context, HeldOutOption, 0, 0.5);
        test = Number(context, TestOption, 0, 0.5);
        if (validation + heldOut + test > 0.9)
        {
            throw new ConfigurationException($"{ValidationOption}, {HeldOutOption} and {TestOption} leave less than a tenth of the stars to train on; lower them.");
        }

        batch = Whole(context, BatchOption, 1, 4096);
        schedule = Choice(context, ScheduleOption, [Plateau, Cosine, Constant]) switch
        {
            Plateau => new PlateauRate(rate),
            Cosine => new CosineRate(rate, epochs, 0.01 * rate),
            _ => new ConstantRate(rate),
        };
        penalty = Number(context, PenaltyOption, 0, 1);
        Noise = new AddedNoise(
            Number(context, NoiseOption, 0, 100), Number(context, LowestSnrOption, 0, 10_000), Number(context, NoiseCorrelationOption, 0, 0.5));
        patience = Whole(context, PatienceOption, 1, 1_000_000);
        timeLimit = minutes > 0 ? TimeSpan.FromMinutes(minutes) : null;
        IsSelected = Choice(context, SelectionOption, [None, Dr17]) == Dr17;
        Passes = Whole(context, PassesOption, 2, 10_000);
        FalseAlarms = Number(context, FalseAlarmsOption, 1e-4, 0.5);
        Keep = Whole(context, KeepOption, 0, int.MaxValue);
        checkpoint = context.Option<string>(CheckpointOption);
    }

    /// <summary>What is added to each spectrum.</summary>
    public AddedNoise Noise { get; }

    /// <summary>Whether only stars within the published cuts are taken.</summary>
    public bool IsSelected { get; }

    /// <summary>Passes over each spectrum for the calibration of the errors.</summary>
    public int Passes { get; }

    /// <summary>The rate of false alarms of the domain.</summary>
    public double FalseAlarms { get; }

    /// <summary>Stars whose spectra are kept in memory.</summary>
    public int Keep { get; }

    /// <summary>Whether the rate falls by the progress of the validation.</summary>
    public bool FollowsValidation => schedule is PlateauRate;

    /// <summary>Divides the stars.</summary>
    /// <param name="keys">The key of each star.</param>
    /// <param name="context">Decides.</param>
    /// <exception cref="BadInputException">There are too few.</exception>
    public StarSplit Split(IEnumerable<string> keys, TrainingContext context)
    {
        StarSplit split = StarSplit.Of([.. keys], validation, heldOut, test, context.RandomFor("parts").NextDouble);
        return split.Fault(FalseAlarms) is string fault ? throw new BadInputException(fault) : split;
    }

    /// <summary>Trains a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="loss">What is made small.</param>
    /// <param name="training">What it learns from.</param>
    /// <param name="validated">What tells when to stop.</param>
    /// <param name="validationLoss">The loss of that part; that of the training if null.</param>
    /// <param name="context">Threads, progress, seed.</param>
    /// <param name="cancellation">Stops.</param>
    public TrainingResult Train(
        Network network,
        ILoss loss,
        ITrainingData training,
        ITrainingData validated,
        ILoss? validationLoss,
        TrainingContext context,
        CancellationToken cancellation)
    {
        Trainer trainer = new(network, loss, training, new TrainingOptions
        {
            Epochs = epochs,
            Optimiser = new Adam(),
            Schedule = schedule,
            BatchSize = batch,
            Seed = context.RandomFor("training").NextUInt64(),
            Penalty = penalty > 0 ? new WeightPenalty(L2: penalty, AppliesTo: IsPenalised) : null,
            Validation = validated,
            ValidationLoss = validationLoss,
            EarlyStopping = new EarlyStopping(patience),
            ReadingThreads = Math.Max(1, context.Threads / 2),
            TimeLimit = timeLimit,
            CheckpointPath = checkpoint.Length > 0 ? checkpoint : null,
        });
        try
        {
            return trainer.Train(new ProgressReport(context), cancellation);
        }
        catch (Exception e) when (e is CheckpointException or TrainingDivergedException)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    protected static int Whole(TrainingContext context, string name, int least, int most)
    {
        int value = context.Option<int>(name);
        return value >= least && value <= most
            ? value
            : throw new ConfigurationException($"The option {name} is {value}; set it to {least} to {most}.");
    }

    protected static double Number(TrainingContext context, string name, double least, double most)
    {
        double value = context.Option<double>(name);
        return value >= least && value <= most ? value : throw new ConfigurationException(
            string.Create(CultureInfo.InvariantCulture, $"The option {name} is {value}; set it to {least} to {most}."));
    }

    protected static string Choice(TrainingContext context, string name, string[] known)
    {
        string value = context.Option<string>(name);
        return known.Contains(value) ? value : throw new ConfigurationException(
            $"The option {name} is '{value}'; it can be {string.Join(", ", known)}.");
    }

    static bool IsPenalised(Parameter parameter) => parameter.Name is "conv1.weight" or "conv2.weight" or "dense_1.weight";
}
