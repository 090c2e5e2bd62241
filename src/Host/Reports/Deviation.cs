namespace Astra.Host.Reports;

/// <summary>How values differ from others, whatever a few of them do.</summary>
/// <param name="Count">Pairs of which both are known.</param>
/// <param name="Bias">The median of the differences; NaN without any.</param>
/// <param name="Scatter">
/// 1.4826 times the median distance of the differences from their median, which is the standard deviation where they are normally distributed (Huber
/// 1981, Robust Statistics, section 5.1); NaN without any.
/// </param>
sealed record Deviation(int Count, double Bias, double Scatter)
{
    const double OfANormalDistribution = 1.482602218505602;

    /// <param name="differences">NaN among them counts as not known.</param>
    public static Deviation Of(IEnumerable<double> differences)
    {
        double[] known = [.. differences.Where(double.IsFinite)];
        double bias = Median(known);
        for (int i = 0; i < known.Length; i++)
        {
            known[i] = Math.Abs(known[i] - bias);
        }

        return new Deviation(known.Length, bias, OfANormalDistribution * Median(known));
    }

    /// <summary>Sorts the values.</summary>
    static double Median(double[] values)
    {
        Array.Sort(values);
        int half = values.Length / 2;
        return values.Length == 0 ? double.NaN
            : values.Length % 2 == 1 ? values[half]
            : (values[half - 1] + values[half]) / 2;
    }
}
