namespace Astra.Neural;

/// <summary>Learns from samples that were not trained on how far from the training set is still normal.</summary>
public sealed class DomainCalibration
{
    /// <summary>A thousandth of a standard deviation per feature: what is left of the features of samples that lie in the directions exactly is
    /// rounding, which differs between machines and must not decide.</summary>
    const double RoundingPerFeature = 1e-3;

    readonly DomainSpace space;
    readonly long trainingCount;
    readonly List<double> along = [];
    readonly List<double> across = [];

    internal DomainCalibration(DomainSpace space, long trainingCount) => (this.space, this.trainingCount) = (space, trainingCount);

    /// <summary>Directions along which distances are measured.</summary>
    public int Rank => space.Rank;

    /// <summary>Samples so far.</summary>
    public int Count => along.Count;

    /// <summary>Adds held-out samples. One with a feature that is not finite counts as a false alarm.</summary>
    /// <param name="features">The features of one sample after another.</param>
    /// <exception cref="ArgumentException">The last sample is not whole.</exception>
    public void Add(ReadOnlySpan<float> features)
    {
        if (features.Length % space.Size != 0)
        {
            throw new ArgumentException($"{features.Length} features are not whole samples of {space.Size}.", nameof(features));
        }

        for (; !features.IsEmpty; features = features[space.Size..])
        {
            (double one, double other) = space.Distances(features[..space.Size]);
            along.Add(one);
            across.Add(other);
        }
    }

    /// <summary>
    /// Sets the edges of the domain. Both distances get an edge of the same rank r, the r-th largest value of the n held-out samples, with the
    /// largest r for which the k samples beyond an edge are few enough: (k + 2)/(n + 1) ≤ α (one edge where nothing can be left across the
    /// directions: k + 1). Then a new sample of the same kind is outside with a probability of at most α, for any distribution: among the n + 1
    /// samples, each of them as likely to be the new one, all but the k outside and the one on each edge would still be inside if they were the new
    /// one (conformal prediction: Vovk et al. 2005; with several edges, Campi and Garatti 2008, SIAM J. Optim. 19, 1211).
    /// </summary>
    /// <param name="falseAlarmRate">α, such as 0.01.</param>
    /// <returns>The measure.</returns>
    /// <exception cref="InvalidOperationException">There are too few held-out samples for that rate, or too many of them are not finite.</exception>
    public DomainMeasure ToMeasure(double falseAlarmRate = 0.01)
    {
        if (!(falseAlarmRate is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(falseAlarmRate), falseAlarmRate, "A rate of false alarms lies between 0 and 1.");
        }

        int edges = space.Rank < space.Size ? 2 : 1;
        int allowed = (int)Math.Floor(falseAlarmRate * (Count + 1) + 1e-9) - edges;
        if (allowed < 0)
        {
            throw new InvalidOperationException(
                $"A false-alarm rate of {falseAlarmRate} needs {Math.Ceiling(edges / falseAlarmRate) - 1} held-out samples, and there are {Count}. "
                + "Hold out more, or state a higher rate.");
        }

        double[] alongDescending = [.. along.OrderDescending()];
        double[] acrossDescending = [.. across.OrderDescending()];
        int rank = 0;
        while (rank + 1 < Count && Outside(alongDescending[rank + 1], acrossDescending[rank + 1], edges) <= allowed)
        {
            rank++;
        }

        double edgeAlong = alongDescending[rank];
        double edgeAcross = Math.Max(acrossDescending[rank], RoundingPerFeature * Math.Sqrt(space.Size));
        if (!double.IsFinite(edgeAlong) || edgeAlong <= 0)
        {
            throw new InvalidOperationException($"The domain cannot be calibrated: among {Count} held-out samples its edge would be at {edgeAlong}.");
        }

        return new DomainMeasure(space, SingleNotBelow(edgeAlong), SingleNotBelow(edgeAcross), (float)falseAlarmRate, trainingCount, Count);
    }

    /// <summary>The edge in the precision of weight files, with the sample that it was taken from still inside.</summary>
    internal static float SingleNotBelow(double edge) => (float)edge >= edge ? (float)edge : MathF.BitIncrement((float)edge);

    int Outside(double edgeAlong, double edgeAcross, int edges)
    {
        int outside = 0;
        for (int i = 0; i < along.Count; i++)
        {
            if (along[i] > edgeAlong || (edges == 2 && across[i] > edgeAcross))
            {
                outside++;
            }
        }

        return outside;
    }
}
