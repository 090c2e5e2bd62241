using System.Globalization;
using Astra.Host.Errors;

namespace Astra.Host.Execution;

/// <summary>
/// One run at a time in a workspace, and one service, across processes. The operating system releases the lock of a process that dies.
/// </summary>
sealed class RunLock : IDisposable
{
    const string RunFile = "run.lock";
    const string ServiceFile = "service.lock";

    /// <summary>How often, and with which pause, it is tried: whoever only asks whether a run is under way holds it for an instant.</summary>
    const int Trials = 20;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    readonly FileStream stream;

    RunLock(FileStream stream) => this.stream = stream;

    /// <exception cref="UserException">Another process holds it.</exception>
    public static RunLock Take(string workspace) => Wait(workspace) ?? throw UserException.Configuration(
        $"Another run is under way in the workspace {workspace}. Wait for it (astra status), or stop it with Ctrl-C.");

    /// <summary>The lock of a service, which may wait for days between runs.</summary>
    /// <exception cref="UserException">Another service holds it.</exception>
    public static RunLock TakeService(string workspace)
    {
        Directory.CreateDirectory(workspace);
        return Wait(workspace, ServiceFile) ?? throw UserException.Configuration(
            $"Another service is there for the workspace {workspace}. Stop it first, or give this one another workspace.");
    }

    /// <summary>Null when another process holds it, and not only for an instant.</summary>
    public static RunLock? Wait(string workspace) => Wait(workspace, RunFile);

    /// <summary>Null when another process holds it.</summary>
    public static RunLock? TryTake(string workspace) => TryTake(workspace, RunFile);

    /// <summary>Whether no run is under way.</summary>
    public static bool IsFree(string workspace)
    {
        using RunLock? taken = TryTake(workspace);
        return taken is not null;
    }

    static RunLock? Wait(string workspace, string file)
    {
        for (int trial = 1; ; trial++)
        {
            if (TryTake(workspace, file) is { } taken)
            {
                return taken;
            }

            if (trial == Trials)
            {
                return null;
            }

            Thread.Sleep(Pause);
        }
    }

    static RunLock? TryTake(string workspace, string file)
    {
        try
        {
            FileStream stream = new(Path.Combine(workspace, file), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
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
