using System.CommandLine;
using System.Globalization;
using Astra.Fits;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Training;
using Astra.Simulation;

namespace Astra.Host.Commands;

/// <summary><c>astra simulate</c>: writes apStar files of stars that are known, and the catalogues that go with them.</summary>
static class SimulateCommand
{
    /// <summary>The folder of the spectra, and the names of the tables, in the folder that the user named.</summary>
    public const string SpectraFolder = "spectra";

    public const string LabelsName = "aspcap.fits";

    public const string OscillationsName = "apokasc.fits";

    /// <summary>Spectra in one folder.</summary>
    const int StarsInFolder = 1000;

    /// <summary>Stars in memory for each thread.</summary>
    const int StarsPerThread = 16;

    static readonly Option<long> Stars = new("--stars") { Description = "How many stars.", HelpName = "N", Required = true };

    static readonly Option<int> Seed = new("--seed")
    {
        Description = "Where random numbers start. Star n of a seed is the same star, to the last bit, however many there are.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    static readonly Option<string> Out = new("--out")
    {
        Description = "The folder to write to, which must not exist or be empty.",
        HelpName = "DIR",
        Required = true,
    };

    static readonly Option<string?> Snr = new("--snr")
    {
        Description = "The signal-to-noise ratio of the combined spectra, or a range over which its logarithm is spread evenly; 20:300 when left out.",
        HelpName = "N|MIN:MAX",
    };

    static readonly Option<string?> EmulatorPath = new("--emulator")
    {
        Description = "Draw spectra from this emulator in place of the one that comes with astra.",
        HelpName = "FILE",
    };

    static readonly Option<int?> Threads = new("--threads")
    {
        Description = "Threads to use; one for each processor when left out. The files do not depend on it.",
        HelpName = "N",
    };

    public static Command Create()
    {
        Command command = new(
            "simulate",
            "Write apStar files of simulated stars, whose labels are known exactly, with the tables that astra ingest --catalog takes.")
        {
            Options = { Stars, Seed, Out, Snr, EmulatorPath, Threads },
            Subcommands = { TrainEmulatorCommand.Create() },
        };
        command.SetAction(Simulate);
        return command;
    }

    static int Simulate(ParseResult parsed)
    {
        long stars = parsed.GetValue(Stars);
        if (stars < 1)
        {
            throw UserException.Usage("--stars takes a number of 1 or more.");
        }

        int seed = parsed.GetValue(Seed);
        int threads = ThreadsOf(parsed.GetValue(Threads));
        if (seed < 0)
        {
            throw UserException.Usage("--seed takes a number of 0 or more.");
        }

        SurveySettings settings = new() { Seed = seed };
        if (parsed.GetValue(Snr) is { } snr)
        {
            (double minimum, double maximum) = EmulatedTrainingSet.ReadSnr(snr);
            settings = settings with { SnrMin = minimum, SnrMax = maximum };
        }

        SurveySimulator simulator = new(EmulatorFiles.Read([parsed.GetValue(EmulatorPath) ?? EmulatorFiles.Shipped]).Spectra, settings);
        string folder = parsed.GetRequiredValue(Out);
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        using StopSignal stop = StopSignal.OfProcess(
            () => error.WriteLine("Ctrl-C: stopping; the folder is incomplete, delete it. Press again to stop at once."));
        MakeFolder(folder);
        (long visits, long oscillating) = ProgressLine.While(
            "stars written", error, progress => Write(simulator, stars, folder, threads, progress ?? (_ => { }), stop.Requested));
        string count = $"{Count.Text(stars)} stars with {Count.Text(visits)} visits in {folder}; {Count.Text(oscillating)} of them with oscillations";
        output.WriteLine($"Simulated {count}. Take them in with");
        output.WriteLine($"  astra ingest {TypedCommand.Quoted(Path.Combine(folder, SpectraFolder))}");
        output.WriteLine($"  astra ingest {TypedCommand.Quoted(Path.Combine(folder, LabelsName))} --catalog aspcap");
        output.WriteLine($"  astra ingest {TypedCommand.Quoted(Path.Combine(folder, OscillationsName))} --catalog apokasc");
        return ExitCode.Done;
    }

    /// <summary>The number of threads that the user wants.</summary>
    /// <exception cref="UserException">It is none.</exception>
    public static int ThreadsOf(int? given) => given switch
    {
        null => Environment.ProcessorCount,
        >= 1 => given.Value,
        _ => throw UserException.Usage("--threads takes a number of 1 or more."),
    };

    static void MakeFolder(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw UserException.Usage($"--out {folder} is there already and not an empty folder. Name another, or delete it.");
        }

        Directory.CreateDirectory(Path.Combine(folder, SpectraFolder));
    }

    static (long Visits, long Oscillating) Write(
        SurveySimulator simulator, long stars, string folder, int threads, Action<long> progress, CancellationToken stop)
    {
        try
        {
            using SurveyTables tables = new(Path.Combine(folder, LabelsName), Path.Combine(folder, OscillationsName), simulator, stars);
            SimulatedStar[] batch = new SimulatedStar[StarsPerThread * threads];
            long visits = 0;
            for (long first = 0; first < stars; first += batch.Length)
            {
                int count = (int)Math.Min(batch.Length, stars - first);
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, i =>
                {
                    SimulatedStar star = simulator.Draw(first + i);
                    string place = Path.Combine(folder, SpectraFolder, (star.Number / StarsInFolder).ToString("D3", CultureInfo.InvariantCulture));
                    Directory.CreateDirectory(place);
                    ApStarProduct.Write(star, place);
                    batch[i] = star;
                });

                // In the stars' order, whichever thread was first.
                for (int i = 0; i < count; i++)
                {
                    tables.Add(batch[i]);
                    visits += batch[i].VisitSpectra.Count;
                }

                progress(first + count);
            }

            tables.Complete();
            return (visits, tables.Oscillating);
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is FitsException or IOException or UnauthorizedAccessException))
        {
            throw CannotWrite(folder, e.InnerExceptions[0]);
        }
        catch (FitsException e)
        {
            throw CannotWrite(folder, e);
        }
    }

    static UserException CannotWrite(string folder, Exception e) =>
        UserException.Configuration($"The stars cannot be written: {e.Message} The folder {folder} is incomplete; delete it.", e);
}
