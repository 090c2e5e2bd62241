namespace Astra.Neural;

/// <summary>What a training needs to know of time.</summary>
sealed class TrainingClock(TimeProvider time)
{
    readonly long started = time.GetTimestamp();
    long checkpointWritten = time.GetTimestamp();
    long epochStarted = time.GetTimestamp();
    double secondsBefore;

    /// <summary>Samples trained on since the start or the resumption.</summary>
    public long SamplesDone { get; private set; }

    /// <summary>The time spent on the current epoch.</summary>
    public double EpochSeconds => secondsBefore + time.GetElapsedTime(epochStarted).TotalSeconds;

    /// <summary>The time since the start or the resumption.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(started);

    public TimeSpan SinceCheckpoint => time.GetElapsedTime(checkpointWritten);

    public double SamplesPerSecond => SamplesDone / Math.Max(Elapsed.TotalSeconds, 1e-9);

    /// <param name="seconds">The time spent on the epoch before an interruption.</param>
    public void BeginEpoch(double seconds)
    {
        secondsBefore = seconds;
        epochStarted = time.GetTimestamp();
    }

    public void Count(int samples) => SamplesDone += samples;

    public void CheckpointWritten() => checkpointWritten = time.GetTimestamp();
}
