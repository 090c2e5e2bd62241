using System.Numerics;

namespace Astra.Simulation;

/// <summary>
/// The exact median of a spectrum's pixels: values are counted in bins first, so that only the few in the middle have to be put in order. Holds the
/// scratch of one thread.
/// </summary>
/// <param name="longest">The largest number of values.</param>
sealed class Median(int longest)
{
    const int Bins = 1024;

    readonly int[] counts = new int[Bins];
    readonly float[] chosen = new float[longest];

    /// <summary>The median; of an even number of values the mean of the middle two; NaN of none.</summary>
    /// <param name="values">Finite numbers.</param>
    public float Of(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return float.NaN;
        }

        (float least, float most) = Range(values);
        float scale = (Bins - 1) / (most - least);
        if (!float.IsFinite(scale))
        {
            return least;
        }

        // The bin grows with the value, so all values of the bins before a bin are no larger than those in it.
        counts.AsSpan().Clear();
        foreach (float value in values)
        {
            counts[(int)((value - least) * scale)]++;
        }

        int upper = values.Length / 2;
        int lower = (values.Length - 1) / 2;
        int before = 0;
        int first = 0;
        while (before + counts[first] <= lower)
        {
            before += counts[first++];
        }

        int last = first;
        for (int upTo = before + counts[first]; upTo <= upper; upTo += counts[last])
        {
            last++;
        }

        int found = 0;
        foreach (float value in values)
        {
            int bin = (int)((value - least) * scale);
            if (bin >= first && bin <= last)
            {
                chosen[found++] = value;
            }
        }

        Span<float> middle = chosen.AsSpan(0, found);
        middle.Sort();
        return (middle[lower - before] + middle[upper - before]) / 2;
    }

    static (float Least, float Most) Range(ReadOnlySpan<float> values)
    {
        float least = values[0];
        float most = values[0];
        int p = 0;
        if (values.Length >= Vector<float>.Count)
        {
            Vector<float> low = new(values);
            Vector<float> high = low;
            for (; p <= values.Length - Vector<float>.Count; p += Vector<float>.Count)
            {
                Vector<float> some = new(values[p..]);
                low = Vector.Min(low, some);
                high = Vector.Max(high, some);
            }

            for (int lane = 0; lane < Vector<float>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                most = Math.Max(most, high[lane]);
            }
        }

        for (; p < values.Length; p++)
        {
            least = Math.Min(least, values[p]);
            most = Math.Max(most, values[p]);
        }

        return (least, most);
    }
}
