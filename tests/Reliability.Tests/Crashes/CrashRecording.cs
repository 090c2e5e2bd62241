using Astra.Host.Storage.Sqlite;
using Astra.Reliability.Tests.Disk;

namespace Astra.Reliability.Tests.Crashes;

/// <summary>An instant at which the power may fail.</summary>
/// <param name="What">What SQLite, or the test, was about to do or had just done.</param>
/// <param name="IsPromised">Whether all that was written so far must be there afterwards: a sync or a command has come back.</param>
/// <param name="Step">How many steps of the scenario had come back.</param>
sealed record Moment(string What, DiskState Disk, bool IsPromised, int Step);

/// <summary>
/// Takes down the state of the simulated disk before and after each sync, after each file that is deleted or cut, and whenever a step of a scenario
/// has come back. The power has not failed in any of them; what it would have left is worked out afterwards.
/// </summary>
sealed class CrashRecording : IFileWatcher
{
    readonly Lock access = new();
    readonly SimulatedDisk disk = new();
    readonly List<Moment> moments = [];
    readonly List<Exception> mistakes = [];
    int step;

    /// <summary>Goes through the steps of a scenario that works on the files of a folder.</summary>
    public static IReadOnlyList<Moment> Of(string folder, IEnumerable<Action> steps)
    {
        CrashRecording recording = new();
        foreach (string path in Directory.Exists(folder) ? Directory.GetFiles(folder, $"{SqliteStore.FileName}*") : [])
        {
            recording.disk.Find(path);
        }

        recording.Take("before the first step", isPromised: true);
        using (WatchedVfs.Watch(folder, recording))
        {
            foreach (Action step in steps)
            {
                step();
                lock (recording.access)
                {
                    recording.step++;
                    recording.Take("step came back", isPromised: true);
                }
            }
        }

        return recording.mistakes.Count > 0 ? throw new AggregateException(recording.mistakes) : recording.moments;
    }

    public int Before(FileCall call, WatchedFile file, long end)
    {
        lock (access)
        {
            if (call == FileCall.Sync)
            {
                Take($"before a sync of {file.Name}", isPromised: false);
            }
        }

        return 0;
    }

    public void Opened(WatchedFile file)
    {
        lock (access)
        {
            // Two connections that open a new file at once have both found none.
            file.Attached = file.IsNew && !disk.Has(file.Path) ? disk.Create(file.Path) : disk.Find(file.Path);
        }
    }

    public void Written(WatchedFile file, FileChange change)
    {
        lock (access)
        {
            ((SimulatedFile)file.Attached!).Changes.Add(change);
            if (change is FileTruncation)
            {
                Take($"{file.Name} was cut", isPromised: false);
            }
        }
    }

    public void Synced(WatchedFile file)
    {
        lock (access)
        {
            ((SimulatedFile)file.Attached!).Sync();
            if (file.SyncsFolder)
            {
                disk.SyncNames();
            }

            Take($"after a sync of {file.Name}", isPromised: true);
        }
    }

    public void Deleted(string path, bool folderIsSynced)
    {
        lock (access)
        {
            disk.Delete(path);
            if (folderIsSynced)
            {
                disk.SyncNames();
            }

            Take($"{Path.GetFileName(path)} was deleted", isPromised: false);
        }
    }

    public void Mistake(Exception mistake)
    {
        lock (access)
        {
            mistakes.Add(mistake);
        }
    }

    void Take(string what, bool isPromised) => moments.Add(new Moment(what, disk.Capture(), isPromised, step));
}
