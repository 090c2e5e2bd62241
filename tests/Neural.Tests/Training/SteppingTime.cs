namespace Astra.Neural.Tests.Training;

/// <summary>A clock that goes on by a second whenever it is read.</summary>
sealed class SteppingTime : TimeProvider
{
    long now;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => ++now;
}
