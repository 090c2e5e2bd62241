using System.CommandLine;
using System.CommandLine.Parsing;
using Astra.Host.Configuration;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary>The command line of <c>astra</c>: the tree of commands, and how a failure becomes one sentence and an exit code.</summary>
static class CommandLine
{
    static readonly Option<bool> Verbose = new("--verbose") { Description = "Show where in the program an error came from.", Recursive = true };

    public static int Run(string[] args)
    {
        ParseResult parsed = Tree().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError problem in parsed.Errors)
            {
                Console.Error.WriteLine($"astra: {problem.Message}");
            }

            Console.Error.WriteLine($"astra: see 'astra {string.Join(' ', Names(parsed.CommandResult))}--help'.");
            return ExitCode.WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UserException e)
        {
            return Fail(e, e.ExitCode, parsed);
        }
        catch (ConfigurationException e)
        {
            return Fail(e, ExitCode.WrongConfiguration, parsed);
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            return Fail(e, ExitCode.WrongConfiguration, parsed, "The workspace database cannot be used: ", " What was reported as done is stored; free the disk or the database and run again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e, ExitCode.WrongConfiguration, parsed);
        }
    }

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
            QueryCommand.Create(OpenResults),
            ModelCommand.Create(),
            PluginsCommand.Create(Plugins),
            PipelinesCommand.Create(Plugins),
            DescribeCommand.Create(Plugins),
            ConfigCommand.Create(configuration =>
            {
                PluginCatalog plugins = PluginCatalog.Discover(AstraApplication.PluginFolders(configuration));
                return ([.. plugins.Pipelines.Select(pipeline => pipeline.Declaration)], plugins.Plugins.Any(plugin => plugin.State == PluginState.Refused));
            }),
        };
        root.Options.Add(ConfigurationOptions.Workspace);
        root.Options.Add(ConfigurationOptions.Set);
        root.Options.Add(Verbose);
        return root;
    }

    static PluginCatalog Plugins(ParseResult parsed) => PluginCatalog.Discover(AstraApplication.PluginFolders(ConfigurationOptions.Load(parsed)));

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

            return new QuerySource(application.Store.Describe(pipeline, visits, allVersions), application.Store.Connect(), () => application.Store.FlagValues(pipeline.Name, visits), application);
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
