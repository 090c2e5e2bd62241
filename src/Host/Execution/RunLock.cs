using System.Globalization;
using Astra.Host.Errors;

namespace Astra.Host.Execution;

/// <summary>One run at a time in a workspace, across processes. The operating system releases the lock of a process that dies.</summary>
sealed class RunLock : IDisposable
{
    readonly FileStream stream;

    RunLock(FileStream stream) => this.stream = stream;

    /// <summary>How often, and with which pause, it is tried: whoever only asks whether a run is under way holds it for an instant.</summary>
    const int Trials = 20;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <exception cref="UserException">Another process holds it.</exception>
    public static RunLock Take(string workspace) => Enumerable.Range(0, Trials).Select(trial => TryTake(workspace, trial)).FirstOrDefault(taken => taken is not null)
        ?? throw UserException.Configuration(
            $"Another run is under way in the workspace {workspace}. Wait for it (astra status), or stop it with Ctrl-C.");

    static RunLock? TryTake(string workspace, int trial)
    {
        if (trial > 0)
        {
            Thread.Sleep(Pause);
        }

        return TryTake(workspace);
    }

    /// <summary>Null when another process holds it.</summary>
    public static RunLock? TryTake(string workspace)
    {
        try
        {
            FileStream stream = new(Path.Combine(workspace, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            stream.SetLength(0);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            stream.Flush();
            return new RunLock(stream);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => stream.Dispose();
}
