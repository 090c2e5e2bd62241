namespace Astra.Plugins.Cannon;

/// <summary>
/// The labels of the stars that a model was trained on: how far a star is from them says whether the model may be asked about it at all. A quadratic
/// model answers everywhere, and outside of its training set it answers nonsense.
/// </summary>
sealed class TrainingLabels
{
    readonly double[] factor;
    readonly double[] whitened;

    /// <summary>Takes the training labels.</summary>
    /// <param name="labels">Stars x labels in physical units, row-major.</param>
    /// <param name="count">The number of labels.</param>
    /// <exception cref="ArgumentException">The labels are so few, or so dependent on each other, that they span no volume.</exception>
    public TrainingLabels(ReadOnlySpan<double> labels, int count)
    {
        int stars = labels.Length / count;
        Minimum = new double[count];
        Maximum = new double[count];
        Mean = new double[count];
        StandardDeviation = new double[count];
        Array.Fill(Minimum, double.PositiveInfinity);
        Array.Fill(Maximum, double.NegativeInfinity);
        for (int n = 0; n < labels.Length; n++)
        {
            Minimum[n % count] = Math.Min(Minimum[n % count], labels[n]);
            Maximum[n % count] = Math.Max(Maximum[n % count], labels[n]);
            Mean[n % count] += labels[n] / stars;
        }

        factor = new double[count * count];
        for (int star = 0; star < stars; star++)
        {
            for (int i = 0; i < count; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    factor[(i * count) + j] += (labels[(star * count) + i] - Mean[i]) * (labels[(star * count) + j] - Mean[j]) / (stars - 1);
                }
            }
        }

        for (int i = 0; i < count; i++)
        {
            StandardDeviation[i] = Math.Sqrt(factor[(i * count) + i]);
        }

        if (stars <= count || !CholeskyFactor.TryFactor(factor, count))
        {
            throw new ArgumentException($"The labels of {stars} stars span no volume in {count} labels.", nameof(labels));
        }

        whitened = new double[labels.Length];
        for (int star = 0; star < stars; star++)
        {
            Whiten(labels.Slice(star * count, count), whitened.AsSpan(star * count, count));
        }
    }

    /// <summary>The smallest value of each label.</summary>
    public double[] Minimum { get; }

    /// <summary>The largest value of each label.</summary>
    public double[] Maximum { get; }

    /// <summary>The mean of each label.</summary>
    public double[] Mean { get; }

    /// <summary>The standard deviation of each label.</summary>
    public double[] StandardDeviation { get; }

    int Count => Mean.Length;

    /// <summary>The distance of labels to the nearest training star, in standard deviations of the training set (Mahalanobis distance).</summary>
    /// <param name="labels">Labels in physical units.</param>
    public double Distance(ReadOnlySpan<double> labels)
    {
        Span<double> point = stackalloc double[Count];
        Whiten(labels, point);
        return Nearest(point, except: -1);
    }

    /// <summary>Whether labels lie within the convex hull of the training stars: whether a mixture of training stars has them.</summary>
    /// <param name="labels">Labels in physical units.</param>
    public bool Surrounds(ReadOnlySpan<double> labels)
    {
        double[] point = new double[Count];
        Whiten(labels, point);
        return point.All(double.IsFinite) && ConvexHull.Contains(whitened, point);
    }

    /// <summary>The distance of each training star to the nearest other one, in ascending order.</summary>
    public double[] DistancesAmongThemselves()
    {
        double[] distances = new double[whitened.Length / Count];
        for (int star = 0; star < distances.Length; star++)
        {
            distances[star] = Nearest(whitened.AsSpan(star * Count, Count), except: star);
        }

        Array.Sort(distances);
        return distances;
    }

    /// <summary>
    /// The distances to the nearest other training star that 1 % and 0.1 % of the training stars exceed: what <see cref="CannonSettings.SparseDistance"/>
    /// and <see cref="CannonSettings.FarDistance"/> are.
    /// </summary>
    public (double Sparse, double Far) UsualDistances()
    {
        double[] distances = DistancesAmongThemselves();
        return (Quantile.Of(distances, 0.99), Quantile.Of(distances, 0.999));
    }

    void Whiten(ReadOnlySpan<double> labels, Span<double> point)
    {
        for (int i = 0; i < Count; i++)
        {
            point[i] = labels[i] - Mean[i];
        }

        CholeskyFactor.SolveLower(factor, Count, point);
    }

    double Nearest(ReadOnlySpan<double> point, int except)
    {
        double best = double.PositiveInfinity;
        for (int star = 0; star < whitened.Length / Count; star++)
        {
            double squared = 0;
            for (int i = 0; i < Count; i++)
            {
                double difference = point[i] - whitened[(star * Count) + i];
                squared += difference * difference;
            }

            if (squared < best && star != except)
            {
                best = squared;
            }
        }

        return Math.Sqrt(best);
    }
}
