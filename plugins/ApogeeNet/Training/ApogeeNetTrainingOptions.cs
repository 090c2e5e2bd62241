using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>The trainer's options, checked.</summary>
sealed record ApogeeNetTrainingOptions
{
    public const string EpochsOption = "epochs";
    public const string BatchOption = "batch";
    public const string RateOption = "rate";
    public const string ScheduleOption = "schedule";
    public const string WarmUpOption = "warm_up";
    public const string DropoutOption = "dropout";
    public const string NoiseOption = "noise";
    public const string LowestSnrOption = "lowest_snr";
    public const string NoiseCorrelationOption = "noise_correlation";
    public const string DropMetadataOption = "drop_metadata";
    public const string ContinuumOption = "continuum";
    public const string BandwidthOption = "bandwidth";
    public const string WeightCapOption = "weight_cap";
    public const string PatienceOption = "patience";
    public const string MinutesOption = "minutes";
    public const string InputOption = "input";
    public const string MedianOption = "median";
    public const string GainOption = "gain";
    public const string ClipOption = "clip";
    public const string BadPixelMaskOption = "bad_pixel_mask";
    public const string PixelsOption = "pixels";
    public const string ValidationOption = "validation";
    public const string HeldOutOption = "held_out";
    public const string TestOption = "test";
    public const string DrawsOption = "draws";
    public const string FalseAlarmsOption = "false_alarms";
    public const string KeepOption = "keep";
    public const string SpectralTypesOption = "spectral_types";
    public const string CheckpointOption = "checkpoint";
    public const string StartOption = "start";
    public const string HottestFeHOption = "hottest_fe_h";

    public const string Constant = "constant";
    public const string Cosine = "cosine";
    public const string Plateau = "plateau";

    public required int Epochs { get; init; }

    public required int Batch { get; init; }

    public required LearningRateSchedule Schedule { get; init; }

    public required float Dropout { get; init; }

    public required Augmentation Augmentation { get; init; }

    public required double Bandwidth { get; init; }

    public required double WeightCap { get; init; }

    public required int Patience { get; init; }

    public required TimeSpan? TimeLimit { get; init; }

    public required InputSettings Input { get; init; }

    public required double Validation { get; init; }

    public required double HeldOut { get; init; }

    public required double Test { get; init; }

    public required int Draws { get; init; }

    public required double FalseAlarms { get; init; }

    public required int Keep { get; init; }

    public required string SpectralTypes { get; init; }

    public required string Checkpoint { get; init; }

    public required string Start { get; init; }

    public required double HottestFeH { get; init; }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message names it.</exception>
    public static ApogeeNetTrainingOptions Read(TrainingContext context)
    {
        int epochs = Whole(EpochsOption, 1, 1_000_000);
        double rate = Number(RateOption, 1e-9, 1);
        double warmUp = Number(WarmUpOption, 0, 1000);
        string input = Choice(InputOption, InputSettings.Scalings);
        double minutes = Number(MinutesOption, 0, 1e6);
        double validation = Number(ValidationOption, 0, 0.5);
        double heldOut = Number(HeldOutOption, 0, 0.5);
        double test = Number(TestOption, 0, 0.5);
        if (validation + heldOut + test > 0.9)
        {
            throw new ConfigurationException($"{ValidationOption}, {HeldOutOption} and {TestOption} leave less than a tenth of the stars to train on; lower them.");
        }

        return new ApogeeNetTrainingOptions
        {
            Epochs = epochs,
            Batch = Whole(BatchOption, 1, 4096),
            Schedule = Choice(ScheduleOption, [Cosine, Constant, Plateau]) switch
            {
                Cosine => new CosineRate(rate, Math.Max(epochs, warmUp + 1), 0.01 * rate, warmUp),
                Plateau => new PlateauRate(rate, Patience: 3),
                _ => new ConstantRate(rate),
            },
            Dropout = (float)Number(DropoutOption, 0, 0.9),
            Augmentation = new Augmentation(
                new AddedNoise(Number(NoiseOption, 0, 100), Number(LowestSnrOption, 0, 10_000), Number(NoiseCorrelationOption, 0, 0.5)),
                Number(DropMetadataOption, 0, 1),
                Continuum(input)),
            Bandwidth = Number(BandwidthOption, 1e-3, 100),
            WeightCap = Number(WeightCapOption, 1.001, 1e6),
            Patience = Whole(PatienceOption, 1, 1_000_000),
            TimeLimit = minutes > 0 ? TimeSpan.FromMinutes(minutes) : null,
            Input = input == InputSettings.Raw
                ? InputSettings.Published
                : new InputSettings
                {
                    Scaling = input,
                    Median = Choice(MedianOption, InputSettings.Medians),
                    Chips = [.. ChipsOf(Whole(PixelsOption, 0, WavelengthGrid.Pixels)).Select(chip => new[] { chip.Start.Value, chip.End.Value })],
                    BadPixelMask = Whole(BadPixelMaskOption, 0, int.MaxValue),
                    Gain = Number(GainOption, 1e-6, 1e6),
                    Clip = Number(ClipOption, 1e-3, 1000),
                },
            Validation = validation,
            HeldOut = heldOut,
            Test = test,
            Draws = Whole(DrawsOption, 2, 1000),
            FalseAlarms = Number(FalseAlarmsOption, 1e-4, 0.5),
            Keep = Whole(KeepOption, 0, int.MaxValue),
            SpectralTypes = context.Option<string>(SpectralTypesOption),
            Checkpoint = context.Option<string>(CheckpointOption),
            Start = context.Option<string>(StartOption),
            HottestFeH = Number(HottestFeHOption, 1, 1e6),
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

        // Raw flux is not about one.
        double Continuum(string scaling) => Number(ContinuumOption, 0, 0.3) is var bend && (bend == 0 || scaling != InputSettings.Raw)
            ? bend
            : throw new ConfigurationException($"The option {ContinuumOption} is {bend.ToString(CultureInfo.InvariantCulture)}; with {InputOption}={InputSettings.Raw} it must be 0.");

        string Choice(string name, string[] known)
        {
            string value = context.Option<string>(name);
            return known.Contains(value) ? value : throw new ConfigurationException(
                $"The option {name} is '{value}'; it can be {string.Join(", ", known)}.");
        }
    }

    static IReadOnlyList<Range> ChipsOf(int pixels) => pixels switch
    {
        7214 => WavelengthGrid.Chips7214,
        7514 => WavelengthGrid.Chips7514,
        WavelengthGrid.Pixels => [0..WavelengthGrid.Pixels],
        _ => throw new ConfigurationException($"The option {PixelsOption} is {pixels}; it can be 7214 (the pixels of emulated spectra), 7514 (DR13 and later) or 8575 (all)."),
    };
}
