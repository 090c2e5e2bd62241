using Microsoft.Win32.SafeHandles;

namespace Astra.Fits;

/// <summary>The bytes of one open file, read by position: no position to share, no buffer in between.</summary>
sealed class ByteSource(string path, SafeFileHandle handle, long length) : IDisposable
{
    /// <summary>The path that the caller opened; of a compressed file, the compressed one.</summary>
    public string Path => path;

    public long Length => length;

    /// <summary>
    /// Fills <paramref name="destination"/> from <paramref name="offset"/>, which the caller has checked against <see cref="Length"/>.
    /// </summary>
    /// <exception cref="FitsException">The system cannot read, or the file has become shorter since it was opened.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        try
        {
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(handle, destination, offset);
                if (read == 0)
                {
                    throw FitsError.FileBecameShorter(path, offset, length);
                }

                destination = destination[read..];
                offset += read;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FitsError.CannotRead(path, offset, exception);
        }
    }

    public void Dispose() => handle.Dispose();
}
