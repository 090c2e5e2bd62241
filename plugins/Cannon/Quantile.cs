namespace Astra.Plugins.Cannon;

/// <summary>Order statistics.</summary>
static class Quantile
{
    /// <summary>Turns a median absolute deviation into the standard deviation of a normal distribution that has it.</summary>
    public const double NormalDeviation = 1.4826;

    /// <summary>The value below which a fraction of the values lies, interpolated.</summary>
    /// <param name="sorted">At least one value, ascending.</param>
    /// <param name="fraction">0 to 1.</param>
    public static double Of(double[] sorted, double fraction)
    {
        double position = fraction * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>The median; NaN of nothing.</summary>
    public static double Median(IEnumerable<double> values) => values.Order().ToArray() is { Length: > 0 } sorted ? Of(sorted, 0.5) : double.NaN;
}
