using System.IO.Compression;

namespace Astra.Fits;

/// <summary>The file that is being written, as bytes: what goes wrong with it becomes a <see cref="FitsException"/> that names it.</summary>
/// <remarks>
/// A compressed file is written in two passes: plain, into a file in the same folder that has no name, and from there, once it is complete, packed.
/// One pass would need the number of rows and the checksums before the first row; the price is room on the disk, not in memory.
/// </remarks>
sealed class ByteSink : IDisposable
{
    const int ChunkBytes = 1 << 18;

    readonly ReplacementFile file;
    readonly Stream plain;
    readonly bool packs;

    ByteSink(string path, ReplacementFile file, Stream plain, bool packs)
    {
        Path = path;
        this.file = file;
        this.plain = plain;
        this.packs = packs;
    }

    /// <summary>As the caller gave it.</summary>
    public string Path { get; }

    /// <summary>Bytes so far.</summary>
    public long Position { get; private set; }

    /// <summary>Whether something went wrong: the file is not to be completed.</summary>
    public bool Failed { get; private set; }

    /// <param name="path">With .gz at its end the file is compressed.</param>
    /// <param name="through">What stands between the writer and the disk; tests put failures there.</param>
    /// <exception cref="FitsException">The file cannot be created.</exception>
    public static ByteSink Create(string path, Func<Stream, Stream>? through)
    {
        bool packs = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        ReplacementFile? file = null;
        try
        {
            string full = System.IO.Path.GetFullPath(path);
            file = ReplacementFile.Create(full);
            Stream plain = packs ? ReplacementFile.CreateNameless(full) : file.Stream;
            return new ByteSink(path, file, through is null ? plain : through(plain), packs);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            file?.Dispose();
            throw FitsError.CannotWrite(path, exception);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            plain.Write(bytes);
            Position += bytes.Length;
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            throw Failure(exception);
        }
    }

    /// <summary>Writes anew what stands at an offset, and goes back to the end.</summary>
    public void Overwrite(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            plain.Position = offset;
            plain.Write(bytes);
            plain.Position = Position;
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            throw Failure(exception);
        }
    }

    /// <summary>Packs the file if it is to be compressed, waits for the disk, and gives it its name.</summary>
    public void Commit(CancellationToken stop)
    {
        try
        {
            if (packs)
            {
                Pack(stop);
            }

            stop.ThrowIfCancellationRequested();
            file.Commit();
        }
        catch (Exception exception) when (IsOfTheDisk(exception))
        {
            throw Failure(exception);
        }
    }

    public void Dispose()
    {
        if (packs)
        {
            plain.Dispose();
        }

        file.Dispose();
    }

    void Pack(CancellationToken stop)
    {
        plain.Position = 0;
        byte[] chunk = GC.AllocateUninitializedArray<byte>(ChunkBytes);
        using GZipStream packed = new(file.Stream, CompressionLevel.Optimal, leaveOpen: true);
        for (int read; (read = plain.Read(chunk)) > 0;)
        {
            stop.ThrowIfCancellationRequested();
            packed.Write(chunk.AsSpan(0, read));
        }
    }

    /// <summary>A file that its file system has no room for the length of is an argument out of range to the base library.</summary>
    static bool IsOfTheDisk(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    FitsException Failure(Exception cause)
    {
        Failed = true;
        return FitsError.CannotWrite(Path, cause);
    }
}
