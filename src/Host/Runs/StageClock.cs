using Astra.Host.Observability;

namespace Astra.Host.Runs;

/// <summary>Takes the time of a run's stages.</summary>
sealed class StageClock(TimeProvider time)
{
    readonly List<StageTime> stages = [];

    /// <summary>The stages so far, the one that failed included.</summary>
    public IReadOnlyList<StageTime> Stages => stages;

    public T Take<T>(string stage, Func<T> work)
    {
        long start = time.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            double seconds = time.GetElapsedTime(start).TotalSeconds;
            stages.Add(new StageTime(stage, seconds));
            AstraMetrics.Stages.Record(seconds, new KeyValuePair<string, object?>("stage", stage));
        }
    }
}
