using System.Globalization;
using Astra.Host.Observability;
using Astra.Host.Runs;

namespace Astra.Host.Service;

/// <summary>Does one night after the other. One that is due while another is under way, here or in another process, is noted and left out.</summary>
/// <param name="stop">Ends the night under way after the batches in hand.</param>
sealed class Nights(Night night, ServiceState state, TimeProvider time, TextWriter output, TextWriter error, CancellationToken stop)
{
    /// <summary>Told of each night that came to an end, the failed ones included.</summary>
    public Action<RunResult?>? Done { get; init; }

    /// <summary>Does the night that is due, and returns when it is over. Never throws: the next night comes whatever happens.</summary>
    /// <param name="due">When it is due.</param>
    /// <param name="cause">Why, for the log.</param>
    public void Do(DateTimeOffset due, string cause)
    {
        if (!state.TryBegin())
        {
            LeaveOut(due, "the run before was still under way");
            return;
        }

        RunResult? result = null;
        try
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            Log($"night begins, by {cause}");
            IReadOnlyList<string> leftOut = state.TakeLeftOut();
            result = night.Do("astra service", leftOut, stop);
            if (result is null)
            {
                foreach (string note in leftOut)
                {
                    state.LeaveOut(note);
                }

                LeaveOut(due, "another process had a run under way");
                return;
            }

            int matters = result.Summary.Attention.Count;
            Log(Invariant($"night ends: {result.Summary.State}, {(matters == 0 ? "nothing needs a human" : $"{matters} matter{(matters == 1 ? " needs" : "s need")} a human")}"));
        }
        catch (Exception e)
        {
            error.WriteLine($"astra: a mistake in astra itself ended the night: {e}");
            AstraMetrics.SetEnd(time.GetUtcNow(), 1);
        }
        finally
        {
            state.End();
            Done?.Invoke(result);
        }
    }

    void LeaveOut(DateTimeOffset due, string why)
    {
        string note = $"The run that was due at {due.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC was left out: {why}.";
        state.LeaveOut(note);
        AstraMetrics.RunsLeftOut.Add(1);
        Log(note);
    }

    void Log(string text) => output.WriteLine($"{time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {text}");
}
