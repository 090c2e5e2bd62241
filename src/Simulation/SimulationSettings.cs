namespace Astra.Simulation;

/// <summary>What a <see cref="SpectrumSimulator"/> draws besides the labels that it is given.</summary>
public sealed record SimulationSettings
{
    /// <summary>The largest that <see cref="VsiniMax"/> and <see cref="MacroturbulenceMax"/> may be, km/s.</summary>
    public const double FastestBroadening = LineBroadening.Fastest;

    /// <summary>
    /// Where random numbers start. Star n of a seed is the same star whatever else is drawn, in whichever order, by however many threads.
    /// </summary>
    public int Seed { get; init; }

    /// <summary>Smallest signal-to-noise ratio, as apStar files state it: median over the pixels with data of flux / error.</summary>
    public double SnrMin { get; init; } = 30;

    /// <summary>Largest signal-to-noise ratio. Stars are spread evenly in its logarithm.</summary>
    public double SnrMax { get; init; } = 300;

    /// <summary>
    /// The number of visits that are combined, 1 or more. Decides how many pixels carry warnings, and whether a bad pixel can be replaced.
    /// </summary>
    public int Visits { get; init; } = 3;

    /// <summary>Faintest apparent H magnitude. APOGEE's main survey goes to 13.8 (Zasowski et al. 2013, AJ 146, 81).</summary>
    public double HFaintest { get; init; } = 13.8;

    /// <summary>Brightest apparent H magnitude. Stars are spread evenly between the two; the distance follows from it.</summary>
    public double HBrightest { get; init; } = 7;

    /// <summary>Mean extinction in K_s, mag; drawn from an exponential distribution. 0 for none.</summary>
    public double MeanExtinction { get; init; } = 0.1;

    /// <summary>Largest projected rotation velocity, km/s, drawn evenly from 0 on; 0 leaves the lines as the emulator has them.</summary>
    public double VsiniMax { get; init; }

    /// <summary>
    /// Largest further Gaussian broadening (macroturbulence), km/s as 1/e half-width, drawn evenly from 0 on; 0 leaves the lines as the emulator has
    /// them.
    /// </summary>
    public double MacroturbulenceMax { get; init; }

    /// <summary>
    /// Correlation of the noise of neighbouring pixels: apStar spectra are resampled. The default is the median of 82 visits of real stars (see
    /// docs/simulation.md); 0 for independent pixels. The noise of each pixel has the stated error in either case.
    /// </summary>
    public double NoiseCorrelation { get; init; } = 0.45;

    /// <summary>
    /// Standard deviation of the radial velocities, km/s: the robust one of the stars in the 20 apStar files. Shifts sky lines against the stars'.
    /// </summary>
    public double VelocityDispersion { get; init; } = 40;

    /// <summary>
    /// Whether spectra have bad pixels and warnings. Without, only chip gaps and the emulator's limits have no data, and errors are inflated all the
    /// same.
    /// </summary>
    public bool MaskedPixels { get; init; } = true;

    /// <summary>
    /// Scales the errors of the continuum's shape and of the response between and along the chips; 1 as measured between visits of a star, 0 for
    /// none.
    /// </summary>
    public double ResponseErrors { get; init; } = 1;

    /// <summary>Gives the radius; without it the mass is taken to be <see cref="Mass"/>.</summary>
    public RadiusEmulator? RadiusEmulator { get; init; }

    /// <summary>Mass in solar masses where there is no <see cref="RadiusEmulator"/>, or it knows no radius.</summary>
    public double Mass { get; init; } = 1;

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ConfigurationException">One is out of range; the message says which and what it may be.</exception>
    internal void Check()
    {
        Require(SnrMin > 0 && SnrMax >= SnrMin && double.IsFinite(SnrMax), nameof(SnrMin), "and SnrMax must be 0 < SnrMin <= SnrMax", SnrMin);
        Require(Visits is >= 1 and <= 100, nameof(Visits), "must be 1 to 100", Visits);
        bool magnitudes = HBrightest <= HFaintest && double.IsFinite(HBrightest) && double.IsFinite(HFaintest);
        Require(magnitudes, nameof(HBrightest), "must not be above HFaintest", HBrightest);
        Require(MeanExtinction is >= 0 and <= 10, nameof(MeanExtinction), "must be 0 to 10 mag", MeanExtinction);
        string velocities = $"must be 0 to {FastestBroadening} km/s";
        Require(VsiniMax is >= 0 and <= FastestBroadening, nameof(VsiniMax), velocities, VsiniMax);
        Require(MacroturbulenceMax is >= 0 and <= FastestBroadening, nameof(MacroturbulenceMax), velocities, MacroturbulenceMax);
        Require(NoiseCorrelation is >= 0 and <= 0.5, nameof(NoiseCorrelation), "must be 0 to 0.5", NoiseCorrelation);
        Require(VelocityDispersion is >= 0 and <= 500, nameof(VelocityDispersion), "must be 0 to 500 km/s", VelocityDispersion);
        Require(ResponseErrors is >= 0 and <= 10, nameof(ResponseErrors), "must be 0 to 10", ResponseErrors);
        Require(Mass is > 0 and <= 100, nameof(Mass), "must be above 0 and at most 100 solar masses", Mass);
    }

    static void Require(bool right, string name, string rule, double value)
    {
        if (!right)
        {
            throw new ConfigurationException(FormattableString.Invariant($"The simulation's {name} is {value} but {rule}. Change it."));
        }
    }
}
