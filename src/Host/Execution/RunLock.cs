using System.Globalization;
using System.Text;
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
    const int Trials = 80;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    readonly FileStream stream;

    RunLock(FileStream stream) => this.stream = stream;

    /// <exception cref="UserException">Another process holds it, or the workspace cannot be written.</exception>
    public static RunLock Take(string workspace) => Wait(workspace) ?? throw UserException.Configuration(
        $"Another run is under way in the workspace {workspace}. Wait for it (astra status), or stop it with Ctrl-C.");

    /// <summary>The lock of a service, which may wait for days between runs.</summary>
    /// <exception cref="UserException">Another service holds it, or the workspace cannot be written.</exception>
    public static RunLock TakeService(string workspace)
    {
        Directory.CreateDirectory(workspace);
        return Wait(workspace, ServiceFile) ?? throw UserException.Configuration(
            $"Another service is there for the workspace {workspace}. Stop it first, or give this one another workspace.");
    }

    /// <summary>Null when another process holds it, and not only for an instant.</summary>
    /// <exception cref="UserException">The workspace cannot be written.</exception>
    public static RunLock? Wait(string workspace) => Wait(workspace, RunFile);

    /// <summary>Null when another process holds it.</summary>
    /// <exception cref="UserException">The workspace cannot be written.</exception>
    public static RunLock? TryTake(string workspace) => TryTake(workspace, RunFile);

    /// <summary>Whether a process holds it; changes nothing, and so can be asked where nothing can be written.</summary>
    public static bool IsHeld(string workspace)
    {
        try
        {
            using FileStream free = new(Path.Combine(workspace, RunFile), FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException e)
        {
            return IsHeld(e);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
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
        FileStream? stream = null;
        try
        {
            stream = new FileStream(Path.Combine(workspace, file), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            stream.SetLength(0);
            stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            return new RunLock(stream);
        }
        catch (IOException e) when (stream is null && IsHeld(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw UserException.Configuration($"The workspace {workspace} cannot be locked: {e.Message} Check that there is room, and that it can be written.", e);
        }
    }

    /// <summary>
    /// Whether a file could not be opened because another process has it: EWOULDBLOCK of flock on Linux and on macOS, a sharing violation on Windows.
    /// </summary>
    static bool IsHeld(IOException e) => e.HResult is 11 or 35 || (e.HResult & 0xFFFF) == 32;

    public void Dispose() => stream.Dispose();
}
