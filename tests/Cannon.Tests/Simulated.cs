using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

/// <summary>Spectra on the 8575-pixel grid, made from a model; gaps are as the reduction writes them: flux 0, error 1e10.</summary>
static class Simulated
{
    public static Spectrum Spectrum(CannonModel model, double[] labels, float error, string noise, Func<int, double>? continuum = null)
    {
        RandomSource random = RandomSource.FromName(noise);
        double[] expected = model.Flux(labels);
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] errors = [.. Enumerable.Repeat(1e10f, flux.Length)];
        for (int n = 0; n < expected.Length; n++)
        {
            int p = model.Pixels[n];
            double level = continuum?.Invoke(p) ?? 1;
            flux[p] = (float)(level * (expected[n] + (error * random.NextGaussian())));
            errors[p] = (float)(level * error);
        }

        return new Spectrum(noise, SpectrumKind.Combined, flux, errors, new PixelMask[flux.Length]);
    }

    public static Spectrum Changed(Spectrum spectrum, Action<float[], float[], PixelMask[]> change)
    {
        float[] flux = spectrum.Flux.ToArray();
        float[] error = spectrum.Error.ToArray();
        PixelMask[] mask = spectrum.Mask.ToArray();
        change(flux, error, mask);
        return new Spectrum(spectrum.Identity, spectrum.Kind, flux, error, mask) { Snr = spectrum.Snr };
    }
}
