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
    /// <exception cref="UserException">The workspace cannot be written.</exception>
    public static RunLock? TryTake(string workspace)
    {
        FileStream? stream = null;
        try
        {
            stream = new FileStream(Path.Combine(workspace, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            stream.SetLength(0);
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
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

    /// <summary>Whether a process holds it; changes nothing, and so can be asked where nothing can be written.</summary>
    public static bool IsHeld(string workspace)
    {
        try
        {
            using FileStream free = new(Path.Combine(workspace, "run.lock"), FileMode.Open, FileAccess.Read, FileShare.None);
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

    /// <summary>
    /// Whether a file could not be opened because another process has it: EWOULDBLOCK of flock on Linux and on macOS, a sharing violation on Windows.
    /// </summary>
    static bool IsHeld(IOException e) => e.HResult is 11 or 35 || (e.HResult & 0xFFFF) == 32;

    public void Dispose() => stream.Dispose();
}
