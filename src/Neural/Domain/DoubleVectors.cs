using System.Runtime.Intrinsics;

namespace Astra.Neural;

/// <summary>Sums over vectors of doubles in lanes of a fixed number, so that they have the same order on every machine.</summary>
static class DoubleVectors
{
    /// <summary>The inner product. Sixteen lanes, so that no addition waits for the last.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int width = Vector256<double>.Count;
        Vector256<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= a.Length - 4 * width; i += 4 * width)
        {
            sum0 += Vector256.Create(a[i..]) * Vector256.Create(b[i..]);
            sum1 += Vector256.Create(a[(i + width)..]) * Vector256.Create(b[(i + width)..]);
            sum2 += Vector256.Create(a[(i + 2 * width)..]) * Vector256.Create(b[(i + 2 * width)..]);
            sum3 += Vector256.Create(a[(i + 3 * width)..]) * Vector256.Create(b[(i + 3 * width)..]);
        }

        double sum = Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Adds a multiple of a vector to another.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> values, double factor)
    {
        int i = 0;
        for (; i <= target.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            (Vector256.Create<double>(target[i..]) + factor * Vector256.Create(values[i..])).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] += factor * values[i];
        }
    }
}
