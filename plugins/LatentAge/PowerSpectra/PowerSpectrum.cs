namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// What the latent-age network learns to reproduce: the natural logarithm of the power over its background, smoothed, on the 2092 pixels of
/// <see cref="PixelGrid"/> (Leung et al. 2023, section 4). Simulated power goes through the same steps as that of light curves.
/// </summary>
static class PowerSpectrum
{
    static readonly Lazy<Periodogram> Periodogram = new(() => new Periodogram(FrequencySampling.Giants));

    /// <summary>The power spectrum of a light curve.</summary>
    /// <param name="curve">The light curve.</param>
    /// <returns>2092 natural logarithms of power over background.</returns>
    /// <exception cref="BadInputException">The flux does not vary.</exception>
    public static double[] Of(LightCurve curve) => FromPower(Periodogram.Value.Power(curve));

    /// <summary>The power spectrum from unsmoothed power with its background.</summary>
    /// <param name="power">Power at each of <see cref="FrequencySampling.Giants"/>, in any unit.</param>
    /// <returns>2092 natural logarithms of power over background.</returns>
    /// <exception cref="BadInputException">There is no power around some frequency, or it is not finite.</exception>
    public static double[] FromPower(ReadOnlySpan<double> power)
    {
        PixelGrid grid = PixelGrid.Giants;
        double[] background = Background.Of(power, grid.Sampling);
        double[] flat = new double[power.Length];
        for (int i = 0; i < flat.Length; i++)
        {
            flat[i] = power[i] / background[i];
            if (!double.IsFinite(flat[i]))
            {
                throw new BadInputException(FormattableString.Invariant(
                    $"there is no finite power around {grid.Sampling[i]:F3} microhertz ({power[i]} over a background of {background[i]}): does the flux vary?"));
            }
        }

        double[] pixels = grid.Rebin(Smoothing.Apply(flat, grid.Sampling.Step));
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Math.Log(pixels[i]);
        }

        return pixels;
    }
}
