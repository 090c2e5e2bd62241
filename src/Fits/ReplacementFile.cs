namespace Astra.Fits;

/// <summary>
/// A file that takes its name, and the place of an older file, only when it is complete and on the disk; until then, or for good when it never is,
/// the older one stays.
/// </summary>
/// <remarks>
/// The temporary file stands in the same folder, because a file can be renamed only within one file system. Its name is of this process alone. What
/// a killed process left of the same file is swept up by the next one: whoever still writes holds a lock.
/// </remarks>
sealed class ReplacementFile : IDisposable
{
    static int count;

    readonly string path;
    readonly string temporary;
    bool complete;

    ReplacementFile(string path, string temporary, Stream stream)
    {
        this.path = path;
        this.temporary = temporary;
        Stream = stream;
    }

    /// <summary>Where to write; it can seek and be read.</summary>
    public Stream Stream { get; }

    /// <exception cref="IOException">There is a folder of that name, or the file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    public static ReplacementFile Create(string path)
    {
        if (Directory.Exists(path) || path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            throw new IOException("It is a folder or a device.");
        }

        SweepUp(path);
        string temporary = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref count)}.tmp";
        return new ReplacementFile(path, temporary, Open(temporary));
    }

    /// <summary>A file in the same folder that has no name and vanishes when it is closed, even by a kill.</summary>
    public static Stream CreateNameless(string path)
    {
        string temporary = $"{path}.{Environment.ProcessId}-{Interlocked.Increment(ref count)}.tmp";
        Stream stream = Open(temporary, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(temporary);
        }

        return stream;
    }

    /// <summary>Waits until the disk has the file, and gives it its name.</summary>
    public void Commit()
    {
        if (Stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            Stream.Flush();
        }

        if (OperatingSystem.IsWindows())
        {
            Stream.Dispose();
        }

        File.Move(temporary, path, overwrite: true);
        complete = true;
        Stream.Dispose();
    }

    public void Dispose()
    {
        if (complete)
        {
            return;
        }

        // Elsewhere than on Windows the name goes before the lock does, so that no other process finds the file in between.
        if (OperatingSystem.IsWindows())
        {
            Stream.Dispose();
        }

        Delete(temporary);
        Stream.Dispose();
    }

    static FileStream Open(string temporary, FileOptions options = FileOptions.None) =>
        new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, options);

    static void SweepUp(string path)
    {
        string name = Path.GetFileName(path);
        foreach (string left in Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, $"{name}.*.tmp"))
        {
            if (!IsTemporaryOf(name, Path.GetFileName(left)))
            {
                continue;
            }

            try
            {
                using FileStream unlocked = new(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Delete(left);
            }
            catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>Whether the middle of the name is of this class: two numbers with a hyphen between them.</summary>
    static bool IsTemporaryOf(string name, string temporary)
    {
        ReadOnlySpan<char> middle = temporary.AsSpan(name.Length + 1)[..^".tmp".Length];
        int hyphen = middle.IndexOf('-');
        return hyphen > 0 && hyphen < middle.Length - 1 && !middle[..hyphen].ContainsAnyExceptInRange('0', '9') &&
            !middle[(hyphen + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
        }
    }
}
