using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class LinearContinuumTests
{
    public static TheoryData<string> Methods => [ContinuumSettings.Polynomial, ContinuumSettings.SinesCosines];

    static readonly int[] Listed = ContinuumPixels.Parse(ContinuumPixels.Published);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Noise_does_not_move_the_normalised_flux(string method)
    {
        // Normalised flux at a signal-to-noise ratio of 20 and of 300: the mean over copies must agree within the noise of that mean, in each pixel and in
        // the mean over pixels, where an upper-envelope continuum is off by percents.
        const int Copies = 60;
        (double[] loud, double[] loudSquares) = Mean(method, 20, Copies);
        (double[] quiet, _) = Mean(method, 300, Copies);
        double sum = 0;
        double squares = 0;
        int pixels = 0;
        for (int n = 0; n < loud.Length; n++)
        {
            double error = Math.Sqrt(loudSquares[n] / Copies);
            sum += loud[n] - quiet[n];
            squares += Math.Pow((loud[n] - quiet[n]) / error, 2);
            pixels++;
        }

        Assert.InRange(squares / pixels, 0.9, 1.1);

        // The continuum's own noise is common to all pixels of a detector: 5 % over some 200 pixels and 60 copies.
        Assert.InRange(sum / pixels, -0.0015, 0.0015);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Errors_that_are_all_larger_by_a_factor_give_the_same_continuum(string method)
    {
        Spectrum spectrum = Observe(50, "scaled");
        double[] one = Fit(method, spectrum);
        double[] ten = Fit(method, Simulated.Changed(spectrum, (_, error, _) =>
        {
            for (int p = 0; p < error.Length; p++)
            {
                error[p] *= 8;
            }
        }));
        Assert.Equal(one, ten);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Lines_outside_of_the_continuum_pixels_do_not_matter(string method)
    {
        Spectrum spectrum = Observe(100, "lines");
        double[] without = Fit(method, spectrum);
        Assert.Equal(without, Fit(method, Simulated.Changed(spectrum, (flux, _, _) =>
        {
            for (int p = 0; p < flux.Length; p++)
            {
                flux[p] *= Listed.Contains(p) ? 1 : 0.3f;
            }
        })));
    }

    [Fact]
    public void A_slope_is_followed_by_the_polynomial()
    {
        double[] continuum = Fit(ContinuumSettings.Polynomial, Observe(1e6, "slope"));
        foreach (int p in new[] { 322, 1000, 3241, 5000, 8305 })
        {
            Assert.Equal(Level(p), continuum[p], 0.001 * Level(p));
        }

        Assert.All(new[] { 0, 321, 3242, 8306, 8574 }, p => Assert.True(double.IsNaN(continuum[p])));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_detector_with_too_few_continuum_pixels_has_no_continuum(string method)
    {
        Spectrum spectrum = Simulated.Changed(Observe(100, "gap"), (_, error, _) =>
        {
            foreach (int p in Listed.Where(p => p is >= 322 and < 3242).Skip(4))
            {
                error[p] = 1e10f;
            }
        });
        double[] continuum = Fit(method, spectrum);
        Assert.True(double.IsNaN(continuum[1000]));
        Assert.False(double.IsNaN(continuum[5000]));
    }

    [Fact]
    public void One_pixel_with_an_absurdly_small_error_does_not_carry_the_continuum_away()
    {
        Spectrum spectrum = Observe(200, "trusted");
        int culprit = Listed.First(p => p >= 1000);
        double[] before = Fit(ContinuumSettings.Polynomial, spectrum);
        double[] after = Fit(ContinuumSettings.Polynomial, Simulated.Changed(spectrum, (flux, error, _) => (flux[culprit], error[culprit]) = (1.5f * flux[culprit], 1e-6f)));
        Assert.Equal(before[culprit], after[culprit], 0.03 * before[culprit]);
    }

    [Fact]
    public void Sky_lines_and_bad_pixels_are_left_out()
    {
        ContinuumSettings settings = ContinuumSettings.Usual(ContinuumSettings.Polynomial);
        SpectrumNormaliser normaliser = new(settings, WavelengthGrid.Chips7214, 0, PixelMask.None);
        Spectrum masked = Simulated.Changed(Observe(100, "masked"), (_, _, mask) => mask[Listed.First(p => p >= 1000)] = PixelMask.SkyLine);
        Spectrum worse = Simulated.Changed(masked, (flux, _, _) => flux[Listed.First(p => p >= 1000)] = 1e6f);
        Assert.Equal(Flux(masked)[2000], Flux(worse)[2000]);

        double[] Flux(Spectrum spectrum)
        {
            double[] flux = new double[7214];
            normaliser.Normalise(spectrum, flux, new double[7214]);
            return flux;
        }
    }

    [Fact]
    public void The_published_list_has_672_pixels_and_lists_are_written_as_they_are_read()
    {
        Assert.Equal(672, Listed.Length);
        Assert.Equal(ContinuumPixels.Published.Replace("\n", ""), ContinuumPixels.Format(Listed));
        Assert.Equal([3, 5, 6, 7, 9], ContinuumPixels.Parse("9, 5-7 # the rest\n3;5"));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("8575")]
    [InlineData("-3")]
    [InlineData("7-5")]
    [InlineData("1-2-3")]
    public void What_is_no_list_of_pixels_is_refused(string text) => Assert.Contains($"'{text}' is not a pixel", Assert.Throws<FormatException>(() => ContinuumPixels.Parse(text)).Message);

    static double Level(int p) => 300 + (0.02 * p);

    /// <summary>A star with a sloping continuum, lines of up to 30 % and errors in proportion to the continuum.</summary>
    static Spectrum Observe(double signalToNoise, string name)
    {
        RandomSource lines = RandomSource.FromName("the same lines");
        RandomSource noise = RandomSource.FromName(name);
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        for (int p = 0; p < flux.Length; p++)
        {
            double depth = Listed.Contains(p) ? 0 : 0.3 * lines.NextDouble();
            error[p] = (float)(Level(p) / signalToNoise);
            flux[p] = (float)((Level(p) * (1 - depth)) + (error[p] * noise.NextGaussian()));
        }

        return new Spectrum(name, SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]);
    }

    static (double[] Mean, double[] Variance) Mean(string method, double signalToNoise, int copies)
    {
        SpectrumNormaliser normaliser = new(ContinuumSettings.Usual(method), WavelengthGrid.Chips7214, 0, PixelMask.Bad);
        double[] mean = new double[7214];
        double[] sumOfVariances = new double[7214];
        double[] flux = new double[7214];
        double[] variance = new double[7214];
        for (int n = 0; n < copies; n++)
        {
            Assert.Equal(7214, normaliser.Normalise(Observe(signalToNoise, $"{signalToNoise} {n}"), flux, variance).Used);
            for (int p = 0; p < flux.Length; p++)
            {
                mean[p] += flux[p] / copies;
                sumOfVariances[p] += variance[p] / copies;
            }
        }

        return (mean, sumOfVariances);
    }

    static double[] Fit(string method, Spectrum spectrum)
    {
        double[] continuum = new double[WavelengthGrid.Pixels];
        bool[] usable = [.. Enumerable.Range(0, continuum.Length).Select(spectrum.HasData)];
        new LinearContinuum(ContinuumSettings.Usual(method), WavelengthGrid.Chips7214).Fit(spectrum.Flux.Span, spectrum.Error.Span, usable, continuum);
        return continuum;
    }
}
