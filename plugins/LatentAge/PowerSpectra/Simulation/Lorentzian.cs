namespace Astra.Plugins.LatentAge.PowerSpectra.Simulation;

/// <summary>The profile of a mode that is excited and damped all the time (Anderson, Duvall and Jefferies 1990, ApJ 364, 699).</summary>
static class Lorentzian
{
    // In half widths. One part in 94 of the area lies beyond; it is put back within.
    const double Reach = 60;

    // A profile of this many samples, and the wings of any at this distance, are as good as straight within a sample: to half a per cent.
    const double FewSamples = 4;

    static readonly double Within = 2 / Math.PI * Math.Atan(Reach);

    /// <summary>Adds a mode to a density of power. Narrow ones are averaged over each sample, so that none falls between two.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="frequencies">Where the density is known.</param>
    /// <param name="density">Its values, in ppm^2 per microhertz.</param>
    public static void Add(OscillationMode mode, FrequencySampling frequencies, Span<double> density)
    {
        double half = mode.Width / 2;
        double centre = (mode.Frequency - frequencies.First) / frequencies.Step, gamma = half / frequencies.Step;
        double reach = Math.Max(Reach * gamma, 2);
        int first = (int)Math.Max(0, Math.Ceiling(centre - reach)), last = (int)Math.Min(frequencies.Count - 1, Math.Floor(centre + reach));
        double area = mode.Power / (Math.PI * frequencies.Step * Within);
        bool narrow = gamma < FewSamples;
        double below = double.NaN;
        for (int i = first; i <= last; i++)
        {
            double offset = i - centre;
            if (narrow && Math.Abs(offset) < 2 * FewSamples)
            {
                double upTo = Math.Atan((offset + 0.5) / gamma);
                density[i] += area * (upTo - (double.IsNaN(below) ? Math.Atan((offset - 0.5) / gamma) : below));
                below = upTo;
            }
            else
            {
                density[i] += area * gamma / ((gamma * gamma) + (offset * offset));
            }
        }
    }
}
