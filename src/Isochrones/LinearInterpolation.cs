namespace Astra.Isochrones;

/// <summary>A curve through points, straight between them; beyond the ends it goes on with the slope of the outermost piece.</summary>
public static class LinearInterpolation
{
    /// <summary>The curve at a place.</summary>
    /// <param name="x">The places of two or more points, strictly ascending.</param>
    /// <param name="y">The values there.</param>
    /// <param name="at">Where.</param>
    public static double At(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double at)
    {
        int above = 1;
        while (above < x.Length - 1 && x[above] < at)
        {
            above++;
        }

        double fraction = (at - x[above - 1]) / (x[above] - x[above - 1]);
        return ((1 - fraction) * y[above - 1]) + (fraction * y[above]);
    }
}
