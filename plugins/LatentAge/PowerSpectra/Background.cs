namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// The granulation and noise that oscillations stand on, as a moving median in the logarithm of frequency (Leung et al. 2023, section 4). The median
/// of the power of noise is about (8/9)^3 of its mean (chi-square with two degrees of freedom: Wilson and Hilferty 1931, PNAS 17, 684), so dividing
/// by the median over that leaves noise around 1.
/// </summary>
static class Background
{
    /// <summary>Half the width of the window, in decades of frequency.</summary>
    public const double HalfWidth = 0.01;

    /// <summary>The distance of the windows, in decades: four cover each frequency.</summary>
    public const double Step = 0.005;

    const double MedianOverMean = 512.0 / 729;

    /// <summary>The background at each frequency: the mean of the medians of the windows that it lies in.</summary>
    /// <param name="power">The power at each of <paramref name="frequencies"/>.</param>
    /// <param name="frequencies">Where it is.</param>
    /// <exception cref="ArgumentException">There are not as many powers as frequencies.</exception>
    public static double[] Of(ReadOnlySpan<double> power, FrequencySampling frequencies)
    {
        if (power.Length != frequencies.Count)
        {
            throw new ArgumentException($"{power.Length} powers are not of {frequencies.Count} frequencies.", nameof(power));
        }

        double[] logs = new double[power.Length];
        for (int i = 0; i < logs.Length; i++)
        {
            logs[i] = Math.Log10(frequencies[i]);
        }

        double[] sum = new double[power.Length];
        int[] windows = new int[power.Length];
        double[] sorted = new double[power.Length];
        int start = 0, end = 0;
        for (int window = 0; logs[0] + (window * Step) < logs[^1]; window++)
        {
            double centre = logs[0] + (window * Step);
            while (start < logs.Length && logs[start] <= centre - HalfWidth)
            {
                start++;
            }

            while (end < logs.Length && logs[end] < centre + HalfWidth)
            {
                end++;
            }

            Span<double> inside = sorted.AsSpan(0, end - start);
            power[start..end].CopyTo(inside);
            double level = Median(inside) / MedianOverMean;
            for (int i = start; i < end; i++)
            {
                sum[i] += level;
                windows[i]++;
            }
        }

        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] /= windows[i];
        }

        return sum;
    }

    static double Median(Span<double> values)
    {
        values.Sort();
        return values.Length % 2 == 1 ? values[values.Length / 2] : 0.5 * (values[(values.Length / 2) - 1] + values[values.Length / 2]);
    }
}
