using Astra.Plugins.ApogeeNet;

namespace Astra.ApogeeNet.Tests;

public class SpectrumInputTests
{
    readonly float[] flux = new float[WavelengthGrid.Pixels];
    readonly float[] sigma = new float[WavelengthGrid.Pixels];

    [Fact]
    public void Raw_flux_is_left_alone_but_for_what_is_not_finite()
    {
        Spectrum spectrum = InventedStars.Spectrum("star", change: (f, _, _) => (f[1000], f[1001], f[10]) = (float.NaN, float.PositiveInfinity, 7));
        Prepare(InputSettings.Published, spectrum);
        Assert.Equal(0, flux[1000]);
        Assert.Equal(0, flux[1001]);
        Assert.Equal(7, flux[10]);
        Assert.Equal(spectrum.Flux.Span[2000], flux[2000]);
    }

    [Fact]
    public void Raw_errors_are_cut_at_five_times_their_median_gaps_included()
    {
        // Half of 8575 are below and half above a median that is 2 as long as fewer than half of the pixels are gaps.
        Spectrum spectrum = InventedStars.Spectrum(
            "star", change: (_, e, _) => (e[1000], e[1001], e[1002], e[1003]) = (float.NaN, float.PositiveInfinity, 11, 9));
        Prepare(InputSettings.Published, spectrum);
        Assert.Equal([0f, 10f, 10f, 9f], sigma[1000..1004]);
        Assert.Equal(10, sigma[0]);
        Assert.Equal(2, sigma[2000]);
    }

    [Fact]
    public void Gaps_in_most_pixels_do_not_make_the_cap()
    {
        Spectrum spectrum = InventedStars.Spectrum("star", change: (_, e, _) => Array.Fill(e, 1e10f, 300, 5000));
        Prepare(InputSettings.Published, spectrum);
        Assert.Equal(10, sigma.Max());
    }

    [Fact]
    public void Scaled_flux_is_relative_to_the_median_of_its_detector()
    {
        Spectrum spectrum = InventedStars.Spectrum("star", noise: 0.001, change: (f, _, _) =>
        {
            for (int p = 6300; p < f.Length; p++)
            {
                f[p] *= 0.7f;
            }
        });
        Prepare(InventedModel.Scaled, spectrum);
        Assert.Equal(0, flux[6412 + 10], 1e-3);
        Assert.Equal(0, flux[322 + 10], 1e-3);
        Assert.Equal(0.001 / 140, sigma[6412 + 10], 1e-7);
        Prepare(InventedModel.Scaled with { Median = InputSettings.OfSpectrum }, spectrum);
        Assert.Equal(-0.3, flux[6412 + 10], 1e-3);
        Assert.Equal(0, flux[322 + 10], 1e-3);
    }

    [Fact]
    public void Pixels_without_data_or_outside_of_the_model_are_neutral_and_have_no_noise()
    {
        Spectrum spectrum = InventedStars.Spectrum("star", change: (f, e, m) =>
        {
            (f[1000], e[1001], e[1002]) = (float.NaN, 1e10f, 0);
            m[1003] = PixelMask.CosmicRay;
            m[1004] = PixelMask.SkyLine;
        });
        Prepare(InventedModel.Scaled, spectrum);
        Assert.Equal([0f, 0f, 0f, 0f], flux[1000..1004]);
        Assert.Equal([0f, 0f, 0f, 0f], sigma[1000..1004]);
        Assert.True(sigma[1004] > 0);
        Assert.Equal((0f, 0f), (flux[300], sigma[300]));
        float[] input = new float[flux.Length];
        new SpectrumInput(InventedModel.Scaled with { Scaling = InputSettings.Logarithm }).ToInput(flux, input);
        Assert.Equal(0, input[1000]);
    }

    [Fact]
    public void Scaling_is_cut_and_multiplied()
    {
        float[] input = new float[4];
        new SpectrumInput(InventedModel.Scaled with { Clip = 0.5, Gain = 4 }).ToInput([0.1f, -3, 900, 0], input);
        Assert.Equal([0.4f, -2, 2, 0], input);
        new SpectrumInput(InventedModel.Scaled with { Scaling = InputSettings.Logarithm, Clip = 0.5, Gain = 4 }).ToInput([0.1f, -3, 900, 0], input);
        Assert.Equal([4 * MathF.Log(1.1f), 4 * MathF.Log(0.5f), 4 * MathF.Log(1.5f), 0], input);
    }

    [Fact]
    public void A_brighter_star_of_the_same_type_looks_the_same()
    {
        Prepare(InventedModel.Scaled, InventedStars.Spectrum("star"));
        float[] faint = [.. flux];
        Prepare(InventedModel.Scaled, InventedStars.Spectrum("star", change: (f, e, _) =>
        {
            for (int p = 0; p < f.Length; p++)
            {
                (f[p], e[p]) = (f[p] * 64, e[p] < 1e9f ? e[p] * 64 : e[p]);
            }
        }));
        Assert.Equal(faint, flux);
    }

    [Theory]
    [InlineData("square", "spectrum", "scaling 'square' is not known")]
    [InlineData("relative", "night", "the median is of 'night'")]
    [InlineData("raw", "spectrum", "all 8575 of them where the scaling is raw")]
    public void Settings_that_make_no_sense_are_named(string scaling, string median, string expected) =>
        Assert.Contains(expected, (InventedModel.Scaled with { Scaling = scaling, Median = median }).Fault());

    void Prepare(InputSettings settings, Spectrum spectrum) => new SpectrumInput(settings).Prepare(spectrum, flux, sigma);
}
