namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// The 2092 frequencies of power spectra in the latent-age network: bins whose width grows as the large frequency separation does, so that an
/// oscillating giant takes about as many pixels wherever it oscillates (Leung et al. 2023, section 4.1; the released list of frequencies follows
/// 0.268 nu^0.758, not the paper's equation 5).
/// </summary>
/// <remarks>
/// The edges are e_0 = nu_0 - d, e_1 = nu_0, e_(k+1) = e_k + 0.268 e_k^0.758 / f, with nu_0 = 2 and d = 0.009 microhertz and f such that the first
/// step is d. A sample on an edge belongs to the bin below, so the first bin holds the sample at 2 microhertz alone and its frequency is 2, as in the
/// released list; others are the middles of their bins.
/// </remarks>
sealed class PixelGrid
{
    /// <summary>The number of pixels: as many as fit below 270 microhertz and divide by four, as the decoder needs.</summary>
    public const int Pixels = 2092;

    // Samples and edges are sums of the same steps, rounded differently; a ten-thousandth of a step settles which side a sample on an edge is on.
    const double EdgeTolerance = 1e-4;

    readonly int[] ends;

    PixelGrid(FrequencySampling sampling)
    {
        Sampling = sampling;
        double scale = ExpectedSeparation(sampling.First) / sampling.Step;
        double[] frequencies = new double[Pixels];
        ends = new int[Pixels];
        double low = sampling.First - sampling.Step, high = sampling.First;
        int sample = 0;
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            while (sample < sampling.Count && sampling[sample] <= high + (EdgeTolerance * sampling.Step))
            {
                sample++;
            }

            ends[pixel] = sample;
            frequencies[pixel] = pixel == 0 ? sampling.First : 0.5 * (low + high);
            (low, high) = (high, high + (ExpectedSeparation(high) / scale));
        }

        Frequencies = frequencies;
    }

    /// <summary>The grid of the network.</summary>
    public static PixelGrid Giants { get; } = new(FrequencySampling.Giants);

    /// <summary>The frequencies that are binned.</summary>
    public FrequencySampling Sampling { get; }

    /// <summary>The frequency of each pixel in microhertz: 2 to 268.996.</summary>
    public IReadOnlyList<double> Frequencies { get; }

    /// <summary>
    /// The large frequency separation that is expected of a giant, in microhertz (the SYD pipeline's relation: Huber et al. 2009, CoAst 160, 74),
    /// as in the released code.
    /// </summary>
    /// <param name="numax">The frequency of maximum power, in microhertz.</param>
    public static double ExpectedSeparation(double numax) => 0.268 * Math.Pow(numax, 0.758);

    /// <summary>The mean of the samples in each pixel.</summary>
    /// <param name="values">A value for each frequency of <see cref="Sampling"/>.</param>
    /// <exception cref="ArgumentException">There are not as many values.</exception>
    public double[] Rebin(ReadOnlySpan<double> values)
    {
        if (values.Length != Sampling.Count)
        {
            throw new ArgumentException($"{values.Length} values are not of {Sampling.Count} frequencies.", nameof(values));
        }

        double[] means = new double[Pixels];
        int start = 0;
        for (int pixel = 0; pixel < Pixels; pixel++)
        {
            double sum = 0;
            foreach (double value in values[start..ends[pixel]])
            {
                sum += value;
            }

            means[pixel] = sum / (ends[pixel] - start);
            start = ends[pixel];
        }

        return means;
    }
}
