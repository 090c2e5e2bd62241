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
        for (int i = 0; i < smooth.Length; i++)
        {
            int first = Math.Max(0, i - reach), last = Math.Min(values.Length - 1, i + reach);
            double sum = 0, weight = 0;
            for (int j = first; j <= last; j++)
            {
                double k = kernel[j - i + reach];
                sum += k * values[j];
                weight += k;
            }

            smooth[i] = sum / weight;
        }

        return smooth;
    }
}
