namespace Astra.Reliability.Tests.Clock;

/// <summary>A clock that is an hour earlier each time that it is looked at.</summary>
sealed class BackwardClock(DateTimeOffset start) : TimeProvider
{
    int looks;

    public override DateTimeOffset GetUtcNow() => start.AddHours(-Interlocked.Increment(ref looks));
}
