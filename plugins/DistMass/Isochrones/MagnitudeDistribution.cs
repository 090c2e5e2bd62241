namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>What isochrones say of a star's absolute K magnitude.</summary>
/// <param name="Median">The median in magnitudes.</param>
/// <param name="Lower">The 16 per cent point: brighter.</param>
/// <param name="Upper">The 84 per cent point: fainter.</param>
/// <param name="LeastChiSquare">Of the star that fits best, over three labels with their floored errors; NaN where there is none.</param>
readonly record struct MagnitudeDistribution(double Median, double Lower, double Upper, double LeastChiSquare)
{
    /// <summary>No star of the isochrones is near.</summary>
    public static MagnitudeDistribution None => new(double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Whether there is one.</summary>
    public bool IsKnown => double.IsFinite(Median);
}
