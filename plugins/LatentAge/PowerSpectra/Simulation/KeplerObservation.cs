namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>What four years of Kepler's long cadence of 29.4 minutes make of the power of a star.</summary>
static class KeplerObservation
{
    /// <summary>How long Kepler looked at its first field, in megaseconds: four years.</summary>
    public const double Duration = 4 * 365.25 * 0.0864;

    /// <summary>The length of an exposure, in megaseconds (1765.5 s).</summary>
    public const double Cadence = 1765.5e-6;

    /// <summary>
    /// What a mode's width at half maximum is at least, in microhertz. A Lorentzian of width w and power P that is observed for T is 2 P T / (pi T w
    /// + 2) high (Fletcher et al. 2006, MNRAS 371, 935), which is that of a Lorentzian as much wider as this.
    /// </summary>
    public const double Resolution = 2 / (Math.PI * Duration);

    /// <summary>
    /// What is left of the power of a variation after it is averaged over an exposure: sinc^2, 0.4 at the Nyquist frequency (as in
    /// Kallinger et al. 2014).
    /// </summary>
    /// <param name="frequency">In microhertz.</param>
    public static double Transmission(double frequency)
    {
        double x = Math.PI * frequency * Cadence;
        double sinc = x > 0 ? Math.Sin(x) / x : 1;
        return sinc * sinc;
    }

    /// <summary>
    /// The density of the noise of photons and electronics, in ppm^2 per microhertz: the lower envelope of what was measured in orbit (Jenkins et al.
    /// 2010, ApJ 713, L120) as twice the variance times the cadence.
    /// </summary>
    /// <param name="magnitude">The star's magnitude in Kepler's band.</param>
    public static double WhiteNoise(double magnitude)
    {
        double electrons = 3.46e8 * Math.Pow(10, 0.4 * (12 - magnitude));
        double faint = Math.Max(1, magnitude / 14);
        double variance = 1e12 * (electrons + (7e6 * faint * faint * faint * faint)) / (electrons * electrons);
        return 2 * variance * Cadence;
    }

    /// <summary>
    /// Observed power: each frequency's power is its mean times a number from chi-square with two degrees of freedom, over 2. The samples are 0.009
    /// microhertz apart and four years resolve 0.008, so that their numbers are independent (Woodard 1984, PhD thesis, San Diego).
    /// </summary>
    /// <param name="density">The mean power; replaced by the observed one.</param>
    /// <param name="random">Where the numbers come from: as many as there are samples.</param>
    public static void Observe(Span<double> density, RandomSource random)
    {
        for (int i = 0; i < density.Length; i++)
        {
            density[i] *= -Math.Log(1 - random.NextDouble());
        }
    }
}
