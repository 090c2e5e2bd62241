using System.Collections.Concurrent;
using System.Diagnostics;

namespace Astra.Testing;

/// <summary>What became of a call.</summary>
/// <param name="Results">What came back; null where something was thrown, or where null came back.</param>
/// <param name="Error">What was thrown; null where something came back.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Bytes">What its thread allocated.</param>
/// <param name="Ended">When it came back (<see cref="Stopwatch.GetTimestamp"/>).</param>
sealed record PipelineCall(IReadOnlyList<PipelineResult?>? Results, Exception? Error, double Seconds, long Bytes, long Ended);

/// <summary>A call neither came back in time nor stopped when it was told to.</summary>
sealed class HangingException(string message) : Exception(message);

/// <summary>An instance of a pipeline on a thread of its own, as the host has it, so that a call that hangs does not hang the caller.</summary>
sealed class PipelineThread : IDisposable
{
    readonly PipelineUnderTest pipeline;
    readonly TimeSpan limit;
    readonly BlockingCollection<Action> work = [];
    IPipeline<PipelineResult>? instance;

    public PipelineThread(PipelineUnderTest pipeline, TimeSpan limit)
    {
        this.pipeline = pipeline;
        this.limit = limit;
        new Thread(Work) { IsBackground = true, Name = "astra check" }.Start();
    }

    /// <summary>Makes the instance.</summary>
    /// <exception cref="HangingException">The constructor did not come back.</exception>
    public PipelineCall Open() => Do(_ =>
    {
        instance = pipeline.Open();
        return [];
    });

    /// <summary>Analyses a batch.</summary>
    /// <exception cref="HangingException">The call did not come back.</exception>
    public PipelineCall Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation = default) =>
        Do(timeout => instance!.Analyse(batch, timeout), cancellation);

    /// <summary>Asks for the model of a spectrum.</summary>
    /// <exception cref="HangingException">The call did not come back.</exception>
    public PipelineCall Model(Target target) => Do(_ => ((ISpectrumModel)instance!).Model(target) is null ? null : []);

    public void Dispose() => work.CompleteAdding();

    PipelineCall Do(Func<CancellationToken, IReadOnlyList<PipelineResult?>?> call, CancellationToken cancellation = default)
    {
        // Left to the collector: an abandoned call may still look at the token.
        CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(limit);
        TaskCompletionSource<PipelineCall> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() => done.SetResult(Measure(() => call(timeout.Token))));
        if (!done.Task.Wait(limit + (limit < PipelineCheckLimits.Grace ? limit : PipelineCheckLimits.Grace)))
        {
            throw new HangingException(Invariant($"did not come back within {limit.TotalSeconds:0.#} s and did not stop when told to"));
        }

        PipelineCall answer = done.Task.Result;
        return answer.Error is OperationCanceledException && timeout.IsCancellationRequested && !cancellation.IsCancellationRequested
            ? throw new HangingException(Invariant($"did not come back within {limit.TotalSeconds:0.#} s"))
            : answer;
    }

    static PipelineCall Measure(Func<IReadOnlyList<PipelineResult?>?> call)
    {
        IReadOnlyList<PipelineResult?>? results = null;
        Exception? error = null;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        try
        {
            results = call();
        }
        catch (Exception e)
        {
            error = e;
        }

        long end = Stopwatch.GetTimestamp();
        return new PipelineCall(results, error, Stopwatch.GetElapsedTime(start, end).TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - bytes, end);
    }

    void Work()
    {
        foreach (Action action in work.GetConsumingEnumerable())
        {
            action();
        }
    }
}

/// <summary>What the host allows a pipeline unless configured otherwise.</summary>
static class PipelineCheckLimits
{
    /// <summary>Units of work in a batch (setting <c>run:batch</c>).</summary>
    public const int Batch = 64;

    /// <summary>What a call may take to stop after it was told to, before its thread is given up.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
}
