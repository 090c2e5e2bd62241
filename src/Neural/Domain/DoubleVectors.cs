using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Astra.Neural;

/// <summary>Sums over vectors of doubles in lanes of a fixed number, so that they have the same order on every machine.</summary>
static class DoubleVectors
{
    /// <summary>The inner product. Sixteen lanes, so that no addition waits for the last.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ref double aFirst = ref MemoryMarshal.GetReference(a);
        ref double bFirst = ref MemoryMarshal.GetReference(b[..a.Length]);
        int width = Vector256<double>.Count;
        Vector256<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= a.Length - 4 * width; i += 4 * width)
        {
            sum0 += Vector256.LoadUnsafe(ref aFirst, (nuint)i) * Vector256.LoadUnsafe(ref bFirst, (nuint)i);
            sum1 += Vector256.LoadUnsafe(ref aFirst, (nuint)(i + width)) * Vector256.LoadUnsafe(ref bFirst, (nuint)(i + width));
            sum2 += Vector256.LoadUnsafe(ref aFirst, (nuint)(i + 2 * width)) * Vector256.LoadUnsafe(ref bFirst, (nuint)(i + 2 * width));
            sum3 += Vector256.LoadUnsafe(ref aFirst, (nuint)(i + 3 * width)) * Vector256.LoadUnsafe(ref bFirst, (nuint)(i + 3 * width));
        }

        double sum = Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>The inner product, the same to the last bit as that of the doubles that the floats are.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<double> b)
    {
        ref float aFirst = ref MemoryMarshal.GetReference(a);
        ref double bFirst = ref MemoryMarshal.GetReference(b[..a.Length]);
        int width = Vector256<double>.Count;
        Vector256<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= a.Length - 4 * width; i += 4 * width)
        {
            (Vector256<double> lower0, Vector256<double> upper0) = Vector256.Widen(Vector256.LoadUnsafe(ref aFirst, (nuint)i));
            (Vector256<double> lower1, Vector256<double> upper1) = Vector256.Widen(Vector256.LoadUnsafe(ref aFirst, (nuint)(i + 2 * width)));
            sum0 += lower0 * Vector256.LoadUnsafe(ref bFirst, (nuint)i);
            sum1 += upper0 * Vector256.LoadUnsafe(ref bFirst, (nuint)(i + width));
            sum2 += lower1 * Vector256.LoadUnsafe(ref bFirst, (nuint)(i + 2 * width));
            sum3 += upper1 * Vector256.LoadUnsafe(ref bFirst, (nuint)(i + 3 * width));
        }

        double sum = Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Adds a multiple of a vector to another.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<float> values, double factor)
    {
        int i = 0;
        for (; i <= target.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Span<double> low = target[i..], high = target[(i + Vector256<double>.Count)..];
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.Create(values[i..]));
            (Vector256.Create<double>(low) + factor * lower).CopyTo(low);
            (Vector256.Create<double>(high) + factor * upper).CopyTo(high);
        }

        for (; i < target.Length; i++)
        {
            target[i] += factor * values[i];
        }
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
