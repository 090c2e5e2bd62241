using System.CommandLine;
using System.Globalization;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Ingest;
using Astra.Host.Planning;
using Astra.Host.Storage;

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
        IStore store = application.Store;
        using StopSignal stop = StopSignal.OfProcess(() => error.WriteLine("Ctrl-C: finishing the batch in hand; press again to stop at once."));
        using RunLock running = RunLock.Take(application.Configuration.Workspace);
        application.WarnOfRefusedPlugins(error);
        foreach ((string pipeline, string path) in ConfigurationOptions.Parse(models, "--model", "Cannon=PATH"))
        {
            ModelCommand.Import(application, pipeline, path, name: null, new Dictionary<string, string>(), output);
        }

        bool gaps = false;
        try
        {
            if (paths.Length > 0)
            {
                IngestReport report = IngestCommand.Ingest(application, paths, output, error, stop.Requested);
                gaps |= report.Rejected.Count + report.RejectedBefore > 0;
            }

            IngestReport refreshed = application.Ingester.Refresh(stop.Requested);
            IngestCommand.WriteRejected(refreshed with { RejectedBefore = 0 }, error);
            gaps |= refreshed.Rejected.Count > 0;
        }
        catch (OperationCanceledException) when (stop.Requested.IsCancellationRequested)
        {
            return ExitCode.DoneWithGaps;
        }

        Preparation preparation = application.Preparation.Prepare(names);
        PlanCommand.WriteNotReady(preparation, error);
        Planner planner = new(store, preparation.Ready, preparation.Known, application.Configuration.Run.Retries);
        if (dryRun)
        {
            _ = planner.Work(limit).Count();
            PlanCommand.Write(planner.Summary, output, asJson: false);
            return ExitCode.Done;
        }

        Runner runner = new(store, application.Configuration.Run, OpenWith(application, preparation.Ready));
        IReadOnlyList<Analyst> analysts = Open(runner, preparation.Ready);
        try
        {
            return Execute(application, planner, runner, analysts, limit, stop, output) || gaps ? ExitCode.DoneWithGaps : ExitCode.Done;
        }
        finally
        {
            foreach (Analyst analyst in analysts)
            {
                analyst.Dispose();
            }
        }
    }

    /// <summary>Freezes the list and works it off.</summary>
    /// <returns>Whether some spectra have no result.</returns>
    static bool Execute(
        AstraApplication application, Planner planner, Runner runner, IReadOnlyList<Analyst> analysts, long limit, StopSignal stop, TextWriter output)
    {
        IStore store = application.Store;
        RunSettings settings = application.Configuration.Run;
        using IEnumerator<WorkItem> due = planner.Work(limit).GetEnumerator();
        if (!due.MoveNext())
        {
            output.WriteLine("Nothing is due: every result is up to date (astra plan).");
            WriteExcluded(planner, output);
            return planner.Summary.Pipelines.Any(pipeline => planner.Summary.Of(pipeline, Reason.Left) > 0);
        }

        long run = store.StartRun(
            string.Join(' ', Environment.GetCommandLineArgs().Skip(1)), [.. planner.Summary.Pipelines.Select(pipeline => pipeline.Setup)]);
        RunState state = RunState.Failed;
        string? message = null;
        try
        {
            store.FreezeWork(
                run, Rest(due), () => planner.Summary.Pipelines.ToDictionary(pipeline => pipeline.Setup.PipelineKey, planner.Summary.Due));
            PlanSummary plan = planner.Summary;
            output.WriteLine(Invariant(
                $"Run {run}   {plan.Pipelines.Count} pipeline{(plan.Pipelines.Count == 1 ? "" : "s")}   {plan.Spectra:N0} spectra{(plan.Sources > 0 ? $"   {plan.Sources:N0} sources" : "")}   batch {settings.BatchSize}   {settings.Threads} thread{(settings.Threads == 1 ? "" : "s")}"));
            RunProgress progress = new([.. plan.Pipelines.Select(pipeline => (pipeline, plan.Due(pipeline)))]);
            using (RunDisplay.Show(progress, output))
            {
                runner.Execute(run, planner, analysts, progress, stop.Requested);
            }

            state = progress.Settled < progress.Due ? RunState.Stopped : RunState.Finished;
            message = runner.Stopped.Count > 0 ? $"{string.Join(", ", runner.Stopped)} stopped: calls never came back; what is left stays due"
                : state == RunState.Stopped ? "stopped by a person"
                : null;
            return Conclude(run, state, message, progress, output);
        }
        catch (Exception e)
        {
            message = e.Message;
            throw;
        }
        finally
        {
            Finish(store, run, state, message);
        }
    }

    /// <summary>Notes how a run ended. Where it failed because the database cannot be written, it stays as one that was killed, and the cause is told.</summary>
    static void Finish(IStore store, long run, RunState state, string? message)
    {
        try
        {
            store.FinishRun(run, state, message);
        }
        catch (Microsoft.Data.Sqlite.SqliteException) when (state == RunState.Failed)
        {
            // Thrown from here, it would take the place of what made the run fail.
        }
    }

    /// <summary>The item that an enumerator stands on, and those after it.</summary>
    static IEnumerable<WorkItem> Rest(IEnumerator<WorkItem> work)
    {
        do
        {
            yield return work.Current;
        }
        while (work.MoveNext());
    }

    static bool Conclude(long run, RunState state, string? message, RunProgress progress, TextWriter output)
    {
        foreach (PipelineProgress pipeline in progress.Pipelines)
        {
            double rate = pipeline.Settled / Math.Max(1e-3, progress.Elapsed.TotalSeconds);
            output.WriteLine(Invariant(
                $"  {pipeline.Name}: {pipeline.Settled:N0} of {pipeline.Due:N0} done, {rate:N0}/s, bad {pipeline.Bad:N0}, no result {pipeline.NoResult:N0}"));
        }

        if (state == RunState.Stopped)
        {
            output.WriteLine(Invariant($"Run {run} stopped: {progress.Settled:N0} of {progress.Due:N0} done and stored. `astra run` carries on."));
            output.WriteLine($"  {message}");
            return true;
        }

        output.WriteLine(Invariant($"Run {run} finished in {progress.Elapsed.TotalSeconds:N1} s."));
        long none = progress.Pipelines.Sum(pipeline => pipeline.NoResult);
        if (none > 0)
        {
            output.WriteLine(Invariant($"  {none:N0} without a result; `astra status` says why."));
        }

        return none > 0;
    }

    static void WriteExcluded(Planner planner, TextWriter output)
    {
        foreach (PlannedPipeline pipeline in planner.Summary.Pipelines)
        {
            long excluded = planner.Summary.Of(pipeline, Reason.Excluded);
            long left = planner.Summary.Of(pipeline, Reason.Left);
            if (excluded > 0)
            {
                output.WriteLine(
                    Invariant($"  {pipeline.Name}: {excluded:N0} excluded because an input is not known (astra plan --explain SPECTRUM)"));
            }

            if (left > 0)
            {
                output.WriteLine(Invariant($"  {pipeline.Name}: {left:N0} without a result are left alone (astra status says why)"));
            }
        }
    }

    static Func<PlannedPipeline, IPipeline<PipelineResult>> OpenWith(AstraApplication application, IReadOnlyList<PlannedPipeline> pipelines)
    {
        Dictionary<PlannedPipeline, PipelineContext> contexts = pipelines.ToDictionary(pipeline => pipeline, application.ContextFor);
        return pipeline => pipeline.Installed.Open(contexts[pipeline]);
    }

    static IReadOnlyList<Analyst> Open(Runner runner, IReadOnlyList<PlannedPipeline> pipelines)
    {
        try
        {
            return runner.OpenAll(pipelines);
        }
        catch (ConfigurationException e)
        {
            throw UserException.Configuration(e.Message, e);
        }
    }
}
