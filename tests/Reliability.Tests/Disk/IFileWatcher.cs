namespace Astra.Reliability.Tests.Disk;

/// <summary>What SQLite asks of the system.</summary>
enum FileCall
{
    Open,
    Read,
    Write,
    Truncate,
    Sync,
    FileSize,
    Lock,
    ShmMap,
    ShmLock,
    Delete,
    Access,
}

/// <summary>Is told of what SQLite does to the files of a folder, on the thread that does it.</summary>
interface IFileWatcher
{
    /// <summary>Before a call.</summary>
    /// <param name="end">For a write where it ends, for a read how many bytes it is.</param>
    /// <returns>0, or the code of SQLite with which the call is to fail before anything is done.</returns>
    int Before(FileCall call, WatchedFile file, long end);

    void Opened(WatchedFile file);

    void Written(WatchedFile file, FileChange change);

    void Synced(WatchedFile file);

    void Deleted(string path, bool folderIsSynced);

    /// <summary>The watcher itself has failed; SQLite is told of an error of the disk.</summary>
    void Mistake(Exception mistake);
}

/// <summary>A file that SQLite has opened.</summary>
/// <param name="IsNew">It was not there before.</param>
/// <param name="SyncsFolder">The first sync of this file syncs its name as well, as the system's VFS does for new journals and logs.</param>
sealed record WatchedFile(string Path, IFileWatcher Watcher, bool IsNew, bool SyncsFolder)
{
    /// <summary>What the watcher keeps with it.</summary>
    public object? Attached { get; set; }

    public string Name => System.IO.Path.GetFileName(Path);
}
