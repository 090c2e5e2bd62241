using System.Buffers;
using System.Buffers.Binary;
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

    /// <summary>Adds bytes, a multiple of 8 of them, to a sum whose carries are not yet folded in; <see cref="Sum(ulong)"/> does that.</summary>
    public static ulong Add(ulong sum, ReadOnlySpan<byte> bytes)
    {
        // Folded before each chunk, the sum cannot overflow within it.
        sum = Folded(sum);
        for (; bytes.Length > ChunkBytes; bytes = bytes[ChunkBytes..])
        {
            sum = Folded(AddWords(sum, bytes[..ChunkBytes]));
        }

        return AddWords(sum, bytes);
    }

    /// <summary>The sum with its carries folded in.</summary>
    public static uint Sum(ulong sum) => (uint)Folded(sum);

    /// <summary>Writes a sum as the 16 letters and digits that, in place, add up to it (FITS standard 4.0, appendix J).</summary>
    /// <param name="sum">The complement of the HDU's sum.</param>
    /// <param name="destination">16 bytes, the first of them the last byte of a 32-bit word: it takes the last of the letters.</param>
    public static void Encode(uint sum, Span<byte> destination)
    {
        Span<int> letters = stackalloc int[4];
        for (int place = 0; place < 4; place++)
        {
            int value = (int)(sum >> (24 - (8 * place))) & 0xFF;
            letters.Fill((value / 4) + '0');
            letters[0] += value % 4;

            // Two letters of a place may trade value with each other until none of the four is punctuation.
            for (bool changed = true; changed;)
            {
                changed = false;
                for (int pair = 0; pair < 4; pair += 2)
                {
                    if (IsPunctuation(letters[pair]) || IsPunctuation(letters[pair + 1]))
                    {
                        letters[pair]++;
                        letters[pair + 1]--;
                        changed = true;
                    }
                }
            }

            for (int word = 0; word < 4; word++)
            {
                destination[((4 * word) + place + 1) % destination.Length] = (byte)letters[word];
            }
        }
    }

    static bool IsPunctuation(int letter) => letter is (> '9' and < 'A') or (> 'Z' and < 'a');

    static ulong AddWords(ulong sum, ReadOnlySpan<byte> bytes)
    {
        foreach (ulong two in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            ulong words = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(two) : two;
            sum += (words >> 32) + (words & uint.MaxValue);
        }

        return sum;
    }

    /// <summary>Adds the carries back in, twice: the first addition can carry once more.</summary>
    static ulong Folded(ulong sum)
    {
        sum = (sum & uint.MaxValue) + (sum >> 32);
        return (sum & uint.MaxValue) + (sum >> 32);
    }
}
