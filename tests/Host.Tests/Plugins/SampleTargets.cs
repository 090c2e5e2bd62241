namespace Astra.Host.Tests.Plugins;

/// <summary>Units of work for the test plugins.</summary>
static class SampleTargets
{
    /// <summary>A spectrum with a flux of 1 to 2 and an error of 0.1 everywhere, of its own for each number.</summary>
    public static Target Spectrum(int number, float snr = 100, double teff = 4800, int pixelsWithData = WavelengthGrid.Pixels)
    {
        float[] flux = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(pixel => pixel < pixelsWithData ? 1 + (((pixel * 7) + number) % 11 / 10f) : float.NaN)];
        float[] error = new float[WavelengthGrid.Pixels];
        Array.Fill(error, 0.1f);
        PixelMask[] mask = new PixelMask[WavelengthGrid.Pixels];
        mask[0] = PixelMask.Saturated;
        mask[1] = PixelMask.Telluric;
        return new Target(
            new Source(number, $"2M0000000{number}+0000000"),
            new Spectrum($"star-{number}", SpectrumKind.Combined, flux, error, mask) { Snr = snr },
            new Dictionary<string, InputValue>
            {
                ["ra"] = new(10 + number, "source.ra"),
                ["snr"] = new(snr, "spectrum.snr"),
                ["teff"] = new(teff, double.IsNaN(teff) ? null : "aspcap.teff"),
            });
    }
}
