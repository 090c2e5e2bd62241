using System.CommandLine;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Ingest;
using Astra.Host.Planning;
using Astra.Host.Runs;

namespace Astra.Host.Commands;

/// <summary><c>astra run</c>: does what is due.</summary>
static class RunCommand
{
    public static Argument<string[]> PipelinesArgument() => new("PIPELINE")
    {
        Description = "Pipelines to run; all when none is named.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        Argument<string[]> pipelines = PipelinesArgument();
        Option<string[]> ingest = new("--ingest") { Description = "Ingest these files and folders first, as astra ingest does.", HelpName = "PATH", AllowMultipleArgumentsPerToken = false };
        Option<string[]> model = new("--model") { Description = "Import this published model first, as astra model import does.", HelpName = "PIPELINE=PATH" };
        Option<long?> limit = new("--limit") { Description = "At most this many spectra (or sources); the rest stays due.", HelpName = "N" };
        Option<int?> threads = new("--threads") { Description = "Threads that analyse spectra; one for each processor unless configured.", HelpName = "N" };
        Option<bool> dryRun = new("--dry-run") { Description = "Show the plan and do nothing." };
        Command command = new(
            "run", "Run the pipelines over every spectrum that is due. May be stopped and killed at any time; the next run carries on.")
        {
            Arguments = { pipelines },
            Options = { ingest, model, limit, threads, dryRun },
        };
        command.SetAction(parsed =>
        {
            string[] paths = parsed.GetValue(ingest) ?? [];
            if (parsed.GetValue(limit) is <= 0)
            {
                throw UserException.Usage("--limit takes a number of 1 or more.");
            }

            using AstraApplication application = AstraApplication.Open(
                parsed, createWorkspace: paths.Length > 0, ("run:threads", parsed.GetValue(threads)?.ToString(CultureInfo.InvariantCulture)));
            return Run(
                application, parsed, paths, parsed.GetValue(model) ?? [], parsed.GetValue(pipelines) ?? [], parsed.GetValue(limit) ?? long.MaxValue,
                parsed.GetValue(dryRun));
        });
        return command;
    }

    static int Run(AstraApplication application, ParseResult parsed, string[] paths, string[] models, string[] names, long limit, bool dryRun)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        _ = application.Store;
        using StopSignal stop = StopSignal.OfProcess(() => error.WriteLine("Ctrl-C: finishing the batch in hand; press again to stop at once."));
        using RunLock running = RunLock.Take(application.Configuration.Workspace);
        application.WarnOfRefusedPlugins(error);
        foreach ((string pipeline, string path) in ConfigurationOptions.Parse(models, "--model", "Cannon=PATH"))
        {
            ModelCommand.Import(application, pipeline, path, name: null, new Dictionary<string, string>(), output);
        }

        if (dryRun)
        {
            return ShowPlan(application, paths, names, limit, output, error, stop.Requested);
        }

        RunOrder order = new() { Command = string.Join(' ', Environment.GetCommandLineArgs().Skip(1)), Pipelines = names, Limit = limit };
        RunResult result = application.Prepare(
            order, cancellation => Ingest(application, paths, output, error, cancellation), progress => RunDisplay.Show(progress, output), output, error)
            .Do(stop.Requested);
        if (result.Error is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return result.Gaps || result.Summary.Attention.Count > 0 ? ExitCode.DoneWithGaps : ExitCode.Done;
    }

    static IngestReport Ingest(AstraApplication application, string[] paths, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        IngestReport report = paths.Length > 0
            ? IngestCommand.Ingest(application, paths, output, error, cancellation)
            : IngestReport.Nothing;
        IngestReport refreshed = application.Ingester.Refresh(cancellation) with { RejectedBefore = 0 };
        IngestCommand.WriteRejected(refreshed, error);
        return report + refreshed;
    }

    static int ShowPlan(
        AstraApplication application, string[] paths, string[] names, long limit, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            _ = Ingest(application, paths, output, error, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.DoneWithGaps;
        }

        Preparation preparation = application.Preparation.Prepare(names);
        preparation.WriteNotReady(error);
        Planner planner = new(application.Store, preparation.Ready, preparation.Known, application.Configuration.Run.Retries);
        _ = planner.Work(limit).Count();
        PlanCommand.Write(planner.Summary, output, asJson: false);
        return ExitCode.Done;
    }
}
