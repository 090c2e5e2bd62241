using System.CommandLine;
using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Models;
using Astra.Host.Training;
using Astra.Simulation;

namespace Astra.Host.Commands;

/// <summary><c>astra simulate train-emulator</c>: makes the compact emulator that comes with the program, or another like it.</summary>
static class TrainEmulatorCommand
{
    /// <summary>What stands where a model's manifest names its pipeline.</summary>
    const string Owner = "simulate";

    static readonly CompressionSettings Defaults = new();

    static readonly Argument<string> Original = new("FILE")
    {
        Description = "The emulator to learn from: a FITS file with a network for each pixel, of flux density.",
    };

    static readonly Option<string> Out = new("--out")
    {
        Description = "The folder to write to, which must not exist or be empty.",
        HelpName = "FOLDER",
        Required = true,
    };

    static readonly Option<int> Components = Number("--components", "How many components spectra are made of.", Defaults.Components);

    static readonly Option<string> Hidden = new("--hidden")
    {
        Description = "Units of the hidden layers, with commas between them.",
        HelpName = "N,N,...",
        DefaultValueFactory = _ => string.Join(',', Defaults.Hidden),
    };

    static readonly Option<int> Draws = Number("--draws", "Spectra to learn from.", Defaults.Draws);

    static readonly Option<int> Epochs = Number("--epochs", "Passes over them.", Defaults.Epochs);

    static readonly Option<int> Tests = Number("--tests", "Spectra to test on, of each kind.", Defaults.Tests);

    static readonly Option<int> Seed = Number("--seed", "Where random numbers start.", Defaults.Seed);

    static readonly Option<int?> Threads = new("--threads") { Description = "Threads to use; one for each processor when left out.", HelpName = "N" };

    public static Command Create()
    {
        Command command = new("train-emulator", "Train a small network to give what an emulator gives, for --emulator.")
        {
            Arguments = { Original },
            Options = { Out, Components, Hidden, Draws, Epochs, Tests, Seed, Threads },
        };
        command.SetAction(Train);
        return command;
    }

    static int Train(ParseResult parsed)
    {
        CompressionSettings settings = new()
        {
            Components = parsed.GetValue(Components),
            Hidden = [.. parsed.GetRequiredValue(Hidden).Split(',').Select(UnitsOf)],
            Draws = parsed.GetValue(Draws),
            Epochs = parsed.GetValue(Epochs),
            Tests = parsed.GetValue(Tests),
            Seed = parsed.GetValue(Seed),
            Threads = SimulateCommand.ThreadsOf(parsed.GetValue(Threads)),
        };
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(Out)));
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw UserException.Usage($"--out {folder} is there already and not an empty folder. Name another, or delete it.");
        }

        Emulator original = EmulatorFiles.Read([parsed.GetRequiredValue(Original)]).Spectra;
        TextWriter output = parsed.InvocationConfiguration.Output;
        using StopSignal stop = StopSignal.OfProcess(
            () => parsed.InvocationConfiguration.Error.WriteLine("Ctrl-C: stopping; nothing is kept. Press again to stop at once."));
        using NewModelFolder made = NewModelFolder.In(Path.GetDirectoryName(folder)!);
        string weights = Path.Combine(made.Path, Emulator.WeightsName);
        using (TrainingDisplay display = new(output))
        {
            EmulatorCompression.Train(original, settings, weights, display.Report, stop.Requested);
        }

        IReadOnlyDictionary<string, double> accuracy = EmulatorAccuracy.Measure(
            original, Emulator.Read(weights), settings.Tests, settings.Seed, settings.Threads);
        string name = Path.GetFileName(folder);
        string limits = string.Join(", ", original.Labels.Select(label => Invariant($"{label.Name} {label.Minimum + 0.0:G4} to {label.Maximum:G4}")));
        ManifestFile.Write(
            ManifestFile.Complete(
                new ModelManifest
                {
                    Pipeline = Owner,
                    Name = name,
                    Description = Invariant(
                        $"Flux density at {Emulator.Pixels} pixels from {limits}: {settings.Components} components of its logarithm, and its level"),
                    TrainedOn = Invariant(
                        $"{settings.Draws:N0} spectra of the emulator {Path.GetFileName(original.Path)}, two of five from the whole box of labels and three from where stars are"),
                    Command = TypedCommand.Of(parsed, [Threads, .. CommandLine.Everywhere, Configuration.ConfigurationOptions.Workspace]),
                    Created = DateTimeOffset.UtcNow,
                    Accuracy = accuracy,
                    Files = new Dictionary<string, string> { [Emulator.WeightsName] = string.Empty },
                },
                Owner, name, made.Path),
            made.Path);
        made.MoveTo(folder);
        output.WriteLine(Invariant($"The emulator is in {folder}. Relative differences of the flux from the original (%):"));
        foreach ((string figure, double value) in accuracy)
        {
            output.WriteLine(Invariant($"  {figure}: {value}"));
        }

        return ExitCode.Done;
    }

    static int UnitsOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int units)
        ? units
        : throw UserException.Usage($"--hidden '{text}' is no number of units. Write the layers' units with commas between them, such as 256,256.");

    static Option<int> Number(string name, string description, int usual) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
}
