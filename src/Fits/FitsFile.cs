using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Astra.Fits;

/// <summary>An open FITS file: its HDUs, found one after the other as they are asked for, and read only where they are asked to be.</summary>
/// <remarks>
/// <para>Opening reads the primary header and nothing else. HDU n is found by reading the n headers before it, never their data.</para>
/// <para>A file compressed with gzip, known by its content, is unpacked into a temporary file that has no name and vanishes with the handle.</para>
/// <para>Limits, so that a damaged file costs neither time nor memory: a header of 36,000 cards (2,880,000 bytes), 512 MiB for the array of one table
/// cell, rows of
/// 1 MiB in ASCII tables, <see cref="DefaultMaxUnpackedBytes"/> for what a compressed file unpacks to.</para>
/// <para>One thread at a time may use a file and its HDUs.</para>
/// <para>Bytes after the last HDU that do not start an extension (special records, garbage) are ignored, and so is missing padding at the end.</para>
/// </remarks>
public sealed class FitsFile : IDisposable
{
    /// <summary>How large a compressed file may become unless the caller says otherwise: 1 GiB.</summary>
    public const long DefaultMaxUnpackedBytes = 1L << 30;

    const int SignatureBytes = 16;

    /// <summary>RFC 1952, section 2.3.1.</summary>
    static readonly byte[] GzipSignature = [0x1F, 0x8B];

    readonly ByteSource source;
    readonly List<Hdu> found;
    bool foundAll;

    FitsFile(ByteSource source)
    {
        this.source = source;
        found = [Hdu.Read(source, 0, 0)];
    }

    /// <summary>The path as it was given to <see cref="Open(string)"/>.</summary>
    public string Path => source.Path;

    /// <summary>HDU 0.</summary>
    public Hdu Primary => found[0];

    /// <summary>All HDUs in order, each read when the enumeration reaches it.</summary>
    /// <exception cref="FitsException">While enumerating: the file is damaged where the next HDU should be.</exception>
    public IEnumerable<Hdu> Hdus
    {
        get
        {
            for (int index = 0; TryGetHdu(index, out Hdu? hdu); index++)
            {
                yield return hdu;
            }
        }
    }

    /// <summary>An HDU by its index; the primary HDU is 0.</summary>
    /// <exception cref="FitsException">The file has no such HDU, or is damaged before or in its header.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public Hdu this[int index] => TryGetHdu(index, out Hdu? hdu)
        ? hdu
        : throw FitsError.NoSuchHdu(Path, index, found.Count, found[^1].NextOffset, source.Length);

    /// <summary>Opens a file, plain or gzip, and reads its primary header.</summary>
    /// <param name="path">Any name: the content decides.</param>
    /// <exception cref="FitsException">The file is missing, cannot be read, is no FITS file, has a damaged primary header, or is compressed and
    /// unpacks to more
    /// than <see cref="DefaultMaxUnpackedBytes"/>.</exception>
    public static FitsFile Open(string path) => Open(path, DefaultMaxUnpackedBytes);

    /// <summary>As <see cref="Open(string)"/>, with another limit for compressed files.</summary>
    /// <param name="path">Any name: the content decides.</param>
    /// <param name="maxUnpackedBytes">How many bytes a compressed file may unpack to. The folder for temporary files must have room for them.</param>
    /// <exception cref="FitsException">As for <see cref="Open(string)"/>.</exception>
    public static FitsFile Open(string path, long maxUnpackedBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ByteSource source = OpenSource(path, maxUnpackedBytes);
        try
        {
            return new FitsFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Finds an HDU by its index; false when the file ends before it.</summary>
    /// <exception cref="FitsException">The file is damaged before the HDU or in its header.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public bool TryGetHdu(int index, [NotNullWhen(true)] out Hdu? hdu)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        while (found.Count <= index && !foundAll)
        {
            if (ExtensionFollows(found[^1]))
            {
                found.Add(Hdu.Read(source, found.Count, found[^1].NextOffset));
            }
            else
            {
                foundAll = true;
            }
        }

        hdu = index < found.Count ? found[index] : null;
        return hdu is not null;
    }

    /// <summary>The first HDU with this EXTNAME, in any case; null when there is none.</summary>
    /// <exception cref="FitsException">The file is damaged before such an HDU.</exception>
    public Hdu? Find(string extName) => Hdus.FirstOrDefault(hdu => string.Equals(hdu.Name, extName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The image of an HDU.</summary>
    /// <exception cref="FitsException">The file has no such HDU, or it is no image.</exception>
    public ImageHdu Image(int index) => this[index] is ImageHdu image ? image : throw this[index].IsNo("an image");

    /// <summary>The table of an HDU, binary or ASCII.</summary>
    /// <exception cref="FitsException">The file has no such HDU, or it is no table.</exception>
    public TableHdu Table(int index) => this[index] is TableHdu table ? table : throw this[index].IsNo("a table");

    /// <summary>Closes the file.</summary>
    public void Dispose() => source.Dispose();

    /// <summary>Whether bytes can be the start of a FITS file.</summary>
    internal static bool StartsLikeFits(ReadOnlySpan<byte> start) => start.StartsWith("SIMPLE  ="u8);

    static ByteSource OpenSource(string path, long maxUnpackedBytes)
    {
        SafeFileHandle? handle = null;
        try
        {
            // Whoever else reads, writes or deletes the file may go on doing so.
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(handle);
            Span<byte> start = stackalloc byte[SignatureBytes];
            start = start[..RandomAccess.Read(handle, start, 0)];
            if (start.StartsWith(GzipSignature))
            {
                using SafeFileHandle packed = handle;
                return GzipUnpacking.Unpack(path, packed, maxUnpackedBytes);
            }

            return StartsLikeFits(start) ? new ByteSource(path, handle, length)
                : throw (start.IsEmpty ? FitsError.Empty(path) : FitsError.NotFits(path, start, insideGzip: false));
        }
        catch (Exception exception)
        {
            handle?.Dispose();
            if (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                throw FitsError.CannotOpen(path, exception);
            }

            throw;
        }
    }

    bool ExtensionFollows(Hdu last)
    {
        long left = source.Length - last.NextOffset;
        if (left <= 0)
        {
            last.RequireWholeDataUnit();
            return false;
        }

        ReadOnlySpan<byte> expected = "XTENSION"u8;
        Span<byte> start = stackalloc byte[expected.Length];
        start = start[..(int)Math.Min(left, start.Length)];
        source.Read(start, last.NextOffset);

        // Fewer bytes than a keyword are a header that the end of the file cuts off, if they can be that at all.
        return expected.StartsWith(start);
    }
}
