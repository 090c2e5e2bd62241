using Astra.Plugins.ApogeeNet;

namespace Astra.ApogeeNet.Tests;

/// <summary>Spectra of random lines with photometry.</summary>
static class InventedStars
{
    public static readonly double[] Metadata = [1.5, 13.1, 13.6, 12.4, 11.4, 10.9, 10.8];

    /// <summary>Lines in a continuum of 200 with gaps as in DR13 files, an error of 2 and noise to match.</summary>
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
                flux[p] = (float)((200 * (1 - depth)) + (noise * random.NextGaussian()));
                error[p] = (float)noise;
            }
        }

        change?.Invoke(flux, error, mask);
        return new Spectrum(name, SpectrumKind.Combined, flux, error, mask);
    }

    public static Target Target(Spectrum spectrum, double[]? metadata = null)
    {
        double[] values = metadata ?? Metadata;
        return new Target(
            new Source(1, "2M00000000+0000000"),
            spectrum,
            MetadataVector.Inputs.Select((name, i) => (name, value: values[i])).ToDictionary(
                pair => pair.name, pair => new InputValue(pair.value, double.IsNaN(pair.value) ? null : $"source.{pair.name}")));
    }

    public static Target Target(string name) => Target(Spectrum(name));
}
