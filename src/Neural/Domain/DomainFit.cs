using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Astra.Neural;

/// <summary>
/// Learns where the features of the training set lie: their mean and covariance, gathered sample by sample in double precision, and from these the
/// directions in which they vary. The next steps are <see cref="DomainCalibration"/> and <see cref="DomainMeasure"/>.
/// </summary>
public sealed class DomainFit
{
    readonly int size;
    readonly double[] origin;
    readonly double[] sum;
    readonly double[] products;
    readonly double[] difference;

    /// <summary>Begins a fit.</summary>
    /// <param name="size">Features of a sample.</param>
    public DomainFit(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        this.size = size;
        origin = new double[size];
        sum = new double[size];
        products = new double[checked(size * size)];
        difference = new double[size];
    }

    /// <summary>Samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>Adds samples of the training set.</summary>
    /// <param name="features">The features of one sample after another.</param>
    /// <exception cref="ArgumentException">A feature is not finite, or the last sample is not whole.</exception>
    public void Add(ReadOnlySpan<float> features)
    {
        if (features.Length % size != 0)
        {
            throw new ArgumentException($"{features.Length} features are not whole samples of {size}.", nameof(features));
        }

        int bad = features.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"Feature {bad % size} of training sample {Count + bad / size} is not finite: leave such samples out.", nameof(features));
        }

        for (; !features.IsEmpty; features = features[size..])
        {
            AddOne(features[..size]);
        }
    }

    /// <summary>Finds the directions in which the training set varies.</summary>
    /// <param name="explained">The share of the variance of the standardised features that the directions must hold; the rest is taken together as
    /// what is left of them.</param>
    /// <param name="samplesPerDirection">Samples that a direction must be learned from: of N samples, no more than N divided by this are kept. A
    /// variance that is learned from fewer is too small where it is small, and everything new looks far away along it.</param>
    /// <returns>The directions, to be calibrated on samples that were not trained on.</returns>
    /// <exception cref="InvalidOperationException">There are fewer than two samples, or all of them are the same.</exception>
    public DomainCalibration ToCalibration(double explained = 0.9999, double samplesPerDirection = 10)
    {
        if (Count < 2)
        {
            throw new InvalidOperationException($"The domain of a network cannot be learned from {Count} samples.");
        }

        double[] mean = new double[size];
        double[] deviation = new double[size];
        for (int i = 0; i < size; i++)
        {
            double offset = sum[i] / Count;
            mean[i] = origin[i] + offset;
            deviation[i] = Math.Sqrt(Math.Max(0, (products[i * size + i] - Count * offset * offset) / (Count - 1)));
        }

        double[] scale = Scales(mean, deviation);
        Matrix<double> correlation = Matrix<double>.Build.Dense(size, size, (i, j) =>
        {
            double product = products[Math.Min(i, j) * size + Math.Max(i, j)];
            return (product - sum[i] * sum[j] / Count) / (Count - 1) / (scale[i] * scale[j]);
        });
        Evd<double> eigen = correlation.Evd(Symmetricity.Symmetric);
        int[] largestFirst = [.. Enumerable.Range(0, size).OrderByDescending(i => eigen.EigenValues[i].Real)];
        double[] variances = [.. largestFirst.Select(i => Math.Max(0, eigen.EigenValues[i].Real))];

        int kept = DirectionsToKeep(variances, explained, Math.Max(1, (int)Math.Min(size, Count / samplesPerDirection)));
        float[] directions = new float[kept * size];
        for (int k = 0; k < kept; k++)
        {
            for (int i = 0; i < size; i++)
            {
                directions[k * size + i] = (float)eigen.EigenVectors[i, largestFirst[k]];
            }
        }

        return new DomainCalibration(new DomainSpace(Singles(mean), Singles(scale), directions, Singles(variances.AsSpan(0, kept))), Count);
    }

    void AddOne(ReadOnlySpan<float> sample)
    {
        if (Count == 0)
        {
            // Sums of differences from a point among the samples lose no digits where a feature is large and varies little.
            for (int i = 0; i < size; i++)
            {
                origin[i] = sample[i];
            }
        }

        Count++;
        for (int i = 0; i < size; i++)
        {
            difference[i] = sample[i] - origin[i];
            sum[i] += difference[i];
        }

        for (int i = 0; i < size; i++)
        {
            if (difference[i] != 0)
            {
                DoubleVectors.AddScaled(products.AsSpan(i * size + i, size - i), difference.AsSpan(i), difference[i]);
            }
        }
    }

    /// <summary>The standard deviation of each feature; for one that never varied, that of the others (root mean square), since a layer's features
    /// are of one kind: such a feature has no scale of its own, and that it varies now is news.</summary>
    static double[] Scales(double[] mean, double[] deviation)
    {
        // What single precision makes of a constant does not count as variation.
        bool Varies(int i) => deviation[i] > 1e-6 * Math.Abs(mean[i]) && deviation[i] > float.Epsilon;
        int[] varying = [.. Enumerable.Range(0, mean.Length).Where(Varies)];
        if (varying.Length == 0)
        {
            throw new InvalidOperationException("The domain of a network cannot be learned: all training samples have the same features.");
        }

        double typical = Math.Sqrt(varying.Average(i => deviation[i] * deviation[i]));
        return [.. Enumerable.Range(0, mean.Length).Select(i => Varies(i) ? deviation[i] : Math.Max(typical, 1e-6 * Math.Abs(mean[i])))];
    }

    static int DirectionsToKeep(double[] variances, double explained, int most)
    {
        double total = variances.Sum();
        double held = 0;
        int kept = 0;
        while (kept < most && held < explained * total && variances[kept] > DomainSpace.SmallestVariance * variances[0])
        {
            held += variances[kept++];
        }

        return kept;
    }

    static float[] Singles(ReadOnlySpan<double> values)
    {
        float[] singles = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            singles[i] = (float)values[i];
        }

        return singles;
    }
}
