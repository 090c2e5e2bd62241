using System.Globalization;
using Astra.Neural;

namespace Astra.Spectra.Training;

/// <summary>
/// The options that every training on spectra has: epochs, Adam and its rate, noise, early stopping, four parts of the stars. They are checked when
/// they are read.
/// </summary>
public abstract record SpectrumTrainingOptions
{
    /// <summary>Passes over the training stars, at most: a whole number.</summary>
    public const string EpochsOption = "epochs";

    /// <summary>Stars in a training step: a whole number.</summary>
    public const string BatchOption = "batch";

    /// <summary>Adam's learning rate at the start.</summary>
    public const string RateOption = "rate";

    /// <summary>The learning rate over time: <see cref="Plateau"/>, <see cref="Cosine"/> or <see cref="Constant"/>.</summary>
    public const string ScheduleOption = "schedule";

    /// <summary>Noise added to each spectrum, in units of its own errors; see <see cref="AddedNoise"/>.</summary>
    public const string NoiseOption = "noise";

    /// <summary>When above 0, spectra are degraded to an S/N between this and their own.</summary>
    public const string LowestSnrOption = "lowest_snr";

    /// <summary>Correlation of the noise between neighbouring pixels, 0 to 0.5.</summary>
    public const string NoiseCorrelationOption = "noise_correlation";

    /// <summary>Epochs without a lower validation loss after which the training ends.</summary>
    public const string PatienceOption = "patience";

    /// <summary>The time that the training may take, in minutes; 0 for any.</summary>
    public const string MinutesOption = "minutes";

    /// <summary>Share of the stars that tells when to stop.</summary>
    public const string ValidationOption = "validation";

    /// <summary>Share of the stars that errors and domain are calibrated on.</summary>
    public const string HeldOutOption = "held_out";

    /// <summary>Share of the stars that the accuracy is measured on.</summary>
    public const string TestOption = "test";

    /// <summary>Share of spectra like those of the training set that may be flagged.</summary>
    public const string FalseAlarmsOption = "false_alarms";

    /// <summary>Stars whose spectra are kept in memory.</summary>
    public const string KeepOption = "keep";

    /// <summary>File from which a training that was interrupted goes on.</summary>
    public const string CheckpointOption = "checkpoint";

    /// <summary>The rate is halved after epochs without progress.</summary>
    public const string Plateau = "plateau";

    /// <summary>The rate falls to a hundredth at the last epoch.</summary>
    public const string Cosine = "cosine";

    /// <summary>The rate stays.</summary>
    public const string Constant = "constant";

    readonly int epochs;
    readonly int batch;
    readonly LearningRateSchedule schedule;
    readonly int patience;
    readonly TimeSpan? timeLimit;
    readonly double validation;
    readonly double heldOut;
    readonly double test;
    readonly string checkpoint;

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    protected SpectrumTrainingOptions(TrainingContext context)
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
        Noise = new AddedNoise(
            Number(context, NoiseOption, 0, 100), Number(context, LowestSnrOption, 0, 10_000), Number(context, NoiseCorrelationOption, 0, 0.5));
        patience = Whole(context, PatienceOption, 1, 1_000_000);
        timeLimit = minutes > 0 ? TimeSpan.FromMinutes(minutes) : null;
        FalseAlarms = Number(context, FalseAlarmsOption, 1e-4, 0.5);
        Keep = Whole(context, KeepOption, 0, int.MaxValue);
        checkpoint = context.Option<string>(CheckpointOption);
    }

    /// <summary>What is added to each spectrum.</summary>
    public AddedNoise Noise { get; }

    /// <summary>The rate of false alarms of the domain.</summary>
    public double FalseAlarms { get; }

    /// <summary>Stars whose spectra are kept in memory.</summary>
    public int Keep { get; }

    /// <summary>Whether the rate falls by the progress of the validation.</summary>
    public bool FollowsValidation => schedule is PlateauRate;

    /// <summary>What keeps weights small; null for nothing.</summary>
    protected virtual WeightPenalty? Penalty => null;

    /// <summary>Makes the rule of the steps.</summary>
    protected virtual Optimiser CreateOptimiser() => new Adam();

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
            Optimiser = CreateOptimiser(),
            Schedule = schedule,
            BatchSize = batch,
            Seed = context.RandomFor("training").NextUInt64(),
            Penalty = Penalty,
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

    /// <summary>The value of an option that is a whole number.</summary>
    /// <param name="context">Has it.</param>
    /// <param name="name">The option.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most.</param>
    /// <exception cref="ConfigurationException">It is out of range.</exception>
    protected static int Whole(TrainingContext context, string name, int least, int most)
    {
        int value = context.Option<int>(name);
        return value >= least && value <= most
            ? value
            : throw new ConfigurationException($"The option {name} is {value}; set it to {least} to {most}.");
    }

    /// <summary>The value of an option that is a number; see <see cref="Whole"/>.</summary>
    /// <param name="context">Has it.</param>
    /// <param name="name">The option.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most.</param>
    protected static double Number(TrainingContext context, string name, double least, double most)
    {
        double value = context.Option<double>(name);
        return value >= least && value <= most ? value : throw new ConfigurationException(
            string.Create(CultureInfo.InvariantCulture, $"The option {name} is {value}; set it to {least} to {most}."));
    }

    /// <summary>The value of an option that is one of several words.</summary>
    /// <param name="context">Has it.</param>
    /// <param name="name">The option.</param>
    /// <param name="known">The words.</param>
    /// <exception cref="ConfigurationException">It is another.</exception>
    protected static string Choice(TrainingContext context, string name, string[] known)
    {
        string value = context.Option<string>(name);
        return known.Contains(value) ? value : throw new ConfigurationException(
            $"The option {name} is '{value}'; it can be {string.Join(", ", known)}.");
    }
}
