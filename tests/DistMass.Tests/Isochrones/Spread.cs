namespace Astra.DistMass.Tests.Isochrones;

/// <summary>Where numbers lie, whatever a few outliers do.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Median">Their median.</param>
/// <param name="Scatter">1.4826 times the median absolute deviation from it.</param>
/// <param name="Absolute">The median absolute value.</param>
readonly record struct Spread(int Count, double Median, double Scatter, double Absolute)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] all = [.. values.Where(double.IsFinite)];
        double median = Middle(all);
        return new Spread(all.Length, median, 1.4826 * Middle(all.Select(value => Math.Abs(value - median))), Middle(all.Select(Math.Abs)));
    }

    public override string ToString() => FormattableString.Invariant($"{Count} values, median {Median:0.0000}, scatter {Scatter:0.0000}, absolute {Absolute:0.0000}");

    static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
