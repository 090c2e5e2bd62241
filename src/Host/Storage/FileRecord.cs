namespace Astra.Host.Storage;

/// <summary>What became of a file that was looked at.</summary>
enum FileState
{
    /// <summary>Its spectra are in the workspace.</summary>
    Ingested = 0,

    /// <summary>It is not an apStar file, or damaged; looked at again when it changes.</summary>
    Unusable = 1,

    /// <summary>It holds the same spectra as another file, which is used.</summary>
    Duplicate = 2,

    /// <summary>It was ingested, and has since gone.</summary>
    Missing = 3,
}

/// <summary>A file as the workspace knows it.</summary>
/// <param name="Key">0 for a file that is new.</param>
/// <param name="Path">Absolute path, links resolved.</param>
/// <param name="Reason">Why it is not used; null for an ingested file.</param>
sealed record FileRecord(long Key, string Path, FileStamp Stamp, FileState State, string? Reason);

/// <summary>What tells one content of a file from another without reading it.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedTicks">Time of the last modification, UTC ticks of 100 ns.</param>
readonly record struct FileStamp(long Length, long ModifiedTicks)
{
    /// <summary>The stamp of no file: one that is known with it is read again the next time, whether or not it has changed.</summary>
    public static readonly FileStamp ReadAgain = new(-1, 0);

    /// <summary>The stamp of a file on disk; null when there is none.</summary>
    public static FileStamp? Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks) : null;
    }

    /// <summary>Both numbers in one, for the ledger.</summary>
    public long Digest => (long)Digests.Mix((ulong)ModifiedTicks, (ulong)Length);
}
