using System.Diagnostics;
using Astra.Host.Observability;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Execution;

/// <summary>How far a run is: what has been committed, by pipeline. Written by the run, read by whoever shows it.</summary>
sealed class RunProgress
{
    readonly Dictionary<long, PipelineProgress> pipelines;
    readonly long start = Stopwatch.GetTimestamp();

    public RunProgress(IEnumerable<(PlannedPipeline Pipeline, long Due)> pipelines)
    {
        Pipelines = [.. pipelines.Select(pair => new PipelineProgress(pair.Pipeline.Name, pair.Pipeline.Declaration.Flags, pair.Due))];
        this.pipelines = pipelines.Zip(Pipelines).ToDictionary(pair => pair.First.Pipeline.Setup.PipelineKey, pair => pair.Second);
    }

    public IReadOnlyList<PipelineProgress> Pipelines { get; }

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    public long Due => Pipelines.Sum(pipeline => pipeline.Due);

    public long Settled => Pipelines.Sum(pipeline => pipeline.Settled);

    /// <summary>Counts what has been committed.</summary>
    public void Add(IReadOnlyList<AttemptRecord> attempts, IReadOnlyDictionary<long, long> unchanged)
    {
        foreach (AttemptRecord attempt in attempts)
        {
            pipelines[attempt.Setup.PipelineKey].Add(attempt);
        }

        foreach ((long pipeline, long count) in unchanged)
        {
            pipelines[pipeline].AddUnchanged(count);
        }

        AstraMetrics.SetProgress(Due, Settled);
    }
}

/// <summary>How far one pipeline is.</summary>
sealed class PipelineProgress(string name, FlagLayout flags, long due)
{
    long settled;
    long bad;
    long noResult;

    public string Name { get; } = name;

    public long Due { get; } = due;

    public long Settled => Interlocked.Read(ref settled);

    public long Bad => Interlocked.Read(ref bad);

    public long NoResult => Interlocked.Read(ref noResult);

    public void Add(AttemptRecord attempt)
    {
        Interlocked.Increment(ref settled);
        AstraMetrics.Results.Add(
            1, new KeyValuePair<string, object?>("pipeline", Name), new KeyValuePair<string, object?>("outcome", OutcomeName(attempt.Outcome)));
        if (attempt.Outcome != Outcome.Done)
        {
            Interlocked.Increment(ref noResult);
        }
        else if (flags.IsBad(attempt.Flags))
        {
            Interlocked.Increment(ref bad);
            AstraMetrics.BadResults.Add(1, new KeyValuePair<string, object?>("pipeline", Name));
        }
    }

    static string OutcomeName(Outcome outcome) => outcome switch
    {
        Outcome.Done => "done",
        Outcome.NoResult => "no_result",
        Outcome.BadInput => "bad_input",
        _ => "failed",
    };

    public void AddUnchanged(long count) => Interlocked.Add(ref settled, count);
}
