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

    static readonly Lazy<(int Start, int End)[]> GiantsWindows = new(() => FindWindows(FrequencySampling.Giants));

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

        double[] sum = new double[power.Length];
        int[] windows = new int[power.Length];
        long[] sorted = new long[power.Length];
        foreach ((int start, int end) in WindowsOf(frequencies))
        {
            double level = Median(power[start..end], sorted) / MedianOverMean;
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

    /// <summary>The first sample of each window and the one after its last.</summary>
    static (int Start, int End)[] WindowsOf(FrequencySampling frequencies) =>
        ReferenceEquals(frequencies, FrequencySampling.Giants) ? GiantsWindows.Value : FindWindows(frequencies);

    static (int Start, int End)[] FindWindows(FrequencySampling frequencies)
    {
        double[] logs = new double[frequencies.Count];
        for (int i = 0; i < logs.Length; i++)
        {
            logs[i] = Math.Log10(frequencies[i]);
        }

        List<(int Start, int End)> found = [];
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

            found.Add((start, end));
        }

        return [.. found];
    }

    /// <summary>
    /// The median. Values are compared as whole numbers in the same order, in which what is not a number has a place as well, so that no value
    /// whatever can make the search for it stray.
    /// </summary>
    static double Median(ReadOnlySpan<double> values, Span<long> scratch)
    {
        Span<long> keys = scratch[..values.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = Turn(BitConverter.DoubleToInt64Bits(values[i]));
        }

        int middle = keys.Length / 2;
        double upper = Value(Select(keys, middle));
        if (keys.Length % 2 == 1)
        {
            return upper;
        }

        long below = long.MinValue;
        foreach (long key in keys[..middle])
        {
            below = Math.Max(below, key);
        }

        return 0.5 * (Value(below) + upper);
    }

    static double Value(long key) => BitConverter.Int64BitsToDouble(Turn(key));

    /// <summary>Turns the bits of negative numbers around, so that the order of bits is that of numbers. Its own inverse.</summary>
    static long Turn(long bits) => bits ^ ((bits >> 63) & long.MaxValue);

    /// <summary>The key at a place in order; smaller ones are moved before it, larger ones behind (Hoare 1961, algorithm 65).</summary>
    static long Select(Span<long> keys, int place)
    {
        int low = 0, high = keys.Length - 1;
        while (low < high)
        {
            long pivot = keys[(low + high) >>> 1];
            int i = low, j = high;
            while (i <= j)
            {
                while (keys[i] < pivot)
                {
                    i++;
                }

                while (keys[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                    i++;
                    j--;
                }
            }

            if (place <= j)
            {
                high = j;
            }
            else if (place >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }

        return keys[place];
    }
}
