namespace Astra.Host.Tests.Service;

/// <summary>A clock that moves when a test says so. Timers that come due are called from <see cref="AdvanceTo"/>.</summary>
sealed class SimulatedTime(DateTimeOffset start) : TimeProvider
{
    readonly Lock gate = new();
    readonly List<Alarm> alarms = [];
    DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Alarm alarm = new(this, callback, state);
        alarm.Change(dueTime, period);
        lock (gate)
        {
            alarms.Add(alarm);
        }

        return alarm;
    }

    public void AdvanceTo(DateTimeOffset time)
    {
        Alarm[] due;
        lock (gate)
        {
            now = time;
            due = [.. alarms.Where(alarm => alarm.At <= now)];
            foreach (Alarm alarm in due)
            {
                alarm.At = alarm.Period == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : now + alarm.Period;
            }
        }

        foreach (Alarm alarm in due)
        {
            alarm.Ring();
        }
    }

    sealed class Alarm(SimulatedTime clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset At { get; set; } = DateTimeOffset.MaxValue;

        public TimeSpan Period { get; private set; } = Timeout.InfiniteTimeSpan;

        public void Ring() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                At = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.now + dueTime;
                Period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
