using System.Buffers;

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
            double component = DoubleVectors.Dot(direction, rest);
            along += component * component / variances[k];
            if (Rank < Size)
            {
                DoubleVectors.AddScaled(rest, direction, -component);
            }
        }

        double across = Rank < Size ? DoubleVectors.Dot(rest, rest) : 0;
        ArrayPool<double>.Shared.Return(room);
        return (Math.Sqrt(along), Math.Sqrt(across));
    }

    static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}
