using System.Runtime.InteropServices;
using Astra.Fits;
using Astra.Plugins.AstroNN;
using Astra.Spectra;
using Astra.Testing;

namespace Astra.AstroNN.Tests;

public sealed class ContinuumNormalisationTests
{
    const int Pixels = ContinuumNormalisation.Pixels;

    [SharedDataAndAstropyFact]
    public void Real_spectra_are_normalised_as_numpy_does_it()
    {
        string[] files = [.. RealSpectra.Stars().Select(star => SharedData.Path("apstar", $"apStar-r6-{star}.fits"))];
        string output = Path.GetTempFileName();
        try
        {
            Python.AskJudge("continuum.py", [SharedData.Path("masks", "apogee_masks.fits"), output, .. files]);
            ReadOnlySpan<double> expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(output));
            ContinuumNormalisation normalisation = new();
            float[] flux = new float[Pixels], error = new float[Pixels];
            bool[] hasData = new bool[Pixels];
            int count = 0;
            foreach (Spectrum spectrum in RealSpectra.Stars().SelectMany(RealSpectra.Read))
            {
                normalisation.Normalise(spectrum, flux, error, hasData);
                for (int p = 0; p < Pixels; p++)
                {
                    double difference = Math.Abs(flux[p] - expected[(count * Pixels) + p]) / Math.Max(1, Math.Abs(flux[p]));
                    Assert.True(difference <= 1e-5, $"{spectrum.Identity}, pixel {p}: {flux[p]} and {expected[(count * Pixels) + p]}");
                }

                count++;
            }

            Assert.Equal(expected.Length, count * Pixels);
            Assert.True(count > 60, $"{count} spectra");
        }
        finally
        {
            File.Delete(output);
        }
    }

    [SharedDataFact]
    public void The_tables_are_those_of_astroNN()
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("masks", "apogee_masks.fits"));
        int[] continuum = new int[Pixels];
        ((ImageHdu)file.Find("CONTMASK7514")!).ReadRow(0, continuum);
        Assert.Equal(continuum.Select(value => value != 0), PixelTable.Continuum);
        Assert.Equal(ElementWindows.Read(SharedData.Path("masks", "apogee_masks.fits")), ElementWindows.Published());
    }

    [Fact]
    public void A_spectrum_is_one_where_it_has_no_lines()
    {
        (float[] flux, float[] error, bool[] hasData) = Normalise(Lineless());
        Assert.All(flux, value => Assert.Equal(1, value, 1e-5));
        Assert.All(hasData, Assert.True);
        Assert.Equal(2 / InventedStars.Continuum(246), error[0], 1e-7);
    }

    [Fact]
    public void Masked_pixels_are_one_but_still_take_part_in_the_fit()
    {
        (float[] plain, _, _) = Normalise(Lineless());
        (float[] flux, float[] error, bool[] hasData) = Normalise(Lineless((f, _, mask) =>
        {
            // Pixel 257 of the grid is the eleventh of the blue detector, a continuum pixel.
            f[257] *= 3;
            mask[257] = PixelMask.CosmicRay;
        }));
        Assert.Equal((1, 1, false), (flux[11], error[11], hasData[11]));
        Assert.NotEqual(plain[100], flux[100], 1e-4);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(12, false)]
    [InlineData(13, true)]
    public void Bits_0_to_7_and_12_mask(int bit, bool stays) =>
        Assert.Equal(stays, Normalise(Lineless((_, _, mask) => mask[300] = (PixelMask)(1 << bit))).HasData[300 - 246]);

    [Fact]
    public void Negative_flux_becomes_zero_and_what_is_not_finite_one()
    {
        (float[] flux, _, bool[] hasData) = Normalise(Lineless((f, _, _) => (f[300], f[301], f[302]) = (-5, float.NaN, float.PositiveInfinity)));
        Assert.Equal([0, 1, 1], flux[54..57]);
        Assert.Equal([true, false, false], hasData[54..57]);
        Assert.All(flux, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(float.NaN)]
    [InlineData(-1)]
    [InlineData(float.PositiveInfinity)]
    public void A_pixel_without_an_error_has_no_weight(float sigma)
    {
        (float[] flux, float[] error, bool[] hasData) = Normalise(Lineless((f, e, _) => (f[257], e[257]) = (f[257] * 3, sigma)));
        Assert.Equal(3, flux[11], 1e-4);
        Assert.Equal(1, flux[100], 1e-4);
        Assert.False(hasData[11]);
        Assert.Equal(float.PositiveInfinity, error[11]);
    }

    [Fact]
    public void A_dark_detector_is_one_and_the_others_are_normalised()
    {
        (float[] flux, float[] error, bool[] hasData) = Normalise(Lineless((f, e, _) =>
        {
            f.AsSpan(3585, 2495).Clear();
            e.AsSpan(3585, 2495).Fill(1e10f);
        }));
        Assert.All(flux, value => Assert.Equal(1, value, 1e-5));
        Assert.All(error[3028..5523], value => Assert.Equal(1, value));
        Assert.All(Enumerable.Range(0, Pixels), p => Assert.Equal(p is < 3028 or >= 5523, hasData[p]));
    }

    [Fact]
    public void Nothing_is_no_result()
    {
        string message = Assert.Throws<NoResultException>(() => Normalise(Lineless((f, _, _) => f.AsSpan().Fill(float.NaN)))).Message;
        Assert.Contains("None of the 7514 pixels has data", message);
        Assert.Throws<NoResultException>(() => Normalise(Lineless((_, _, mask) => mask.AsSpan().Fill(PixelMask.BadPixel))));
        Assert.Throws<NoResultException>(() => Normalise(Lineless((_, error, _) => error.AsSpan().Fill(0))));
    }

    [Fact]
    public void Pixels_that_were_not_seen_in_training_change_nothing()
    {
        bool[] seen = new bool[Pixels];
        seen.AsSpan(76, 2900).Fill(true);
        ContinuumNormalisation normalisation = new(seen);
        float[] one = new float[Pixels], other = new float[Pixels], error = new float[Pixels];
        bool[] hasData = new bool[Pixels];
        normalisation.Normalise(InventedStars.Spectrum("a star"), one, error, hasData);
        normalisation.Normalise(InventedStars.Spectrum("a star", change: (flux, _, _) => flux.AsSpan(246, 76).Fill(1e6f)), other, error, hasData);
        Assert.Equal(one, other);
        Assert.All(Enumerable.Range(0, Pixels), p => Assert.Equal(seen[p], hasData[p]));
        Assert.All(Enumerable.Range(0, Pixels).Where(p => !seen[p]), p => Assert.Equal(1, one[p]));
    }

    static Spectrum Lineless(Action<float[], float[], PixelMask[]>? change = null)
    {
        float[] flux = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(p => (float)InventedStars.Continuum(p))];
        float[] error = [.. Enumerable.Repeat(2f, flux.Length)];
        PixelMask[] mask = new PixelMask[flux.Length];
        change?.Invoke(flux, error, mask);
        return new Spectrum("lineless", SpectrumKind.Combined, flux, error, mask);
    }

    static (float[] Flux, float[] Error, bool[] HasData) Normalise(Spectrum spectrum)
    {
        float[] flux = new float[Pixels], error = new float[Pixels];
        bool[] hasData = new bool[Pixels];
        new ContinuumNormalisation().Normalise(spectrum, flux, error, hasData);
        return (flux, error, hasData);
    }
}
