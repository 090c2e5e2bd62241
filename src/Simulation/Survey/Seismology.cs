namespace Astra.Simulation;

/// <summary>
/// Oscillations of a giant by the scaling relations (Kjeldsen and Bedding 1995, A and A 293, 87), with the solar numbers and the fractional errors of
/// APOKASC-2 (Pinsonneault et al. 2018, ApJS 239, 32): medians 1.0 and 0.6 %.
/// </summary>
/// <param name="NuMax">Frequency of the strongest modes, microhertz.</param>
/// <param name="DeltaNu">Their large separation, microhertz.</param>
readonly record struct Seismology(double NuMax, double DeltaNu)
{
    /// <summary>Fractional error of nu_max.</summary>
    public const double NuMaxError = 0.010;

    /// <summary>Fractional error of the large separation.</summary>
    public const double DeltaNuError = 0.006;

    const double SolarNuMax = 3140;
    const double SolarDeltaNu = 135.03;
    const double SolarTeff = 5777;

    /// <summary>Measures a star.</summary>
    /// <param name="mass">Solar masses.</param>
    /// <param name="radius">Solar radii.</param>
    /// <param name="teff">Effective temperature, K.</param>
    /// <param name="random">Where from.</param>
    public static Seismology Of(double mass, double radius, double teff, RandomSource random) => new(
        SolarNuMax * mass / (radius * radius * Math.Sqrt(teff / SolarTeff)) * (1 + (NuMaxError * random.NextGaussian())),
        SolarDeltaNu * Math.Sqrt(mass / (radius * radius * radius)) * (1 + (DeltaNuError * random.NextGaussian())));
}
