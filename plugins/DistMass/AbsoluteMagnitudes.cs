namespace Astra.Plugins.DistMass;

/// <summary>Absolute magnitudes and distances.</summary>
static class AbsoluteMagnitudes
{
    /// <summary>Magnitudes by which a distance that is off by a small fraction is off: 5 / ln 10.</summary>
    public const double PerFraction = 2.171472409516259;

    /// <summary>The distance in parsecs.</summary>
    /// <param name="apparent">The apparent magnitude.</param>
    /// <param name="extinction">In mag.</param>
    /// <param name="absolute">The absolute magnitude.</param>
    public static double Distance(double apparent, double extinction, double absolute) => Math.Pow(10, (apparent - extinction - absolute + 5) / 5);

    /// <summary>The absolute magnitude of a star at a distance in parsecs.</summary>
    public static double Of(double apparent, double extinction, double distance) => apparent - extinction - (5 * Math.Log10(distance)) + 5;

    /// <summary>How a distance from a predicted magnitude compares with that from the true one: predicted over true.</summary>
    public static double DistanceRatio(double predicted, double truth) => Math.Pow(10, (truth - predicted) / 5);
}
