using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>The trainer's options, checked.</summary>
sealed record AstroNNDistTrainingOptions
{
    public const string LuminosityOption = "luminosity";
    public const string IsochronesOption = "isochrones";
    public const string ZeroPointOption = "zero_point";
    public const string SelectionOption = "selection";
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

    public required string Luminosity { get; init; }

    public required string Isochrones { get; init; }

    public required double ZeroPoint { get; init; }

    public required string Selection { get; init; }

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required LearningRateSchedule Schedule { get; init; }

    public required double Dropout { get; init; }

    public required double Penalty { get; init; }

    public required AddedNoise Noise { get; init; }

    public required int Patience { get; init; }

    public required TimeSpan? TimeLimit { get; init; }

    public required double Validation { get; init; }

    public required double HeldOut { get; init; }

    public required double Test { get; init; }

    public required int Passes { get; init; }

    public required double FalseAlarms { get; init; }

    public required int Keep { get; init; }

    public required string Checkpoint { get; init; }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    public static AstroNNDistTrainingOptions Read(TrainingContext context)
    {
        int epochs = Whole(EpochsOption, 1, 1_000_000);
        double rate = Number(RateOption, 1e-9, 1);
        double minutes = Number(MinutesOption, 0, 1e6);
        double validation = Number(ValidationOption, 0, 0.5);
        double heldOut = Number(HeldOutOption, 0, 0.5);
        double test = Number(TestOption, 0, 0.5);
        if (validation + heldOut + test > 0.9)
        {
            throw new ConfigurationException($"{ValidationOption}, {HeldOutOption} and {TestOption} leave less than a tenth of the stars to train on; lower them.");
        }

        return new AstroNNDistTrainingOptions
        {
            Luminosity = Choice(LuminosityOption, [LuminosityLabels.First, .. LuminosityLabels.Origins]),
            Isochrones = context.Option<string>(IsochronesOption),
            ZeroPoint = Number(ZeroPointOption, -10, 10),
            Selection = Choice(SelectionOption, [None, Dr17]),
            Epochs = epochs,
            Batch = Whole(BatchOption, 1, 4096),
            Schedule = Choice(ScheduleOption, [Plateau, Cosine, Constant]) switch
            {
                Plateau => new PlateauRate(rate),
                Cosine => new CosineRate(rate, epochs, 0.01 * rate),
                _ => new ConstantRate(rate),
            },
            Dropout = Number(DropoutOption, 0, 0.9),
            Penalty = Number(PenaltyOption, 0, 1),
            Noise = new AddedNoise(Number(NoiseOption, 0, 100), Number(LowestSnrOption, 0, 10_000), Number(NoiseCorrelationOption, 0, 0.5)),
            Patience = Whole(PatienceOption, 1, 1_000_000),
            TimeLimit = minutes > 0 ? TimeSpan.FromMinutes(minutes) : null,
            Validation = validation,
            HeldOut = heldOut,
            Test = test,
            Passes = Whole(PassesOption, 2, 10_000),
            FalseAlarms = Number(FalseAlarmsOption, 1e-4, 0.5),
            Keep = Whole(KeepOption, 0, int.MaxValue),
            Checkpoint = context.Option<string>(CheckpointOption),
        };

        int Whole(string name, int least, int most)
        {
            int value = context.Option<int>(name);
            return value >= least && value <= most
                ? value
                : throw new ConfigurationException($"The option {name} is {value}; set it to {least} to {most}.");
        }

        double Number(string name, double least, double most)
        {
            double value = context.Option<double>(name);
            return value >= least && value <= most ? value : throw new ConfigurationException(
                string.Create(CultureInfo.InvariantCulture, $"The option {name} is {value}; set it to {least} to {most}."));
        }

        string Choice(string name, string[] known)
        {
            string value = context.Option<string>(name);
            return known.Contains(value) ? value : throw new ConfigurationException(
                $"The option {name} is '{value}'; it can be {string.Join(", ", known)}.");
        }
    }
}
