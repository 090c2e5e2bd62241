namespace Astra.Plugins.DistMass;

/// <summary>Medians and the like, of values of which none is NaN.</summary>
static class Statistics
{
    /// <summary>A normal distribution's standard deviation in median absolute deviations.</summary>
    const double DeviationOfMad = 1.4826;

    /// <summary>The median; NaN of none.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>A quantile, between the two nearest values; NaN of none.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>
    /// 1.4826 times the median absolute deviation from the median: the standard deviation of a normal distribution, whatever the outliers.
    /// </summary>
    public static double RobustDeviation(IReadOnlyList<double> values)
    {
        double median = Median(values);
        return DeviationOfMad * Median(values.Select(value => Math.Abs(value - median)));
    }

    /// <summary>The standard deviation; NaN of none.</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        double mean = values.Count > 0 ? values.Average() : double.NaN;
        return values.Count > 0 ? Math.Sqrt(values.Average(value => (value - mean) * (value - mean))) : double.NaN;
    }
}
