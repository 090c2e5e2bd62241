using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Models;
using Astra.Host.Plugins;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Training;
using Astra.Simulation;

namespace Astra.Host.Commands;

/// <summary><c>astra train</c>: makes a model of a pipeline from stars whose labels are known.</summary>
static class TrainCommand
{
    static readonly Argument<string> Pipeline = new("PIPELINE") { Description = "The pipeline that the model is for; astra describe PIPELINE says what it needs." };

    static readonly Argument<string[]> Step = new("STEP INPUT...")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "In place of a training, a step that makes a file for one, and the files or folders to make it of: astra train PIPELINE STEP INPUT... --out FILE. "
            + "astra describe PIPELINE names the steps that there are.",
    };

    static readonly Option<string[]> Data = new("--data")
    {
        Description = "The table of labels (FITS, CSV, or text with white space between columns): one row for each star. May be repeated: the rows of all tables "
            + "count, and what a table has no column for is not known in its rows. With --emulator and --draws it may "
            + "be left out: stars are then drawn from all over the Kiel diagram.",
        HelpName = "TABLE",
    };

    static readonly Option<string[]> Join = new("--join")
    {
        Description = "Another table, whose columns are added to the rows of --data that have the same --on. They are called FILE_COLUMN, after the file: "
            + "apokasc2_LOGG. May be repeated.",
        HelpName = "TABLE",
    };

    static readonly Option<string?> On = new("--on") { Description = "The column that the tables of --join have in common with those of --data; APOGEE_ID unless named.", HelpName = "COLUMN" };

    static readonly Option<string?> Labels = new("--labels")
    {
        Description = "The labels, with commas between them: columns in any case (teff), renamed (teff=TEFF_SPEC), or computed "
            + "(log_mass=log10(MASS), alpha_m=MG_H-FE_H, logg=4.44+log10(NUMAX/3100*sqrt(TEFF/5777)); + - * / log10 ln sqrt), or 1 where a column says a "
            + "text, else 0 (rc=ES='RC'), or the first of several that is known (logg=LOGG_SEIS|LOGG). Without --data, which of the emulator's labels, in which order; all when left out.",
        HelpName = "A,B,C",
    };

    static readonly Option<string?> Where = new("--where")
    {
        Description = "Which rows to take: a condition on the table's columns, in the language of astra query --where.",
        HelpName = "CONDITION",
    };

    static readonly Option<string?> Key = new("--key") { Description = "The column with the star's identifier, where it is not called APOGEE_ID or the like.", HelpName = "COLUMN" };

    static readonly Option<string?> Group = new("--group") { Description = "The column that says what a star belongs to, such as a cluster, for validation.", HelpName = "COLUMN" };

    static readonly Option<string?> PathColumn = new("--path-column")
    {
        Description = "The column with each star's apStar file, relative to the table's folder; 'path' unless named.",
        HelpName = "COLUMN",
    };

    static readonly Option<string?> Spectra = new("--spectra")
    {
        Description = "A folder that holds apStar files at any depth, found by APOGEE identifier. Without it, and without a column of files, "
            + "spectra come from the workspace.",
        HelpName = "FOLDER",
    };

    static readonly Option<string[]> Emulators = new("--emulator")
    {
        Description = "Draw the spectra from this emulator in place of reading them (shipped: the one that comes with astra); may be repeated for one of radii, from which the photometry follows. "
            + "The emulator's labels are taken by name from --labels, else from the columns; alpha_fe, alpha_m and mg_fe stand for each other, m_h for fe_h. "
            + "teff, logg and fe_h must be there; others, such as v_macro, are drawn evenly between the emulator's limits. Rows outside of them are left out.",
        HelpName = "FILE",
    };

    static readonly Option<string?> Snr = new("--snr")
    {
        Description = "With --emulator: the signal-to-noise ratio of the spectra, or a range over which its logarithm is spread evenly; 30:300 when left out.",
        HelpName = "N|MIN:MAX",
    };

    static readonly Option<int?> Draws = new("--draws")
    {
        Description = "With --emulator: draw this many stars from the table's rows, with replacement and a little noise on the labels "
            + "(a tenth of their standard deviation), in place of the rows themselves. Without --data, draw them where stars are in the Kiel diagram: Teff "
            + "evenly within the emulator's limits, log g evenly between the edges of isochrones, other labels evenly within their limits.",
        HelpName = "N",
    };

    static readonly Option<string?> Vsini = new("--vsini")
    {
        Description = "With --emulator: broaden the lines by rotation, with v sin i drawn evenly from 0 to this, km/s; none when left out.",
        HelpName = "MAX",
    };

    static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder to write the model to, which must not exist or be empty, in place of the workspace's models; the file that a step writes.",
        HelpName = "PATH",
    };

    static readonly Option<string?> Name = new("--name") { Description = "What to call the model.", HelpName = "NAME" };

    static readonly Option<string[]> Given = new("--option")
    {
        Description = "An option of the trainer or the step (astra describe PIPELINE lists them); may be repeated.",
        HelpName = "KEY=VALUE",
    };

    static readonly Option<int?> Threads = new("--threads") { Description = "Threads to use; one for each processor unless configured. The model does not depend on it.", HelpName = "N" };

    static readonly Option<int> Seed = new("--seed") { Description = "Where random numbers start.", HelpName = "N" };

    static readonly Option<bool> Json = JsonOutput.CreateOption();

    public static Command Create()
    {
        Command command = new(
            "train", "Train a model of a pipeline on stars with known labels. It is used from then on, unless the configuration names another (pipelines:PIPELINE:model).")
        {
            Arguments = { Pipeline, Step },
            Options = { Data, Join, On, Labels, Where, Key, Group, PathColumn, Spectra, Emulators, Snr, Draws, Vsini, Given, Out, Name, Seed, Threads, Json },
        };
        command.SetAction(Train);
        return command;
    }

    static int Train(ParseResult parsed)
    {
        bool json = parsed.GetValue(Json);
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        string? outFolder = parsed.GetValue(Out);
        using AstraApplication application = AstraApplication.Open(
            parsed, createWorkspace: outFolder is null && parsed.GetValue(Step) is not { Length: > 0 }, ("run:threads", parsed.GetValue(Threads)?.ToString(CultureInfo.InvariantCulture)));
        InstalledPipeline pipeline = application.Plugins.Find(parsed.GetRequiredValue(Pipeline));
        if (parsed.GetValue(Step) is { Length: > 0 } words)
        {
            CheckOfTraining(parsed, words[0]);
            return TrainingSteps.Run(
                parsed, application, pipeline, words, outFolder, parsed.GetValue(Given) ?? [], parsed.GetValue(Seed), json,
                [Json, Threads, .. CommandLine.Everywhere, ConfigurationOptions.Workspace]);
        }

        InstalledTrainer trainer = pipeline.Trainer ?? throw UserException.Usage(
            $"{pipeline.Name} cannot be trained: its plugin has no trainer.{(application.Plugins.Pipelines.Where(other => other.Trainer is not null).Select(other => other.Name).ToArray() is { Length: > 0 } can ? $" These can: {string.Join(", ", can)}." : string.Empty)}");
        IReadOnlyDictionary<string, object> options = GivenOptions.Effective(
            $"The trainer of {pipeline.Name}", pipeline.Name, trainer.Options, parsed.GetValue(Given) ?? []);
        ModelDestination destination = new(application.Models, pipeline, outFolder, parsed.GetValue(Name));

        bool fromWorkspace = false;
        ITrainingSet stars = Stars(parsed, application, pipeline, error, () => fromWorkspace = true);
        if (outFolder is null)
        {
            _ = application.Store;
        }

        using StopSignal stop = StopSignal.OfProcess(
            () => error.WriteLine("Ctrl-C: stopping the training, of which nothing is kept; press again to stop at once."));
        using NewModelFolder made = NewModelFolder.In(destination.Parent);
        TextWriter told = json ? error : output;
        told.WriteLine($"Training {pipeline.Name} on {stars.Description}: {string.Join(", ", stars.Labels)}");
        long start = Stopwatch.GetTimestamp();
        ModelManifest manifest;
        using (TrainingDisplay display = new(told))
        {
            TrainingContext context = new()
            {
                Options = options,
                Command = TypedCommand.Of(
                    parsed, [Json, Threads, .. CommandLine.Everywhere, .. fromWorkspace ? Array.Empty<Option>() : [ConfigurationOptions.Workspace]]),
                Threads = application.Configuration.Run.Threads,
                Seed = parsed.GetValue(Seed),
                Progress = display.Report,
                Log = application.LogOf(pipeline.Name),
            };
            manifest = ModelTraining.Train(pipeline, stars, context, made, destination.NameFrom, stop.Requested);
        }

        AvailableModel model = destination.Keep(made, manifest);
        TrainingOutcome outcome = new(
            pipeline, model, manifest, stars.Count, Stopwatch.GetElapsedTime(start).TotalSeconds, outFolder,
            outFolder is null && application.UsedModel(pipeline)?.Folder == model.Folder);
        if (json)
        {
            outcome.WriteJson(output);
        }
        else
        {
            outcome.Write(output);
        }

        return ExitCode.Done;
    }

    /// <summary>The stars to train on, and where their spectra come from.</summary>
    static ITrainingSet Stars(ParseResult parsed, AstraApplication application, InstalledPipeline pipeline, TextWriter error, Action usesWorkspace)
    {
        PipelineDeclaration declaration = pipeline.Declaration;
        string? folder = parsed.GetValue(Spectra);
        string[] files = parsed.GetValue(Emulators) ?? [];
        string[] tables = parsed.GetValue(Data) ?? [];
        CheckCombination(parsed, pipeline, folder is not null, files.Length > 0);
        EmulatorFiles? emulators = files.Length > 0 ? EmulatorFiles.Read(files) : null;
        if (emulators is not null && tables.Length == 0)
        {
            return Emulated(EmulatedDraws.OverKielDiagram(
                emulators.Spectra, parsed.GetValue(Labels), parsed.GetValue(Draws)!.Value, parsed.GetValue(Seed), note => Warn([note])));
        }

        TrainingTable table = TrainingTable.Read(new TrainingTableRequest(tables[0], parsed.GetValue(Labels)!)
        {
            More = tables[1..],
            Joins = parsed.GetValue(Join) ?? [],
            On = parsed.GetValue(On) ?? "APOGEE_ID",
            Key = parsed.GetValue(Key),
            PathColumn = parsed.GetValue(PathColumn),
            Group = parsed.GetValue(Group),
            Where = parsed.GetValue(Where),
            Wanted = [.. TrainingInputs.ColumnsOf(declaration), .. emulators is null ? [] : EmulatedStars.ColumnsFor(emulators.Spectra)],
        });
        Warn(table.Notes);
        if (emulators is not null)
        {
            return Emulated(EmulatedStars.Of(table, emulators.Spectra, parsed.GetValue(Draws), parsed.GetValue(Seed), note => Warn([note])));
        }

        if (declaration.Unit == UnitOfWork.Source)
        {
            return TableTrainingSet.OfSources(table, declaration);
        }

        SpectrumPlaces spectra = SpectrumPlaces.Find(table, folder, () =>
        {
            usesWorkspace();
            bool exists = File.Exists(Path.Combine(application.Configuration.Workspace, SqliteStore.FileName));
            return exists ? application.Store : throw UserException.Usage(
                $"The table {table.Path} names no files of spectra, and there is no workspace in {application.Configuration.Workspace} to find them in. Name their folder with --spectra, or ingest them first (astra ingest PATH).");
        });
        Warn(spectra.Notes);
        if (spectra.Without.Count > 0)
        {
            Warn([Invariant(
                $"{spectra.Without.Count:N0} of {table.Rows.Count:N0} rows have no spectrum in {spectra.From} and are left out: {LabelledRow.List(spectra.Without)}.")]);
        }

        return TableTrainingSet.WithSpectra(table, spectra, declaration);

        EmulatedTrainingSet Emulated(IEmulatedStars stars)
        {
            SimulationSettings settings = new() { Seed = parsed.GetValue(Seed), RadiusEmulator = emulators.Radii };
            if (parsed.GetValue(Snr) is { } snr)
            {
                (double minimum, double maximum) = EmulatedTrainingSet.ReadSnr(snr);
                settings = settings with { SnrMin = minimum, SnrMax = maximum };
            }

            if (parsed.GetValue(Vsini) is { } vsini)
            {
                settings = settings with { VsiniMax = EmulatedTrainingSet.ReadVsini(vsini) };
            }

            return new EmulatedTrainingSet(stars, new SpectrumSimulator(emulators.Spectra, settings), declaration);
        }

        void Warn(IReadOnlyList<string> notes)
        {
            foreach (string note in notes)
            {
                error.WriteLine($"astra: warning: {note}");
            }
        }
    }

    /// <exception cref="UserException">Options are given that say how to train, with a step that does not.</exception>
    static void CheckOfTraining(ParseResult parsed, string step)
    {
        Option[] ofTraining = [Data, Join, On, Labels, Where, Key, Group, PathColumn, Spectra, Emulators, Snr, Draws, Vsini, Name];
        if (ofTraining.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } given)
        {
            throw UserException.Usage($"{given.Name} says how to train; '{step}' is a step that makes a file for a training. Leave one of them out.");
        }
    }

    /// <exception cref="UserException">Options are given that mean nothing together.</exception>
    static void CheckCombination(ParseResult parsed, InstalledPipeline pipeline, bool folder, bool emulator)
    {
        if (pipeline.Declaration.Unit == UnitOfWork.Source && (folder || emulator))
        {
            throw UserException.Usage($"{pipeline.Name} works on sources, without spectra. Leave out {(folder ? "--spectra" : "--emulator")}.");
        }

        if (emulator && (folder || parsed.GetValue(PathColumn) is not null))
        {
            throw UserException.Usage($"With --emulator spectra are drawn and not read. Leave out {(folder ? "--spectra" : "--path-column")}, or --emulator.");
        }

        if (!emulator && new Option[] { Snr, Draws, Vsini }.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } drawing)
        {
            throw UserException.Usage($"{drawing.Name} says how to draw spectra. Name an --emulator to draw them from, or leave it out.");
        }

        if (parsed.GetValue(Draws) is <= 0)
        {
            throw UserException.Usage("--draws takes a number of 1 or more.");
        }

        if (parsed.GetValue(On) is not null && parsed.GetValue(Join) is not { Length: > 0 })
        {
            throw UserException.Usage("--on says on which column tables are joined. Name one with --join, or leave it out.");
        }

        if (parsed.GetValue(Data) is { Length: > 0 } tables)
        {
            if (parsed.GetValue(Labels) is null)
            {
                throw UserException.Usage($"--labels is missing: which columns of {string.Join(" and ", tables)} are labels. Write them with commas between them, such as teff,logg,fe_h.");
            }

            return;
        }

        if (!emulator)
        {
            string other = pipeline.Declaration.Unit == UnitOfWork.Source ? string.Empty : ", or draw stars from an emulator alone (--emulator FILE --draws N)";
            throw UserException.Usage($"--data is missing: the table of the stars' labels. Name one{other}.");
        }

        if (new Option[] { Where, Key, Group, Join }.FirstOrDefault(option => parsed.GetResult(option) is not null) is { } ofTable)
        {
            throw UserException.Usage($"{ofTable.Name} is about the rows of a table. Name one with --data, or leave it out.");
        }

        if (parsed.GetValue(Draws) is null)
        {
            throw UserException.Usage("Without --data there is no table of stars. Name one, or say with --draws N how many stars to draw from all over the Kiel diagram.");
        }
    }
}
