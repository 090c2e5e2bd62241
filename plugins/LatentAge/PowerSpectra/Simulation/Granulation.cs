namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>
/// The power of granulation: two components, flat up to a frequency and falling with its fourth power beyond, whose amplitude and frequencies follow
/// nu_max (Kallinger et al. 2014, A&amp;A 570, A41, model F and table 2, without the dependence on mass).
/// </summary>
/// <param name="NuMax">The frequency of maximum power, in microhertz.</param>
/// <param name="PowerFactor">By how much this star has more power than others of its nu_max.</param>
/// <param name="FrequencyFactor">By how much its frequencies are above those of others.</param>
sealed record Granulation(double NuMax, double PowerFactor, double FrequencyFactor)
{
    // Makes the integral of (norm a^2 / b) / (1 + (nu / b)^4) a^2.
    static readonly double Norm = 2 * Math.Sqrt(2) / Math.PI;

    /// <summary>The mean square of each component's variations, in ppm^2.</summary>
    public double Power => PowerFactor * Math.Pow(3382 * Math.Pow(NuMax, -0.609), 2);

    /// <summary>Where the slow component begins to fall, in microhertz.</summary>
    public double SlowFrequency => FrequencyFactor * 0.317 * Math.Pow(NuMax, 0.970);

    /// <summary>Where the fast component begins to fall, in microhertz.</summary>
    public double FastFrequency => FrequencyFactor * 0.948 * Math.Pow(NuMax, 0.992);

    /// <summary>Adds the density of power to another.</summary>
    /// <param name="frequencies">Where it is known.</param>
    /// <param name="density">In ppm^2 per microhertz.</param>
    public void Add(FrequencySampling frequencies, Span<double> density)
    {
        double power = Norm * Power, slow = SlowFrequency, fast = FastFrequency;
        double slowHeight = power / slow, fastHeight = power / fast;
        for (int i = 0; i < density.Length; i++)
        {
            double bySlow = frequencies[i] / slow, byFast = frequencies[i] / fast;
            bySlow *= bySlow;
            byFast *= byFast;
            density[i] += (slowHeight / (1 + (bySlow * bySlow))) + (fastHeight / (1 + (byFast * byFast)));
        }
    }
}
