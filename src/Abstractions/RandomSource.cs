using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Astra;

/// <summary>
/// A seeded generator of random numbers whose sequence is fixed for good, unlike that of <see cref="Random"/>: xoshiro256** (Blackman and Vigna
/// 2021, ACM Trans. Math. Softw. 47, 36), seeded through SHA-256. Not safe for several threads.
/// </summary>
public sealed class RandomSource
{
    ulong s0;
    ulong s1;
    ulong s2;
    ulong s3;
    double spare = double.NaN;

    RandomSource(ReadOnlySpan<byte> seed)
    {
        s0 = BinaryPrimitives.ReadUInt64LittleEndian(seed);
        s1 = BinaryPrimitives.ReadUInt64LittleEndian(seed[8..]);
        s2 = BinaryPrimitives.ReadUInt64LittleEndian(seed[16..]);
        s3 = BinaryPrimitives.ReadUInt64LittleEndian(seed[24..]);
    }

    /// <summary>A generator for a name: equal names give equal sequences.</summary>
    /// <param name="name">Any text.</param>
    public static RandomSource FromName(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number drawn evenly from 0 (included) to 1 (excluded), with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number drawn from the normal distribution with mean 0 and standard deviation 1 (Box and Muller 1958).</summary>
    public double NextGaussian()
    {
        if (!double.IsNaN(spare))
        {
            double second = spare;
            spare = double.NaN;
            return second;
        }

        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * NextDouble());
        spare = radius * sin;
        return radius * cos;
    }
}
