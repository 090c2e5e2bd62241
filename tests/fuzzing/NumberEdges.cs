using System.Buffers.Binary;
using System.Globalization;

namespace Astra.Fuzzing;

/// <summary>Numbers at which readers go wrong.</summary>
static class NumberEdges
{
    static readonly long[] Whole =
    [
        0, 1, -1, 2, 3, 7, 8, 9, 16, 32, 64, -32, -64, 80, 127, 128, 255, 256, 999, 1000, 2879, 2880, 2881, 8575, 32_767, 32_768, 65_535, 65_536, 1 << 20, (1 << 24) + 1, 1 << 28,
        int.MaxValue - 1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, (1L << 53) + 1, 1L << 60, (1L << 60) + 1, 1L << 62, long.MaxValue - 1, long.MaxValue, long.MinValue, int.MinValue, -2, -2880,
    ];

    static readonly string[] Other =
    [
        "1E400", "-1E400", "1e-400", "NaN", "nan", "Infinity", "-Infinity", "1.5", "0.1D3", "-0", "+5", "1e18", "9223372036854775808", "18446744073709551616",
        "340282366920938463463374607431768211456", "1e", "0x10", "1_000", "--1", "", "T", "F", "null", "00000000000000000001", "1e2147483648",
    ];

    /// <summary>A number as text stands for it, or what looks like one.</summary>
    public static string Text(MutationRandom random) =>
        random.OneIn(4) ? random.Pick(Other) : random.Pick(Whole).ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static long Number(MutationRandom random) => random.OneIn(4) ? (long)random.Bits() : random.Pick(Whole);

    /// <summary>Writes one over some bytes, in 1, 2, 4 or 8 of them, in either order.</summary>
    public static void Write(Span<byte> destination, MutationRandom random)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        long number = Number(random);
        int width = 1 << random.Below(4);
        if (random.OneIn(2))
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            bytes = bytes[..width];
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            bytes = bytes[^width..];
        }

        bytes[..Math.Min(width, destination.Length)].CopyTo(destination);
    }
}
