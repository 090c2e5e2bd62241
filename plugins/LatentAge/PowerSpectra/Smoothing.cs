using System.Numerics;

namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// Smoothing by a Gaussian of 0.1 microhertz (Leung et al. 2023, section 4). Beyond its ends a spectrum is not taken to be zero: the weights inside
/// add up to 1.
/// </summary>
static class Smoothing
{
    /// <summary>The standard deviation in microhertz; never less than one sample.</summary>
    public const double Sigma = 0.1;

    // Beyond, the Gaussian is below 1e-8 of its height.
    const double Reach = 6;

    /// <summary>The smoothed values.</summary>
    /// <param name="values">Values at evenly spaced frequencies.</param>
    /// <param name="step">Their distance in microhertz.</param>
    public static double[] Apply(ReadOnlySpan<double> values, double step)
    {
        double sigma = Math.Max(1, Sigma / step);
        int reach = (int)Math.Ceiling(Reach * sigma);
        double[] kernel = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(i => Math.Exp(-0.5 * i * i / (sigma * sigma)))];
        double[] smooth = new double[values.Length];
        double whole = 0;
        foreach (double k in kernel)
        {
            whole += k;
        }

        int i = 0;
        for (; i < smooth.Length && (i < reach || i + Vector<double>.Count > values.Length - reach); i++)
        {
            smooth[i] = AtEnd(values, kernel, reach, i);
        }

        // A vector is as many results side by side, each summed in the order in which one alone would be: the same bits whatever the width.
        for (; i + Vector<double>.Count <= values.Length - reach; i += Vector<double>.Count)
        {
            Vector<double> sum = Vector<double>.Zero;
            for (int k = 0; k < kernel.Length; k++)
            {
                sum += new Vector<double>(kernel[k]) * new Vector<double>(values.Slice(i - reach + k, Vector<double>.Count));
            }

            (sum / new Vector<double>(whole)).CopyTo(smooth, i);
        }

        for (; i < smooth.Length; i++)
        {
            smooth[i] = AtEnd(values, kernel, reach, i);
        }

        return smooth;
    }

    /// <summary>The smoothed value of a place whose kernel may reach over an end.</summary>
    static double AtEnd(ReadOnlySpan<double> values, double[] kernel, int reach, int place)
    {
        int first = Math.Max(0, place - reach), last = Math.Min(values.Length - 1, place + reach);
        double sum = 0, weight = 0;
        for (int j = first; j <= last; j++)
        {
            double k = kernel[j - place + reach];
            sum += k * values[j];
            weight += k;
        }

        return sum / weight;
    }
}
