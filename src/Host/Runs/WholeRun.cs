using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Ingest;
using Astra.Host.Observability;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Runs;

/// <summary>What became of a run.</summary>
/// <param name="Gaps">Whether some spectra have no result, or some files cannot be used.</param>
/// <param name="Error">What ended it early; null when nothing did.</param>
/// <param name="SummaryPath">Where the summary was written; null when there is none.</param>
sealed record RunResult(RunSummary Summary, bool Gaps, Exception? Error, string? SummaryPath);

/// <summary>A run from ingest to summary: ingest, plan, freeze the list, work it off, write products, and say what came of it.</summary>
/// <param name="contextFor">The context of a pipeline's instances.</param>
sealed class WholeRun(
    RunOrder order, IStore store, PipelinePreparation preparation, PluginCatalog plugins, AstraConfiguration configuration, TimeProvider time,
    Func<PlannedPipeline, PipelineContext> contextFor)
{
    readonly StageClock clock = new(time);
    readonly Matters matters = new();
    readonly List<string> notes = [.. order.Notes];
    readonly List<string> written = [];
    IngestReport ingested = IngestReport.Nothing;
    long newStars;
    bool gaps;
    long? run;
    RunState state = RunState.Failed;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Brings in what is new, and notes what has changed or gone.</summary>
    public required Func<CancellationToken, IngestReport> Ingest { get; init; }

    /// <summary>Shows the run until disposed.</summary>
    public required Func<RunProgress, IDisposable> Display { get; init; }

    /// <summary>What is written after a run that changed results, by stage; each gives the paths of its files.</summary>
    public IReadOnlyList<(string Stage, Func<CancellationToken, IReadOnlyList<string>> Write)> Products { get; init; } = [];

    /// <summary>Does it. Whoever calls holds the run lock.</summary>
    /// <param name="stop">Ends it after the batches in hand.</param>
    public RunResult Do(CancellationToken stop)
    {
        DateTimeOffset started = time.GetUtcNow();
        Exception? error = null;
        try
        {
            Work(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            state = RunState.Stopped;
            gaps = true;
        }
        catch (Exception e)
        {
            error = e;
            matters.About(e);
        }

        matters.About(plugins);
        RunSummary summary = Summarise(started);
        AstraMetrics.Runs.Add(1, new KeyValuePair<string, object?>("state", summary.State));
        AstraMetrics.SetEnd(summary.Finished, summary.Attention.Count);
        if (run is null && !order.EvenWithNothingDue)
        {
            return new RunResult(summary, gaps, error, SummaryPath: null);
        }

        // Where the run failed, that the summary failed as well is no news.
        return new RunResult(summary, gaps, error, SummaryFiles.TryWrite(summary, error is null ? Error : TextWriter.Null));
    }

    void Work(CancellationToken stop)
    {
        if (store.Runs(1).FirstOrDefault() is { State: RunState.Running } killed)
        {
            notes.Add(Invariant($"Run {killed.Key} was killed; what it had done is stored, and this one carries on."));
        }

        long stars = store.SourceCount();
        ingested = clock.Take("ingest", () => Ingest(stop));
        newStars = store.SourceCount() - stars;
        gaps |= ingested.Rejected.Count + ingested.RejectedBefore + ingested.Unreachable.Count > 0;
        Count(ingested);
        matters.About(ingested);

        Preparation prepared = preparation.Prepare(order.Pipelines);
        prepared.WriteNotReady(Error);
        notes.AddRange(matters.About(prepared, store.Runs(1)));
        Planner planner = new(store, prepared.Ready, prepared.Known, configuration.Run.Retries);
        Dictionary<PlannedPipeline, PipelineContext> contexts = prepared.Ready.ToDictionary(pipeline => pipeline, contextFor);
        Runner runner = new(store, configuration.Run, pipeline => pipeline.Installed.Open(contexts[pipeline]));
        IReadOnlyList<Analyst> analysts = Open(runner, prepared.Ready);
        try
        {
            Execute(planner, runner, analysts, stop);
        }
        finally
        {
            foreach (Analyst analyst in analysts)
            {
                analyst.Dispose();
            }
        }

        if (state == RunState.Finished && store.Moment(Moments.Unpublished) is not null && Products.Count > 0)
        {
            Publish(stop);
        }
    }

    /// <summary>Freezes the list and works it off.</summary>
    void Execute(Planner planner, Runner runner, IReadOnlyList<Analyst> analysts, CancellationToken stop)
    {
        using IEnumerator<WorkItem> due = planner.Work(order.Limit).GetEnumerator();
        bool any = clock.Take("plan", due.MoveNext);
        if (!any)
        {
            state = RunState.Finished;
            Output.WriteLine("Nothing is due: every result is up to date (astra plan).");
            WriteExcluded(planner);
            gaps |= planner.Summary.Pipelines.Any(pipeline => planner.Summary.Of(pipeline, Reason.Left) > 0);
            if (!order.EvenWithNothingDue)
            {
                return;
            }
        }

        long started = store.StartRun(order.Command, [.. planner.Summary.Pipelines.Select(pipeline => pipeline.Setup)]);
        run = started;
        state = RunState.Failed;
        string? message = null;
        try
        {
            if (any)
            {
                clock.Take<object?>("freeze", () =>
                {
                    store.FreezeWork(
                        started, Rest(due), () => planner.Summary.Pipelines.ToDictionary(pipeline => pipeline.Setup.PipelineKey, planner.Summary.Due));
                    return null;
                });
                store.PutMoment(Moments.Unpublished, time.GetUtcNow());
                (state, message) = clock.Take("run", () => WorkOff(started, planner, runner, analysts, stop));
            }
            else
            {
                state = RunState.Finished;
                message = "nothing was due";
            }
        }
        catch (Exception e)
        {
            message = e.Message;
            throw;
        }
        finally
        {
            Finish(started, message);
        }
    }

    /// <summary>Notes how the run ended. Where it failed because the database cannot be written, it stays as one that was killed, and the cause is told.</summary>
    void Finish(long started, string? message)
    {
        try
        {
            store.FinishRun(started, state, message);
        }
        catch (Microsoft.Data.Sqlite.SqliteException) when (state == RunState.Failed)
        {
            // Thrown from here, it would take the place of what made the run fail.
        }
    }

    (RunState State, string? Message) WorkOff(long started, Planner planner, Runner runner, IReadOnlyList<Analyst> analysts, CancellationToken stop)
    {
        RunSettings settings = configuration.Run;
        PlanSummary plan = planner.Summary;
        Output.WriteLine(Invariant(
            $"Run {started}   {plan.Pipelines.Count} pipeline{(plan.Pipelines.Count == 1 ? "" : "s")}   {plan.Spectra:N0} spectra{(plan.Sources > 0 ? $"   {plan.Sources:N0} sources" : "")}   batch {settings.BatchSize}   {settings.Threads} thread{(settings.Threads == 1 ? "" : "s")}"));
        RunProgress progress = new([.. plan.Pipelines.Select(pipeline => (pipeline, plan.Due(pipeline)))]);
        using (Display(progress))
        {
            runner.Execute(started, planner, analysts, progress, stop);
        }

        RunState ended = progress.Settled < progress.Due ? RunState.Stopped : RunState.Finished;
        string? message = runner.Stopped.Count > 0 ? $"{string.Join(", ", runner.Stopped)} stopped: calls never came back; what is left stays due"
            : ended == RunState.Stopped ? "stopped by a person"
            : null;
        if (runner.Stopped.Count > 0)
        {
            matters.Add(Matter.Pipeline, $"{message}.");
        }

        foreach (PipelineProgress pipeline in progress.Pipelines)
        {
            double rate = pipeline.Settled / Math.Max(1e-3, progress.Elapsed.TotalSeconds);
            Output.WriteLine(Invariant(
                $"  {pipeline.Name}: {pipeline.Settled:N0} of {pipeline.Due:N0} done, {rate:N0}/s, bad {pipeline.Bad:N0}, no result {pipeline.NoResult:N0}"));
        }

        if (ended == RunState.Stopped)
        {
            gaps = true;
            Output.WriteLine(Invariant($"Run {started} stopped: {progress.Settled:N0} of {progress.Due:N0} done and stored. `astra run` carries on."));
            Output.WriteLine($"  {message}");
            return (ended, message);
        }

        Output.WriteLine(Invariant($"Run {started} finished in {progress.Elapsed.TotalSeconds:N1} s."));
        long none = progress.Pipelines.Sum(pipeline => pipeline.NoResult);
        if (none > 0)
        {
            gaps = true;
            Output.WriteLine(Invariant($"  {none:N0} without a result; `astra status` says why."));
        }

        return (ended, message);
    }

    void Publish(CancellationToken stop)
    {
        bool all = true;
        foreach ((string stage, Func<CancellationToken, IReadOnlyList<string>> write) in Products)
        {
            try
            {
                written.AddRange(clock.Take(stage, () => write(stop)));
            }
            catch (Exception e) when (e is UserException or ConfigurationException or IOException or UnauthorizedAccessException)
            {
                all = false;
                matters.Add(Matter.Product, $"{stage}: {e.Message}");
            }
        }

        if (all)
        {
            store.PutMoment(Moments.Unpublished, null);
        }
    }

    static void Count(IngestReport report)
    {
        foreach ((string kind, long files) in new[]
        {
            ("new", report.New), ("changed", report.Changed), ("missing", report.Missing), ("unusable", report.Rejected.Count),
        })
        {
            if (files > 0)
            {
                AstraMetrics.Files.Add(files, new KeyValuePair<string, object?>("kind", kind));
            }
        }
    }

    RunSummary Summarise(DateTimeOffset started)
    {
        RunRecord? record = null;
        List<FlagChange> flags = [];
        List<PipelineSummary> results = [];
        List<FailureSummary> failures = [];
        if (run is { } key)
        {
            try
            {
                IReadOnlyList<RunRecord> runs = store.Runs(FlagChange.Window + 1);
                record = runs.FirstOrDefault(each => each.Key == key);
                foreach (RunPipelineRecord pipeline in record?.Pipelines ?? [])
                {
                    flags.AddRange(FlagChange.Of(store, key, plugins.Find(pipeline.Pipeline).Declaration));
                    results.Add(PipelineSummary.Of(pipeline, runs.Where(other => other.Key < key)));
                }

                failures.AddRange(store.FailuresOf(key).Select(FailureSummary.Of));
            }
            catch (Microsoft.Data.Sqlite.SqliteException e)
            {
                notes.Add($"The summary is not complete: the database cannot be read: {e.Message}");
            }
        }

        matters.About(flags);
        matters.About(failures);
        return new RunSummary
        {
            Run = run,
            State = state switch { RunState.Finished => "finished", RunState.Stopped => "stopped", _ => "failed" },
            Attention = matters.All,
            Workspace = configuration.Workspace,
            Host = Environment.MachineName,
            Command = order.Command,
            Started = started,
            Finished = time.GetUtcNow(),
            Stages = clock.Stages,
            Ingest = IngestSummary.Of(ingested, newStars),
            Pipelines = results,
            Flags = flags,
            Failures = failures,
            Products = written,
            Notes = notes,
        };
    }

    void WriteExcluded(Planner planner)
    {
        foreach (PlannedPipeline pipeline in planner.Summary.Pipelines)
        {
            long excluded = planner.Summary.Of(pipeline, Reason.Excluded);
            long left = planner.Summary.Of(pipeline, Reason.Left);
            if (excluded > 0)
            {
                Output.WriteLine(
                    Invariant($"  {pipeline.Name}: {excluded:N0} excluded because an input is not known (astra plan --explain SPECTRUM)"));
            }

            if (left > 0)
            {
                Output.WriteLine(Invariant($"  {pipeline.Name}: {left:N0} without a result are left alone (astra status says why)"));
            }
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
