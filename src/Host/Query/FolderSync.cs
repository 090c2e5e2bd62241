using System.Runtime.InteropServices;

namespace Astra.Host.Query;

/// <summary>
/// Makes the names in a folder last. A file that was synced and then renamed has its content on the disk, but its name only when the folder was synced
/// as well: after a failure of power what was reported as written could be missing, or the older file be there in its place.
/// </summary>
static partial class FolderSync
{
    /// <summary>Waits until the disk has the names. A file system that does not know how is left alone, as is Windows, which has no such call.</summary>
    public static void Names(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const int readOnly = 0;
        int descriptor = Open(folder, readOnly);
        if (descriptor >= 0)
        {
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    /// <summary>Waits until the disk has all files of a folder and of those in it, and their names.</summary>
    /// <exception cref="IOException">A file cannot be synced.</exception>
    public static void Everything(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            file.Flush(flushToDisk: true);
        }

        foreach (string inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            Names(inner);
        }

        Names(folder);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
