using System.Buffers;
using System.Runtime.Intrinsics;

namespace Astra.Neural;

/// <summary>
/// The directions in which the features of a training set vary, and two distances of a sample: along them (Mahalanobis 1936: √Σ z²/λ over the
/// principal components z of the standardised features, with variances λ) and across them (the Euclidean norm of what is left; 0 where there are as
/// many directions as features).
/// </summary>
sealed class DomainSpace
{
    /// <summary>The variance, as a share of the largest, below which a direction holds nothing but what single precision rounds.</summary>
    public const double SmallestVariance = 1e-8;

    readonly double[] mean;
    readonly double[] scale;
    readonly double[] directions;
    readonly double[] variances;

    /// <param name="mean">The mean of each feature.</param>
    /// <param name="scale">The unit of each feature, positive.</param>
    /// <param name="directions">Orthonormal rows of as many numbers as there are features.</param>
    /// <param name="variances">The variance along each direction, positive.</param>
    public DomainSpace(float[] mean, float[] scale, float[] directions, float[] variances)
    {
        // Held as doubles, but with the values of the file, so that a measure that was stored and read gives the same distances.
        (this.mean, this.scale, this.directions, this.variances) = (Doubles(mean), Doubles(scale), Doubles(directions), Doubles(variances));
    }

    /// <summary>Features of a sample.</summary>
    public int Size => mean.Length;

    /// <summary>Directions that are kept.</summary>
    public int Rank => variances.Length;

    public ReadOnlySpan<double> Mean => mean;

    public ReadOnlySpan<double> Scale => scale;

    public ReadOnlySpan<double> Directions => directions;

    public ReadOnlySpan<double> Variances => variances;

    /// <summary>The two distances of a sample; infinite where a feature is not finite.</summary>
    public (double Along, double Across) Distances(ReadOnlySpan<float> features)
    {
        if (features.Length != Size)
        {
            throw new ArgumentException($"The domain has {Size} features, and {features.Length} are given.", nameof(features));
        }

        if (features.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            return (double.PositiveInfinity, double.PositiveInfinity);
        }

        double[] room = ArrayPool<double>.Shared.Rent(Size);
        Span<double> rest = room.AsSpan(0, Size);
        for (int i = 0; i < Size; i++)
        {
            rest[i] = (features[i] - mean[i]) / scale[i];
        }

        double along = 0;
        for (int k = 0; k < Rank; k++)
        {
            // Taken from what the directions before have left: the same as from the whole for orthogonal directions, and better where they are
            // rounded. Where there is a direction for every feature, nothing can be left.
            ReadOnlySpan<double> direction = directions.AsSpan(k * Size, Size);
            double component = Dot(direction, rest);
            along += component * component / variances[k];
            if (Rank < Size)
            {
                Subtract(rest, direction, component);
            }
        }

        double across = Rank < Size ? Dot(rest, rest) : 0;
        ArrayPool<double>.Shared.Return(room);
        return (Math.Sqrt(along), Math.Sqrt(across));
    }

    /// <summary>Lanes of a fixed number, so that a sum has the same order on every machine; sixteen, so that no addition waits for the
    /// last.</summary>
    static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
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

    static void Subtract(Span<double> target, ReadOnlySpan<double> direction, double component)
    {
        int i = 0;
        for (; i <= target.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            (Vector256.Create<double>(target[i..]) - component * Vector256.Create(direction[i..])).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] -= component * direction[i];
        }
    }

    static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}
