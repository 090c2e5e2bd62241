namespace Astra.Host.Service;

/// <summary>What the service is doing: for its log, its health and the next summary. Safe for any thread.</summary>
sealed class ServiceState
{
    readonly Lock gate = new();
    readonly List<string> leftOut = [];
    bool running;

    /// <summary>Begins a night unless one is under way.</summary>
    public bool TryBegin()
    {
        lock (gate)
        {
            return !running && (running = true);
        }
    }

    public void End()
    {
        lock (gate)
        {
            running = false;
        }
    }

    public bool IsRunning
    {
        get
        {
            lock (gate)
            {
                return running;
            }
        }
    }

    /// <summary>Notes that a night was due and did not take place.</summary>
    public void LeaveOut(string note)
    {
        lock (gate)
        {
            leftOut.Add(note);
        }
    }

    /// <summary>What was left out since this was last asked.</summary>
    public IReadOnlyList<string> TakeLeftOut()
    {
        lock (gate)
        {
            string[] notes = [.. leftOut];
            leftOut.Clear();
            return notes;
        }
    }
}
