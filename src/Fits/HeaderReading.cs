using System.Buffers;
using System.Runtime.InteropServices;

namespace Astra.Fits;

/// <summary>Reads the header that starts at a byte: up to its END card, and no further than the limit.</summary>
static class HeaderReading
{
    /// <summary>The block of FITS: headers and data units are padded to a multiple of it.</summary>
    public const int BlockBytes = 2880;

    /// <summary>
    /// 36,000 cards. The largest legitimate headers describe tables of 999 columns with a dozen cards each; what is longer has lost its END.
    /// </summary>
    public const int MaxHeaderBytes = 1000 * BlockBytes;

    /// <summary>Holds the 100 to 130 cards of an apStar primary header, so that one read does.</summary>
    const int FirstReadBytes = 4 * BlockBytes;

    static readonly ulong EndKeyword = MemoryMarshal.Read<ulong>("END     "u8);
    static readonly ulong ExtensionKeyword = MemoryMarshal.Read<ulong>("XTENSION"u8);

    /// <summary>The header, and where the data unit starts: the next block after END.</summary>
    /// <exception cref="FitsException">There is no END before the next HDU, before the end of the file, or within <see cref="MaxHeaderBytes"/>.</exception>
    public static FitsHeader Read(ByteSource source, HduPlace place, long offset, out long dataOffset)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstReadBytes);
        try
        {
            int filled = 0;
            int card = 0;
            while (true)
            {
                long left = Math.Min(source.Length - offset, MaxHeaderBytes) - filled;
                if (left <= 0)
                {
                    throw filled == MaxHeaderBytes
                        ? FitsError.HeaderTooLong(place, offset)
                        : FitsError.HeaderWithoutEnd(place, offset, source.Length);
                }

                int more = (int)Math.Min(left, Math.Max(filled, FirstReadBytes));
                if (filled + more > buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(filled + more);
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                source.Read(buffer.AsSpan(filled, more), offset + filled);
                filled += more;
                for (; card + CardSyntax.CardBytes <= filled; card += CardSyntax.CardBytes)
                {
                    ulong keyword = MemoryMarshal.Read<ulong>(buffer.AsSpan(card));
                    if (keyword == EndKeyword)
                    {
                        dataOffset = offset + Padded(card + CardSyntax.CardBytes);
                        return new FitsHeader(place, buffer[..card]);
                    }

                    // The header of the next HDU starts here: without this, a lost END would join the two into one.
                    if (keyword == ExtensionKeyword && card > 0 && card % BlockBytes == 0)
                    {
                        throw FitsError.HeaderRunsIntoNext(place, offset, offset + card);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The length with its padding.</summary>
    public static long Padded(long length) => (length + BlockBytes - 1) / BlockBytes * BlockBytes;
}
