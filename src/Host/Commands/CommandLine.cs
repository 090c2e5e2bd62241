using System.CommandLine;
using System.CommandLine.Parsing;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary>The command line of <c>astra</c>: the tree of commands, and how a failure becomes one sentence and an exit code.</summary>
static class CommandLine
{
    /// <summary>What shells report of a program that SIGINT ended.</summary>
    const int Interrupted = 130;

    /// <summary>Options of every command that do not change what it does.</summary>
    public static IReadOnlyList<Option> Everywhere => [Verbose];

    static readonly Option<bool> Verbose = new("--verbose") { Description = "Show where in the program an error came from.", Recursive = true };

    public static int Run(string[] args)
    {
        ParseResult parsed = Parse(args);
        if (IsAskedForWords(args))
        {
            return parsed.Invoke();
        }

        if (parsed.Errors.Count > 0 || UnknownWord(parsed) is not null)
        {
            Console.Error.WriteLine($"astra: {Mistake(parsed)} (astra {string.Concat(Names(parsed.CommandResult))}--help)");
            return ExitCode.WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UserException e)
        {
            return Fail(e, e.ExitCode, parsed);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (ConfigurationException e)
        {
            return Fail(e, ExitCode.WrongConfiguration, parsed);
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            return Fail(
                e, ExitCode.WrongConfiguration, parsed, "The workspace database cannot be used: ",
                " What was reported as done is stored; free the disk or the database and run again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e, ExitCode.WrongConfiguration, parsed);
        }
        catch (Exception e)
        {
            return Fail(e, ExitCode.Bug, parsed, $"a mistake in astra itself: {e.GetType().Name}: ", " Please report it with what --verbose prints.");
        }
    }

    /// <summary>What <c>astra</c> understands of a line.</summary>
    public static ParseResult Parse(params string[] args) => Tree().Parse(args);

    /// <summary>Whether a shell asks what may stand in a line that is not complete yet: see <see cref="CompletionCommand"/>.</summary>
    static bool IsAskedForWords(string[] args) => args.Length > 0 && args[0].StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>What is wrong with the command line, in one sentence.</summary>
    static string Mistake(ParseResult parsed)
    {
        if (UnknownWord(parsed) is { } unknown)
        {
            bool option = unknown.StartsWith('-');
            IEnumerable<string> known = option
                ? parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(candidate => candidate.Name)
                : parsed.CommandResult.Command.Subcommands.Select(candidate => candidate.Name);
            return $"There is no {(option ? "option" : "command")} '{unknown}'.{Suggestions.DidYouMean(unknown, known)}";
        }

        // The library names the type of .NET that a value should have.
        return string.Join(' ', parsed.Errors[0].Message.Split(['\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Replace("as expected type 'System.Nullable`1[System.Int32]'", "as a whole number", StringComparison.Ordinal)
            .Replace("as expected type 'System.Nullable`1[System.Int64]'", "as a whole number", StringComparison.Ordinal)
            .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal);
    }

    /// <summary>A word that is no command, or an option that was taken for a path or a pipeline.</summary>
    static string? UnknownWord(ParseResult parsed) => parsed.UnmatchedTokens.FirstOrDefault()
        ?? parsed.CommandResult.Tokens.Select(token => token.Value).FirstOrDefault(
            word => word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2);

    static int Fail(Exception e, int code, ParseResult parsed, string before = "", string after = "")
    {
        Console.Error.WriteLine($"astra: {before}{e.Message}{after}");
        if (parsed.GetValue(Verbose))
        {
            Console.Error.WriteLine(e);
        }

        return code;
    }

    static RootCommand Tree()
    {
        RootCommand root = new("Runs stellar-analysis pipelines over APOGEE spectra and keeps their results in a workspace.")
        {
            IngestCommand.Create(),
            PlanCommand.Create(),
            RunCommand.Create(),
            StatusCommand.Create(),
            QuarantineCommand.Create(),
            RetryCommand.Create(),
            CheckCommand.Create(),
            PurgeCommand.Create(),
            BackupCommand.Create(),
            MigrateCommand.Create(),
            QueryCommand.Create(OpenResults),
            ExportCommand.Create(),
            DemoCommand.Create(),
            ReportCommand.Create(),
            TrainCommand.Create(),
            ValidateCommand.Create(),
            SimulateCommand.Create(),
            ModelCommand.Create(),
            PluginsCommand.Create(Plugins),
            PipelinesCommand.Create(Plugins),
            DescribeCommand.Create(Plugins),
            ConfigCommand.Create(configuration =>
            {
                PluginCatalog plugins = PluginCatalog.Discover(AstraApplication.PluginFolders(configuration), configuration.PluginVersions);
                return (
                    [.. plugins.Pipelines.Select(pipeline => pipeline.Declaration)],
                    plugins.Plugins.Any(plugin => plugin.State == PluginState.Refused));
            }),
            CompletionCommand.Create(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionText();
        root.Options.Add(ConfigurationOptions.Workspace);
        root.Options.Add(ConfigurationOptions.Set);
        root.Options.Add(Verbose);
        return root;
    }

    static PluginCatalog Plugins(ParseResult parsed)
    {
        AstraConfiguration configuration = ConfigurationOptions.Load(parsed);
        return PluginCatalog.Discover(AstraApplication.PluginFolders(configuration), configuration.PluginVersions, hold: false);
    }

    static QuerySource OpenResults(ParseResult parsed, string name, bool visits, bool allVersions)
    {
        AstraApplication application = AstraApplication.Open(parsed);
        try
        {
            PipelineDeclaration pipeline = application.Plugins.Find(name).Declaration;
            if (visits && (pipeline.Unit == UnitOfWork.Source || !pipeline.Kinds.HasFlag(SpectrumKinds.Visit)))
            {
                throw UserException.Usage($"{pipeline.Name} does not work on visits. Leave out --visits.");
            }

            if (!visits && pipeline.Unit == UnitOfWork.Spectrum && !pipeline.Kinds.HasFlag(SpectrumKinds.Combined))
            {
                throw UserException.Usage($"{pipeline.Name} works on visits only. Add --visits.");
            }

            if (!application.Store.HasResults(pipeline.Name, visits))
            {
                throw UserException.Usage($"{pipeline.Name} has no results yet. Make some: astra run {pipeline.Name}");
            }

            return new QuerySource(
                application.Store.Describe(pipeline, visits, allVersions), application.Store.Connect(),
                () => application.Store.FlagValues(pipeline.Name, visits), application);
        }
        catch
        {
            application.Dispose();
            throw;
        }
    }

    static IEnumerable<string> Names(CommandResult command) =>
        command.Parent is CommandResult parent ? Names(parent).Append($"{command.Command.Name} ") : [];
}
