using Astra.Reliability.Tests.Disk;
using static SQLitePCL.raw;

namespace Astra.Reliability.Tests.Faults;

/// <summary>Counts calls, and makes the n-th of a kind fail: that one, or it and all after it.</summary>
sealed class FailingDisk : IFileWatcher
{
    readonly Lock access = new();
    readonly Dictionary<FileCall, int> counts = [];
    readonly List<Exception> mistakes = [];

    /// <summary>The kind of call that fails; null for none.</summary>
    public FileCall? Call { get; init; }

    /// <summary>Which call of the kind fails, from 1.</summary>
    public int Nth { get; init; }

    public bool ForGood { get; init; }

    /// <summary>What SQLite is told; null for the error that belongs to the call.</summary>
    public int? Error { get; init; }

    /// <summary>Bytes from which on a file has no room; null when there is room.</summary>
    public long? FullFrom { get; init; }

    public IReadOnlyDictionary<FileCall, int> Counts => counts;

    /// <summary>Bytes that the longest file had.</summary>
    public long Longest { get; private set; }

    /// <summary>How many calls failed.</summary>
    public int Failed { get; private set; }

    public IReadOnlyList<Exception> Mistakes => mistakes;

    public int Before(FileCall call, WatchedFile file, long end)
    {
        lock (access)
        {
            int count = counts[call] = counts.GetValueOrDefault(call) + 1;
            if (call == FileCall.Write)
            {
                Longest = Math.Max(Longest, end);
            }

            bool isFull = call == FileCall.Write && end > FullFrom;
            bool fails = call == Call && (count == Nth || (ForGood && count > Nth));
            Failed += isFull || fails ? 1 : 0;
            return isFull ? SQLITE_FULL : fails ? Error ?? ErrorOf(call) : SQLITE_OK;
        }
    }

    public void Opened(WatchedFile file)
    {
    }

    public void Written(WatchedFile file, FileChange change)
    {
    }

    public void Synced(WatchedFile file)
    {
    }

    public void Deleted(string path, bool folderIsSynced)
    {
    }

    public void Mistake(Exception mistake)
    {
        lock (access)
        {
            mistakes.Add(mistake);
        }
    }

    static int ErrorOf(FileCall call) => call switch
    {
        FileCall.Open => SQLITE_CANTOPEN,
        FileCall.Read => SQLITE_IOERR_READ,
        FileCall.Write => SQLITE_IOERR_WRITE,
        FileCall.Truncate => SQLITE_IOERR_TRUNCATE,
        FileCall.Sync => SQLITE_IOERR_FSYNC,
        FileCall.FileSize => SQLITE_IOERR_FSTAT,
        FileCall.Lock => SQLITE_IOERR_LOCK,
        FileCall.ShmMap => SQLITE_IOERR_SHMMAP,
        FileCall.ShmLock => SQLITE_IOERR_SHMLOCK,
        FileCall.Delete => SQLITE_IOERR_DELETE,
        _ => SQLITE_IOERR_ACCESS,
    };
}
