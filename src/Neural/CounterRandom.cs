namespace Astra.Neural;

/// <summary>
/// Random numbers by place instead of by order: the number at an index of a stream is a hash of the stream's key and the index. A stream belongs to one
/// layer, one pass and one sample, so draws do not depend on the batch, the thread count or the order of work, and backward passes make them again
/// instead of keeping them.
/// </summary>
internal static class CounterRandom
{
    /// <summary>Two rounds of multiply and shift; the constants are those with the least bias that C. Wellons' search for 32-bit hashes found (hash-prospector).</summary>
    public const uint Multiplier1 = 0x21f0aaad;
    public const uint Multiplier2 = 0x735a2d97;

    /// <summary>2^32 over the golden ratio, which spreads consecutive indices over the range (Weyl sequence).</summary>
    public const uint Step = 0x9e3779b9;

    /// <summary>The key of one pass over one sample.</summary>
    public static ulong RowKey(ulong sampleSeed, int pass) => Mix(sampleSeed + Mix((ulong)pass + 1));

    /// <summary>The key of one layer's draws within a row.</summary>
    public static ulong StreamKey(ulong rowKey, int stream) => Mix(rowKey ^ Mix(0x5851f42d4c957f2dUL + (ulong)stream));

    /// <summary>The number at an index of a stream, uniform over all of uint.</summary>
    public static uint At(uint index, ulong streamKey)
    {
        uint x = index * Step + (uint)streamKey;
        x ^= x >> 16;
        x *= Multiplier1;
        x ^= x >> 15;
        x += (uint)(streamKey >> 32);
        x *= Multiplier2;
        return x ^ (x >> 15);
    }

    /// <summary>A draw from the standard normal distribution at an index of a stream (Box and Muller 1958).</summary>
    public static float NormalAt(uint index, ulong streamKey)
    {
        double radius = Math.Sqrt(-2 * Math.Log((At(2 * index, streamKey) + 1.0) / 4294967296.0));
        return (float)(radius * Math.Cos(2 * Math.PI * At(2 * index + 1, streamKey) / 4294967296.0));
    }

    /// <summary>The output function of SplitMix64 (Steele, Lea and Flood 2014).</summary>
    public static ulong Mix(ulong x)
    {
        x += 0x9e3779b97f4a7c15UL;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9UL;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebUL;
        return x ^ (x >> 31);
    }
}
