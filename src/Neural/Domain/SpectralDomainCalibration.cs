namespace Astra.Neural;

/// <summary>Learns from held-out samples how far from the training set is still normal. Their order does not matter.</summary>
public sealed class SpectralDomainCalibration
{
    readonly DomainCalibration features;
    readonly SpectrumSpace space;
    readonly List<double> misfits = [];

    internal SpectralDomainCalibration(DomainCalibration features, SpectrumSpace space) => (this.features, this.space) = (features, space);

    /// <summary>Samples so far.</summary>
    public int Count => misfits.Count;

    /// <summary>The fewest held-out samples for a rate of false alarms: half of it is for the features, with their two edges.</summary>
    /// <param name="falseAlarmRate">Such as 0.01, which needs 399.</param>
    public static int Needed(double falseAlarmRate) => (int)Math.Ceiling((4 / falseAlarmRate) - 1e-9) - 1;

    /// <summary>Adds a held-out sample as it would be observed.</summary>
    /// <param name="sample">Its features.</param>
    /// <param name="flux">Its flux, in any unit.</param>
    /// <param name="sigma">One-sigma noise in the same unit; 0 or not finite where there are no data.</param>
    public void Add(ReadOnlySpan<float> sample, ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma)
    {
        features.Add(sample);
        misfits.Add(space.Misfit(flux, sigma));
    }

    /// <summary>Sets the edges, each for half of the rate: that of the features as <see cref="DomainCalibration.ToMeasure"/> does, that of the misfit
    /// at the r-th largest of the n held-out ones with the largest r for which r/(n + 1) is at most half of the rate.</summary>
    /// <param name="falseAlarmRate">The largest share of spectra like those of the training set that may be outside, such as 0.01.</param>
    /// <returns>The measure.</returns>
    /// <exception cref="InvalidOperationException">There are fewer than <see cref="Needed"/> samples, or too many cannot be judged.</exception>
    public SpectralDomain ToMeasure(double falseAlarmRate = 0.01)
    {
        if (!(falseAlarmRate is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(falseAlarmRate), falseAlarmRate, "A rate of false alarms lies between 0 and 1.");
        }

        if (Count < Needed(falseAlarmRate))
        {
            throw new InvalidOperationException(
                $"A false-alarm rate of {falseAlarmRate} needs {Needed(falseAlarmRate)} held-out samples, and there are {Count}. "
                + "Hold out more, or state a higher rate.");
        }

        int rank = (int)Math.Floor((falseAlarmRate / 2 * (Count + 1)) + 1e-9);
        double edge = misfits.OrderDescending().ElementAt(rank - 1);
        return double.IsFinite(edge) && edge > 0
            ? new SpectralDomain(features.ToMeasure(falseAlarmRate / 2), space, DomainCalibration.SingleNotBelow(edge), falseAlarmRate)
            : throw new InvalidOperationException($"The domain cannot be calibrated: among {Count} held-out samples its edge would be at {edge}.");
    }
}
