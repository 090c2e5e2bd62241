using System.Buffers;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Astra.Fits;

/// <summary>
/// Unpacks a gzip file into a temporary file without a name: random access needs the plain bytes, memory stays bounded, and
/// nothing is left behind even when the process is killed.
/// </summary>
static class GzipUnpacking
{
    const int ChunkBytes = 1 << 16;

    /// <exception cref="FitsException">Not gzip, damaged, no FITS inside, larger than the limit, or no space for it.</exception>
    public static ByteSource Unpack(string path, SafeFileHandle packed, long maxUnpackedBytes)
    {
        SafeFileHandle? unpacked = null;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            unpacked = CreateNamelessFile();
            using FileStream stream = new(packed, FileAccess.Read, bufferSize: 0);
            using GZipStream plain = new(stream, CompressionMode.Decompress);
            long length = 0;
            for (int read; (read = plain.ReadAtLeast(chunk, ChunkBytes, throwOnEndOfStream: false)) > 0; length += read)
            {
                if (length == 0 && !FitsFile.StartsLikeFits(chunk.AsSpan(0, read)))
                {
                    throw FitsError.NotFits(path, chunk.AsSpan(0, read), insideGzip: true);
                }

                if (length + read > maxUnpackedBytes)
                {
                    throw FitsError.UnpacksTooLarge(path, maxUnpackedBytes);
                }

                RandomAccess.Write(unpacked, chunk.AsSpan(0, read), length);
            }

            if (length == 0)
            {
                throw FitsError.Empty(path);
            }

            return new ByteSource(path, unpacked, length);
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
}
