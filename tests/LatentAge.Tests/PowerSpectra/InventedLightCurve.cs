using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.LatentAge.Tests.PowerSpectra;

/// <summary>
/// Light curves like those of Kepler: four years in steps of 29.4 minutes, with a gap each month and each quarter, and scattered points missing.
/// </summary>
static class InventedLightCurve
{
    const double Cadence = 29.4244 / 60 / 24;

    /// <summary>A light curve of noise and sinusoids.</summary>
    public static LightCurve Draw(int points, bool withErrors, string name, params (double Microhertz, double Amplitude)[] waves)
    {
        RandomSource random = RandomSource.FromName(name);
        List<double> time = [], flux = [], error = [];
        for (double t = 131.5; time.Count < points; t += Cadence)
        {
            if (t % 31 < 0.9 || t % 93 < 2.5 || random.NextDouble() < 0.01)
            {
                continue;
            }

            // The spacecraft's way around the Sun shifts the times that arrive there evenly.
            double observed = t + (0.0022 * Math.Sin(2 * Math.PI * t / 372.5));
            double sigma = 40 * (1 + (0.5 * random.NextDouble()));
            time.Add(observed);
            error.Add(sigma);
            flux.Add(1e5 + (sigma * random.NextGaussian()) + waves.Sum(wave =>
                wave.Amplitude * Math.Sin(2 * Math.PI * wave.Microhertz * 0.0864 * observed)));
        }

        return new LightCurve([.. time], [.. flux], withErrors ? [.. error] : null);
    }
}
