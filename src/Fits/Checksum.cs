using System.Buffers;
using System.Runtime.InteropServices;

namespace Astra.Fits;

/// <summary>The 32-bit ones' complement sum of CHECKSUM and DATASUM (FITS standard 4.0, appendix J).</summary>
static class Checksum
{
    /// <summary>The sum of a whole HDU with a correct CHECKSUM: minus zero.</summary>
    public const uint OfWholeHdu = uint.MaxValue;

    /// <summary>A multiple of 4, and small enough that the sum of one chunk's words cannot overflow 64 bits.</summary>
    const int ChunkBytes = 1 << 16;

    /// <summary>The sum of the bytes from <paramref name="offset"/>; what the end of the file cuts off (padding) counts as zeros.</summary>
    public static uint Sum(ByteSource source, long offset, long bytes)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            ulong sum = 0;
            for (long end = Math.Min(offset + bytes, source.Length); offset < end; offset += ChunkBytes)
            {
                int length = (int)Math.Min(ChunkBytes, end - offset);
                int wholeWords = (length + 3) & ~3;
                source.Read(chunk.AsSpan(0, length), offset);
                chunk.AsSpan(length, wholeWords - length).Clear();
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(chunk.AsSpan(0, wholeWords));
                NumberConversion.FromBigEndian(words);
                foreach (uint word in words)
                {
                    sum += word;
                }

                sum = Folded(sum);
            }

            return (uint)Folded(sum);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Adds the carries back in, twice: the first addition can carry once more.</summary>
    static ulong Folded(ulong sum)
    {
        sum = (sum & uint.MaxValue) + (sum >> 32);
        return (sum & uint.MaxValue) + (sum >> 32);
    }
}
