using System.Globalization;
using Astra.Host.Commands;

namespace Astra.Host.Execution;

/// <summary>One run at a time in a workspace, across processes. The operating system releases the lock of a process that dies.</summary>
sealed class RunLock : IDisposable
{
    readonly FileStream stream;

    RunLock(FileStream stream) => this.stream = stream;

    /// <exception cref="UserException">Another process holds it.</exception>
    public static RunLock Take(string workspace) => TryTake(workspace)
        ?? throw UserException.Configuration($"Another run is under way in the workspace {workspace}. Wait for it (astra status), or stop it with Ctrl-C.");

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
