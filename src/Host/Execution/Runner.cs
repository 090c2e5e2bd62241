using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Astra.Host.Configuration;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Execution;

/// <summary>
/// Executes a frozen work list: readers fetch spectra ahead of the workers, each worker takes a batch through the pipelines, one writer commits.
/// Between them stand bounded queues, so memory depends on batch and threads and not on the number of spectra.
/// </summary>
sealed class Runner
{
    /// <summary>Results in one transaction: enough to share the cost of a sync to disk, few enough to lose little work to a kill.</summary>
    const int CommitSize = 2048;

    readonly IStore store;
    readonly RunSettings settings;
    readonly Func<PlannedPipeline, IPipeline<PipelineResult>> open;
    readonly Abandonments abandonments = new();

    /// <param name="open">Makes an instance of a pipeline.</param>
    public Runner(IStore store, RunSettings settings, Func<PlannedPipeline, IPipeline<PipelineResult>> open)
    {
        this.store = store;
        this.settings = settings;
        this.open = open;
    }

    /// <summary>Pipelines that were stopped for the rest of the run because their calls did not come back.</summary>
    public IReadOnlyList<string> Stopped => abandonments.Stopped;

    /// <summary>Makes the pipelines' instances for all workers: a pipeline that cannot work stops the run before it starts.</summary>
    /// <exception cref="ConfigurationException">A pipeline cannot work as configured.</exception>
    public IReadOnlyList<Analyst> OpenAll(IEnumerable<PlannedPipeline> pipelines)
    {
        Analyst[] analysts = [.. Enumerable.Range(0, settings.Threads).Select(_ => new Analyst(open, settings))];
        foreach (PlannedPipeline pipeline in pipelines)
        {
            foreach (Analyst analyst in analysts)
            {
                try
                {
                    analyst.Open(pipeline);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    throw new ConfigurationException($"{pipeline.Name} cannot start: {e.Message}", e);
                }
            }
        }

        return analysts;
    }

    /// <summary>Works off the run's list, stage by stage, until its end or until told to stop.</summary>
    public void Execute(long run, Planner planner, IReadOnlyList<Analyst> analysts, RunProgress progress, CancellationToken stop)
    {
        foreach (Stage stage in planner.Stages)
        {
            if (!stop.IsCancellationRequested)
            {
                Execute(
                    run, stage, planner.Query(stage) with { Work = (run, stage.Number), PageSize = Math.Max(256, settings.BatchSize) }, analysts,
                    progress, stop);
            }
        }
    }

    void Execute(long run, Stage stage, UnitQuery query, IReadOnlyList<Analyst> analysts, RunProgress progress, CancellationToken stop)
    {
        // Cancelled by the person who stops the run, or by the first thing that goes wrong.
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ConcurrentQueue<Exception> errors = new();
        int readers = Math.Clamp(settings.Threads / 2, 1, 4);
        Channel<List<UnitRow>> listed = Channel.CreateBounded<List<UnitRow>>(readers);
        Channel<Batch> read = Channel.CreateBounded<Batch>(Math.Max(2, settings.Threads));
        Channel<BatchOutcome> analysed = Channel.CreateBounded<BatchOutcome>(2 * settings.Threads);

        Task listing = Start(() => List(query, listed.Writer, ending.Token), _ => listed.Writer.TryComplete());
        Task reading = Crew(
            readers, _ => Pump(listed.Reader, units => read.Writer.WriteAsync(Batch.Read(units), ending.Token), ending.Token),
            () => read.Writer.TryComplete());
        Task analysing = Crew(settings.Threads, worker =>
        {
            BatchAnalysis analysis = new(stage, analysts[worker], settings, abandonments);
            Pump(read.Reader, batch => analysed.Writer.WriteAsync(analysis.Analyse(batch)), ending.Token);
        }, () => analysed.Writer.TryComplete());

        // When the writer cannot go on, nobody must wait for it.
        Task writing = Start(() => Write(run, analysed.Reader, progress), _ => analysed.Writer.TryComplete());
        Task.WaitAll(listing, reading, analysing, writing);
        if (errors.TryDequeue(out Exception? first))
        {
            ExceptionDispatchInfo.Throw(first);
        }

        Task Start(Action action, Action<Task> then) => Task.Factory
            .StartNew(() => Guard(action), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .ContinueWith(then, TaskScheduler.Default);

        Task Crew(int members, Action<int> action, Action then) => Task.WhenAll(
            Enumerable.Range(0, members).Select(member => Start(() => action(member), _ => { })))
            .ContinueWith(_ => then(), TaskScheduler.Default);

        void Guard(Action action)
        {
            try
            {
                action();
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // Stopping: what is in the queues is left for the next run.
            }
            catch (Exception e)
            {
                errors.Enqueue(e);
                ending.Cancel();
            }
        }
    }

    void List(UnitQuery query, ChannelWriter<List<UnitRow>> batches, CancellationToken ending)
    {
        List<UnitRow> batch = new(settings.BatchSize);
        foreach (UnitRow unit in store.ReadUnits(query).SelectMany(page => page))
        {
            batch.Add(unit);
            if (batch.Count == settings.BatchSize)
            {
                Wait(batches.WriteAsync(batch, ending));
                batch = new(settings.BatchSize);
            }
        }

        if (batch.Count > 0)
        {
            Wait(batches.WriteAsync(batch, ending));
        }
    }

    /// <summary>Passes items from a queue to an action until the queue ends or the run does.</summary>
    static void Pump<T>(ChannelReader<T> items, Func<T, ValueTask> action, CancellationToken ending)
    {
        while (items.WaitToReadAsync(ending).AsTask().GetAwaiter().GetResult())
        {
            while (items.TryRead(out T? item))
            {
                ending.ThrowIfCancellationRequested();
                Wait(action(item));
            }
        }
    }

    /// <summary>Commits what was analysed, even while the run is stopping: the batch in hand is not lost.</summary>
    void Write(long run, ChannelReader<BatchOutcome> outcomes, RunProgress progress)
    {
        while (outcomes.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            List<AttemptRecord> attempts = [];
            Dictionary<long, long> unchanged = [];
            while (attempts.Count < CommitSize && outcomes.TryRead(out BatchOutcome? outcome))
            {
                attempts.AddRange(outcome.Attempts);
                foreach ((long pipeline, long count) in outcome.Unchanged)
                {
                    unchanged[pipeline] = unchanged.GetValueOrDefault(pipeline) + count;
                }
            }

            store.Commit(run, attempts, unchanged);
            progress.Add(attempts, unchanged);
        }
    }

    static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }
}
