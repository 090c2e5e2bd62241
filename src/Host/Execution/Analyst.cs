using System.Collections.Concurrent;
using Astra.Host.Configuration;
using Astra.Host.Planning;

namespace Astra.Host.Execution;

/// <summary>
/// Calls pipelines on a thread of its own, so that a call that never comes back can be abandoned. Holds one instance of each pipeline.
/// One caller at a time.
/// </summary>
sealed class Analyst : IDisposable
{
    readonly Func<PlannedPipeline, IPipeline<PipelineResult>> open;
    readonly RunSettings settings;
    Desk desk;

    public Analyst(Func<PlannedPipeline, IPipeline<PipelineResult>> open, RunSettings settings)
    {
        this.open = open;
        this.settings = settings;
        desk = new Desk(open);
    }

    /// <summary>Makes the instance of a pipeline now, so that a pipeline that cannot work stops the run before it starts.</summary>
    public void Open(PlannedPipeline pipeline) => desk.Instance(pipeline);

    /// <summary>Analyses a batch. What the pipeline throws comes as it is.</summary>
    /// <exception cref="TimeoutException">It took longer than allowed.</exception>
    /// <exception cref="AbandonedException">It took longer than allowed and did not stop when told to.</exception>
    public IReadOnlyList<PipelineResult> Analyse(PlannedPipeline pipeline, IReadOnlyList<Target> batch, TimeSpan timeout)
    {
        using CancellationTokenSource cancellation = new(timeout);
        Call call = new(pipeline, batch, cancellation.Token);
        desk.Calls.Add(call);
        if (!call.Answered.Wait(timeout + settings.Grace))
        {
            desk.Calls.CompleteAdding();
            desk = new Desk(open);
            throw new AbandonedException($"did not come back within {timeout.TotalSeconds:0} s and did not stop when told to");
        }

        if (call.Error is OperationCanceledException && cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"did not come back within {timeout.TotalSeconds:0} s");
        }

        if (call.Error is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(call.Error);
        }

        return call.Results!;
    }

    public void Dispose() => desk.Calls.CompleteAdding();

    sealed class Call(PlannedPipeline pipeline, IReadOnlyList<Target> batch, CancellationToken cancellation)
    {
        public ManualResetEventSlim Answered { get; } = new();

        public IReadOnlyList<PipelineResult>? Results { get; private set; }

        public Exception? Error { get; private set; }

        public void Make(Desk desk)
        {
            try
            {
                Results = desk.Instance(pipeline).Analyse(batch, cancellation);
            }
            catch (Exception e)
            {
                Error = e;
            }

            Answered.Set();
        }
    }

    /// <summary>A thread with its instances. An abandoned one is left with whatever it is doing, and nobody listens to it any more.</summary>
    sealed class Desk
    {
        readonly Func<PlannedPipeline, IPipeline<PipelineResult>> open;
        readonly ConcurrentDictionary<string, IPipeline<PipelineResult>> instances = new();

        public Desk(Func<PlannedPipeline, IPipeline<PipelineResult>> open)
        {
            this.open = open;
            new Thread(Work) { IsBackground = true, Name = "astra analysis" }.Start();
        }

        public BlockingCollection<Call> Calls { get; } = [];

        public IPipeline<PipelineResult> Instance(PlannedPipeline pipeline) => instances.GetOrAdd(pipeline.Name, _ => open(pipeline));

        void Work()
        {
            foreach (Call call in Calls.GetConsumingEnumerable())
            {
                call.Make(this);
            }
        }
    }
}

/// <summary>A pipeline's call neither came back nor stopped when it was told to.</summary>
sealed class AbandonedException(string message) : Exception(message);
