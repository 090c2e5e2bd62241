using System.Buffers;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Astra.Fits;

/// <summary>
/// Unpacks a gzip file into a temporary file without a name: random access needs the plain bytes, memory stays bounded, and
/// nothing is left behind even when the process is killed.
/// </summary>
/// <remarks>
/// The base library takes packed data that are cut off for data that end there. A last gzip member with a mark is put behind the file, therefore: it
/// comes out
/// at the end only when everything before it was whole.
/// </remarks>
static class GzipUnpacking
{
    const int ChunkBytes = 1 << 16;

    static readonly byte[] PackedMark = Pack(Mark);

    static ReadOnlySpan<byte> Mark => "the end of the packed file"u8;

    /// <exception cref="FitsException">Not gzip, damaged, no FITS inside, larger than the limit, or no space for it.</exception>
    public static ByteSource Unpack(string path, SafeFileHandle packed, long maxUnpackedBytes)
    {
        SafeFileHandle? unpacked = null;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            unpacked = CreateNamelessFile();
            using GZipStream plain = new(new MarkedStream(packed), CompressionMode.Decompress);
            long length = 0;
            for (int read; (read = plain.ReadAtLeast(chunk.AsSpan(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false)) > 0; length += read)
            {
                Span<byte> bytes = chunk.AsSpan(0, read);
                if (length == 0 && !FitsFile.StartsLikeFits(bytes) && !bytes.SequenceEqual(Mark))
                {
                    throw FitsError.NotFits(path, bytes, insideGzip: true);
                }

                if (length + read - Mark.Length > maxUnpackedBytes)
                {
                    throw FitsError.UnpacksTooLarge(path, maxUnpackedBytes);
                }

                RandomAccess.Write(unpacked, bytes, length);
            }

            length -= Mark.Length;
            Span<byte> end = chunk.AsSpan(0, Mark.Length);
            if (length < 0 || RandomAccess.Read(unpacked, end, length) < end.Length || !end.SequenceEqual(Mark))
            {
                throw FitsError.PackedCutOff(path);
            }

            return length > 0 ? new ByteSource(path, unpacked, length) : throw FitsError.Empty(path);
        }
        catch (Exception exception)
        {
            unpacked?.Dispose();
            if (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                throw FitsError.CannotUnpack(path, exception);
            }

            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    static SafeFileHandle CreateNamelessFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"astra-fits-{Guid.NewGuid():N}");
        FileOptions deletion = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, deletion);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return handle;
    }

    static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    /// <summary>The file, and the packed mark behind it.</summary>
    sealed class MarkedStream(SafeFileHandle packed) : Stream
    {
        readonly long length = RandomAccess.GetLength(packed);
        long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int read;
            if (position < length)
            {
                read = RandomAccess.Read(packed, buffer, position);
                read = read > 0 ? read : throw new EndOfStreamException("The file has become shorter.");
            }
            else
            {
                ReadOnlySpan<byte> rest = PackedMark.AsSpan((int)Math.Min(position - length, PackedMark.Length));
                read = Math.Min(rest.Length, buffer.Length);
                rest[..read].CopyTo(buffer);
            }

            position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
