namespace Astra.AstroNN.Tests;

/// <summary>Spectra of random lines.</summary>
static class InventedStars
{
    /// <summary>Lines in a sloping continuum of about 200 with gaps as in DR13 files, an error of 2 and noise to match.</summary>
    public static Spectrum Spectrum(string name, double noise = 2, Action<float[], float[], PixelMask[]>? change = null)
    {
        RandomSource random = RandomSource.FromName(name);
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[flux.Length];
        PixelMask[] mask = new PixelMask[flux.Length];
        Array.Fill(error, 1e10f);
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            for (int p = chip.Start.Value; p < chip.End.Value; p++)
            {
                double depth = p % 40 < 4 ? 0.3 * random.NextDouble() : 0;
                flux[p] = (float)((Continuum(p) * (1 - depth)) + (noise * random.NextGaussian()));
                error[p] = (float)noise;
            }
        }

        change?.Invoke(flux, error, mask);
        return new Spectrum(name, SpectrumKind.Combined, flux, error, mask);
    }

    public static double Continuum(int pixel) => 250 - (0.015 * pixel);

    public static Target Target(Spectrum spectrum, double spectrumFlags = double.NaN) => new(
        new Source(1, "2M00000000+0000000"),
        spectrum,
        new Dictionary<string, InputValue> { ["spectrum_flags"] = new(spectrumFlags, null) });

    public static Target Target(string name) => Target(Spectrum(name));
}
