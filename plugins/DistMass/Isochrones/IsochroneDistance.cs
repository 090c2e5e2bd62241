namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>A distance from isochrones (Stone-Martinez et al. 2024, section 4.2: NMSU_DIST).</summary>
/// <param name="Median">In parsec; NaN where it is not known.</param>
/// <param name="Lower">The 16 per cent point in parsec.</param>
/// <param name="Upper">The 84 per cent point in parsec.</param>
readonly record struct IsochroneDistance(double Median, double Lower, double Upper)
{
    /// <summary>No distance.</summary>
    public static IsochroneDistance None => new(double.NaN, double.NaN, double.NaN);

    /// <summary>The distance at which a star of an absolute magnitude has an apparent one.</summary>
    /// <param name="magnitude">The distribution of absolute K magnitudes.</param>
    /// <param name="k">Apparent K_s magnitude.</param>
    /// <param name="kError">Its error, which is added in quadrature on either side; NaN counts as none.</param>
    /// <param name="extinction">A_K in magnitudes.</param>
    /// <returns>None where one of the three is not known.</returns>
    public static IsochroneDistance Of(MagnitudeDistribution magnitude, double k, double kError, double extinction)
    {
        double modulus = k - extinction - magnitude.Median;
        if (!double.IsFinite(modulus))
        {
            return None;
        }

        double error = double.IsFinite(kError) && kError > 0 ? kError : 0;
        return new IsochroneDistance(
            Parsec(modulus),
            Parsec(modulus - Math.Sqrt(Square(magnitude.Upper - magnitude.Median) + Square(error))),
            Parsec(modulus + Math.Sqrt(Square(magnitude.Median - magnitude.Lower) + Square(error))));

        static double Parsec(double modulus) => Math.Pow(10, (modulus + 5) / 5);

        static double Square(double x) => x * x;
    }
}
