namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>Evenly spaced frequencies.</summary>
/// <param name="First">The first frequency, in microhertz.</param>
/// <param name="Step">Their distance, in microhertz.</param>
/// <param name="Count">Their number.</param>
sealed record FrequencySampling(double First, double Step, int Count)
{
    /// <summary>
    /// 2 to 270 microhertz in steps of 0.009, 29778 of them: the resolution of four years, up to just below the Nyquist frequency of Kepler's long
    /// cadence (Leung et al. 2023, section 4).
    /// </summary>
    public static FrequencySampling Giants { get; } = new(2, 0.009, 29778);

    /// <summary>A frequency in microhertz.</summary>
    /// <param name="index">0-based.</param>
    public double this[int index] => First + (index * Step);
}
