namespace Astra.LatentAge.Tests;

/// <summary>Spectra of lines in a sloping continuum.</summary>
static class InventedSpectra
{
    /// <summary>A spectrum on the pixels of the detectors, with gaps between them as in apStar files.</summary>
    /// <param name="name">Decides the noise.</param>
    /// <param name="depth">The depth of the lines at a pixel of the 8575.</param>
    /// <param name="noise">One-sigma noise beside a continuum of about 200.</param>
    /// <param name="change">What else is done to it.</param>
    public static Spectrum Of(string name, Func<int, double> depth, double noise = 2, Action<float[], float[], PixelMask[]>? change = null)
    {
        RandomSource random = RandomSource.FromName(name);
        float[] flux = new float[WavelengthGrid.Pixels], error = new float[WavelengthGrid.Pixels];
        PixelMask[] mask = new PixelMask[WavelengthGrid.Pixels];
        Array.Fill(error, 1e10f);
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            for (int p = chip.Start.Value; p < chip.End.Value; p++)
            {
                flux[p] = (float)(((250 - (0.015 * p)) * (1 - depth(p))) + (noise * random.NextGaussian()));
                error[p] = (float)noise;
            }
        }

        change?.Invoke(flux, error, mask);
        return new Spectrum(name, SpectrumKind.Combined, flux, error, mask);
    }

    /// <summary>Random lines.</summary>
    public static Spectrum Of(string name, Action<float[], float[], PixelMask[]>? change = null)
    {
        RandomSource lines = RandomSource.FromName($"lines of {name}");
        double[] depths = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(p => p % 40 < 4 ? 0.3 * lines.NextDouble() : 0)];
        return Of(name, p => depths[p], change: change);
    }
}
