namespace Astra.Plugins.DistMass;

/// <summary>
/// Absolute magnitudes in 2MASS Ks from radius and effective temperature. The bolometric correction is a polynomial fitted to the giants and
/// subgiants of the
/// PARSEC 5 Gyr isochrones with UBVRIJHK magnitudes (Bressan et al. 2012; corrections of Chen et al. 2019): rms of 0.006 mag, at most 0.022 mag,
/// for log g 0 to 4.2, Teff 3500 to 6800 K and [M/H] -2 to 0.5.
/// </summary>
static class SeismicMagnitude
{
    /// <summary>In kelvin (IAU 2015 resolution B3).</summary>
    const double SolarTeff = 5772;

    /// <summary>IAU 2015 resolution B2.</summary>
    const double SolarMagnitude = 4.74;

    /// <summary>2MASS Ks less K of Bessell and Brett (Carpenter 2001, AJ 121, 2851, appendix A).</summary>
    const double TwoMass = -0.044;

    /// <summary>The bolometric magnitude less that in K (Bessell): NaN outside of the isochrones.</summary>
    /// <param name="teff">In kelvin, 3500 to 6800.</param>
    /// <param name="logg">log g, 0 to 4.2.</param>
    /// <param name="metallicity">[M/H], -2 to 0.5.</param>
    public static double BolometricCorrection(double teff, double logg, double metallicity)
    {
        if (!(teff is >= 3500 and <= 6800 && logg is >= 0 and <= 4.2 && metallicity is >= -2.05 and <= 0.55))
        {
            return double.NaN;
        }

        double x = (5040 / teff) - 1.05;
        double g = logg - 2.5;
        double m = metallicity;
        return 2.01383 + (2.69218 * x) - (0.00547 * g) + (0.03893 * m) - (1.90458 * x * x) + (0.05136 * x * g) - (0.05384 * x * m)
            + (0.00972 * g * g) - (0.00084 * g * m) + (0.00925 * m * m) + (1.60499 * x * x * x);
    }

    /// <summary>The absolute magnitude in 2MASS Ks.</summary>
    /// <param name="radius">In solar radii.</param>
    /// <param name="teff">In kelvin.</param>
    /// <param name="logg">log g.</param>
    /// <param name="metallicity">[M/H].</param>
    /// <returns>NaN where there is no correction.</returns>
    public static double Of(double radius, double teff, double logg, double metallicity) =>
        SolarMagnitude - (5 * Math.Log10(radius)) - (10 * Math.Log10(teff / SolarTeff)) - BolometricCorrection(teff, logg, metallicity) + TwoMass;
}
