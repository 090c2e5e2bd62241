namespace Astra.Simulation;

/// <summary>
/// Radius, luminosity, distance and magnitudes of a star, consistent with its labels and with each other; and what a catalogue has of them.
/// </summary>
sealed class StarPhotometry
{
    /// <summary>Effective temperature of the Sun, K (IAU 2015 resolution B3).</summary>
    const double SolarTeff = 5772;

    /// <summary>log10 of the Sun's surface gravity in cm/s^2 (from the IAU 2015 nominal values).</summary>
    const double SolarLogg = 4.438;

    /// <summary>Error of a 2MASS magnitude of a star of the main survey (Skrutskie et al. 2006, AJ 131, 1163: 0.02 to 0.03 mag).</summary>
    const double InfraredError = 0.025;

    /// <summary>
    /// Error of a Gaia magnitude including its systematic part; far below what colours say of a star (Riello et al. 2021, A and A 649, A3).
    /// </summary>
    const double OpticalError = 0.003;

    /// <summary>About where Gaia stops to see all stars; fainter ones get no data.</summary>
    const double GaiaFaintest = 20.7;

    readonly double parallax;
    readonly double parallaxError;
    readonly BandMagnitudes observed;

    StarPhotometry(double radius, double luminosity, double distance, double extinction, BandMagnitudes apparent, RandomSource random)
    {
        Radius = radius;
        Luminosity = luminosity;
        Distance = distance;
        Extinction = extinction;
        Apparent = apparent;
        observed = new BandMagnitudes(
            apparent.J + (InfraredError * random.NextGaussian()),
            apparent.H + (InfraredError * random.NextGaussian()),
            apparent.K + (InfraredError * random.NextGaussian()),
            apparent.G + (OpticalError * random.NextGaussian()),
            apparent.Bp + (OpticalError * random.NextGaussian()),
            apparent.Rp + (OpticalError * random.NextGaussian()));
        parallaxError = ParallaxError(apparent.G);
        parallax = (1000 / distance) + (parallaxError * random.NextGaussian());
    }

    /// <summary>Solar radii.</summary>
    public double Radius { get; }

    /// <summary>Solar luminosities.</summary>
    public double Luminosity { get; }

    /// <summary>Parsec.</summary>
    public double Distance { get; }

    /// <summary>A_K, mag.</summary>
    public double Extinction { get; }

    /// <summary>Apparent magnitudes without errors.</summary>
    public BandMagnitudes Apparent { get; }

    /// <summary>Draws distance, extinction and errors for a star.</summary>
    public static StarPhotometry Draw(SimulationSettings settings, double teff, double logg, double metals, RandomSource random)
    {
        (double radius, double luminosity, BandMagnitudes absolute) = Intrinsic(settings, teff, logg, metals);
        double extinction = -settings.MeanExtinction * Math.Log(1 - random.NextDouble());
        double h = settings.HBrightest + ((settings.HFaintest - settings.HBrightest) * random.NextDouble());
        double modulus = h - absolute.Seen(0, extinction).H;
        return new StarPhotometry(radius, luminosity, 10 * Math.Pow(10, modulus / 5), extinction, absolute.Seen(modulus, extinction), random);
    }

    /// <summary>Radius (solar radii), luminosity (solar luminosities) and absolute magnitudes of a star.</summary>
    public static (double Radius, double Luminosity, BandMagnitudes Absolute) Intrinsic(
        SimulationSettings settings, double teff, double logg, double metals)
    {
        double radius = settings.RadiusEmulator?.Radius(teff, logg, metals) ?? double.NaN;
        if (double.IsNaN(radius))
        {
            radius = Math.Sqrt(settings.Mass * Math.Pow(10, SolarLogg - logg));
        }

        double luminosity = radius * radius * Math.Pow(teff / SolarTeff, 4);
        double bolometric = StellarColors.SolarBolometricMagnitude - (2.5 * Math.Log10(luminosity));
        return (radius, luminosity, StellarColors.Absolute(teff, logg, metals, bolometric));
    }

    /// <summary>What a catalogue has, by the host's names; what Gaia has not seen is NaN.</summary>
    public Dictionary<string, double> Catalogue() => new()
    {
        ["plx"] = InGaia(parallax),
        ["e_plx"] = InGaia(parallaxError),
        ["j_mag"] = observed.J,
        ["e_j_mag"] = InfraredError,
        ["h_mag"] = observed.H,
        ["e_h_mag"] = InfraredError,
        ["k_mag"] = observed.K,
        ["e_k_mag"] = InfraredError,
        ["g_mag"] = InGaia(observed.G),
        ["bp_mag"] = InGaia(observed.Bp),
        ["rp_mag"] = InGaia(observed.Rp),
        ["a_k"] = Extinction,
    };

    double InGaia(double value) => Apparent.G <= GaiaFaintest ? value : double.NaN;

    /// <summary>
    /// Standard error of a Gaia DR3 parallax in mas: sqrt(40 + 800 z + 30 z^2) microarcseconds, z = 10^(0.4 (max(G, 13) - 15)) (ESA, Gaia science
    /// performance).
    /// </summary>
    static double ParallaxError(double g)
    {
        double z = Math.Pow(10, 0.4 * (Math.Max(g, 13) - 15));
        return Math.Sqrt(40 + (800 * z) + (30 * z * z)) / 1000;
    }
}
