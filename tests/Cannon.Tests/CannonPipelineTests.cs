using System.Diagnostics;
using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public sealed class CannonPipelineTests : IDisposable
{
    static readonly double[] Labels = [4460, 2.2, -0.34];

    readonly OpenedPipeline opened = OpenedPipeline.Invented(InventedModel.Settings());

    public void Dispose() => opened.Dispose();

    [Fact]
    public void A_spectrum_of_the_model_returns_its_labels_without_flags()
    {
        CannonResult result = opened.Analyse(Simulated.Spectrum(opened.Model, Labels, 0.005f, "a star"));
        Assert.InRange((result.Teff - Labels[0]) / result.TeffError, -4, 4);
        Assert.InRange((result.Logg - Labels[1]) / result.LoggError, -4, 4);
        Assert.InRange((result.FeH - Labels[2]) / result.FeHError, -4, 4);
        Assert.Equal(CannonFlags.None, result.Flags);
        Assert.Equal(1999, result.Pixels);
        Assert.Equal(1, result.Status);
        Assert.Equal("teff,logg,fe_h", result.Labels);
        Assert.Equal(result.TeffError, (float)Math.Sqrt(result.Covariance[0]));
        Assert.Equal(9, result.Covariance.Length);
    }

    [Fact]
    public void Labels_that_the_model_does_not_have_are_not_measured()
    {
        CannonResult result = opened.Analyse(Simulated.Spectrum(opened.Model, Labels, 0.005f, "a star"));
        Assert.True(float.IsNaN(result.AlphaFe) && float.IsNaN(result.AlphaFeError) && float.IsNaN(result.NiFe));
    }

    [Fact]
    public void The_model_beside_a_spectrum_is_what_its_labels_make_of_it()
    {
        Spectrum spectrum = Simulated.Spectrum(opened.Model, Labels, 0.005f, "a star");
        CannonResult result = opened.Analyse(spectrum);

        ModelSpectrum shown = opened.Pipeline.Model(OpenedPipeline.Target(spectrum));

        double[] expected = opened.Model.Flux(result.LabelValues);
        double chiSquare = 0;
        int pixels = 0;
        for (int n = 0; n < expected.Length; n++)
        {
            int pixel = opened.Model.Pixels[n];
            Assert.Equal((float)expected[n], shown.Model.Span[pixel]);
            if (float.IsFinite(shown.Flux.Span[pixel]))
            {
                chiSquare += Math.Pow((shown.Flux.Span[pixel] - shown.Model.Span[pixel]) / shown.Error.Span[pixel], 2);
                pixels++;
            }
        }

        Assert.Equal(result.Pixels, pixels);
        Assert.Equal(result.ChiSquare, chiSquare, 1e-3 * chiSquare);
        Assert.Equal(float.NaN, shown.Model.Span[0]);
    }

    [Fact]
    public void A_batch_gives_what_single_spectra_give_to_the_last_bit()
    {
        Spectrum[] spectra = Batch();
        IReadOnlyList<CannonResult> together = opened.Pipeline.Analyse([.. spectra.Select(OpenedPipeline.Target)], CancellationToken.None);
        for (int n = spectra.Length - 1; n >= 0; n--)
        {
            AssertSame(together[n], opened.Analyse(spectra[n]));
        }
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        Spectrum[] spectra = Batch();
        CannonResult[] alone = [.. spectra.Select(opened.Analyse)];
        Parallel.For(0, 4, _ =>
        {
            CannonPipeline own = new(opened.Context);
            IReadOnlyList<CannonResult> results = own.Analyse([.. spectra.Reverse().Select(OpenedPipeline.Target)], CancellationToken.None);
            for (int n = 0; n < alone.Length; n++)
            {
                AssertSame(alone[n], results[alone.Length - 1 - n]);
            }
        });
    }

    [Fact]
    public void What_lies_in_masked_pixels_and_in_pixels_without_error_changes_nothing()
    {
        using OpenedPipeline normalising = OpenedPipeline.Invented(InventedModel.Settings(ContinuumSettings.AspcapPolynomial));
        Spectrum spectrum = Simulated.Changed(Simulated.Spectrum(normalising.Model, Labels, 0.005f, "a star", Slope), (_, error, mask) =>
        {
            mask[500] = PixelMask.CosmicRay;
            error[600] = 0;
            error[601] = -1;
            error[602] = float.NaN;
        });
        Spectrum worse = Simulated.Changed(spectrum, (flux, error, _) =>
        {
            flux[500] = 1e30f;
            flux[600] = float.NaN;
            flux[601] = float.PositiveInfinity;
            flux[602] = -1e30f;
        });
        AssertSame(normalising.Analyse(spectrum), normalising.Analyse(worse));
    }

    [Fact]
    public void Warnings_in_the_mask_leave_pixels_in_and_sky_lines_take_them_out()
    {
        Spectrum spectrum = Simulated.Spectrum(opened.Model, Labels, 0.005f, "a star");
        Assert.Equal(1999, opened.Analyse(Simulated.Changed(spectrum, (_, _, mask) => mask[500] = PixelMask.PersistenceLow | PixelMask.Telluric)).Pixels);
        Assert.Equal(1998, opened.Analyse(Simulated.Changed(spectrum, (_, _, mask) => mask[500] = PixelMask.SkyLine)).Pixels);
        using OpenedPipeline all = OpenedPipeline.Invented(InventedModel.Settings(), ("bad_pixel_mask", 0));
        Assert.Equal(1999, all.Analyse(Simulated.Changed(spectrum, (_, _, mask) => mask[500] = PixelMask.SkyLine)).Pixels);
    }

    [Fact]
    public void The_continuum_of_the_spectrum_does_not_matter_to_a_model_that_normalises()
    {
        using OpenedPipeline normalising = OpenedPipeline.Invented(InventedModel.Settings(ContinuumSettings.AspcapPolynomial));
        CannonResult flat = normalising.Analyse(Simulated.Spectrum(normalising.Model, Labels, 0.005f, "a star"));
        CannonResult sloping = normalising.Analyse(Simulated.Spectrum(normalising.Model, Labels, 0.005f, "a star", Slope));
        Assert.Equal(flat.Teff, sloping.Teff, flat.TeffError);
        Assert.Equal(flat.FeH, sloping.FeH, flat.FeHError);
        Assert.Equal(flat.TeffError, sloping.TeffError, 0.05 * flat.TeffError);
    }

    [Fact]
    public void Errors_below_the_floor_of_the_training_spectra_are_raised_to_it()
    {
        using OpenedPipeline floored = OpenedPipeline.Invented(InventedModel.Settings() with { ErrorFloor = 0.02 });
        Spectrum precise = Simulated.Spectrum(opened.Model, Labels, 1e-4f, "a star");
        Spectrum atFloor = Simulated.Changed(precise, (_, error, _) => Array.ForEach(opened.Model.Pixels, p => error[p] = 0.02f));
        Assert.Equal(opened.Analyse(atFloor).TeffError, floored.Analyse(precise).TeffError, 1e-4);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "NaN flux", "1999 have no finite flux, 0 no error between 0 and 1e9, 0 are masked" },
        { "zero error", "0 have no finite flux, 1999 no error between 0 and 1e9, 0 are masked" },
        { "negative error", "0 have no finite flux, 1999 no error between 0 and 1e9, 0 are masked" },
        { "NaN error", "0 have no finite flux, 1999 no error between 0 and 1e9, 0 are masked" },
        { "all masked", "0 have no finite flux, 0 no error between 0 and 1e9, 1999 are masked (bad_pixel_mask 20735)" },
        { "all negative", "0 have no finite flux, 0 no error between 0 and 1e9, 0 are masked (bad_pixel_mask 20735), 1999 lie where no continuum could be fitted" },
        { "all zero", "0 have no finite flux, 0 no error between 0 and 1e9, 0 are masked (bad_pixel_mask 20735), 1999 lie where no continuum could be fitted" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_spectrum_without_usable_pixels_has_no_result_and_a_message_with_the_numbers(string fault, string expected)
    {
        using OpenedPipeline normalising = OpenedPipeline.Invented(InventedModel.Settings(ContinuumSettings.AspcapPolynomial));
        Spectrum broken = Simulated.Changed(Simulated.Spectrum(normalising.Model, Labels, 0.005f, "a star"), (flux, error, mask) =>
        {
            switch (fault)
            {
                case "NaN flux": Array.Fill(flux, float.NaN); break;
                case "zero error": Array.Fill(error, 0); break;
                case "negative error": Array.Fill(error, -1); break;
                case "NaN error": Array.Fill(error, float.NaN); break;
                case "all masked": Array.Fill(mask, PixelMask.BadPixel); break;
                case "all negative": Array.Fill(flux, -1); break;
                default: Array.Fill(flux, 0); break;
            }
        });
        Stopwatch clock = Stopwatch.StartNew();
        NoResultException none = Assert.Throws<NoResultException>(() => normalising.Analyse(broken));
        Assert.StartsWith("Only 0 of the model's 1999 pixels can be used, and min_pixels is 1000", none.Message);
        Assert.Contains(expected, none.Message);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Too_few_pixels_are_counted_and_the_limit_can_be_set()
    {
        Spectrum few = Simulated.Changed(Simulated.Spectrum(opened.Model, Labels, 0.005f, "a star"), (flux, _, _) => Array.Fill(flux, float.NaN, 0, 4900));
        NoResultException none = Assert.Throws<NoResultException>(() => opened.Analyse(few));
        Assert.Contains("Only 100 of the model's 1999 pixels can be used", none.Message);
        using OpenedPipeline lenient = OpenedPipeline.Invented(InventedModel.Settings(), ("min_pixels", 50));
        CannonResult result = lenient.Analyse(few);
        Assert.Equal(100, result.Pixels);
        Assert.True(result.Flags.HasFlag(CannonFlags.FewPixels));
    }

    [Fact]
    public void A_star_far_from_the_training_stars_is_flagged_label_by_label()
    {
        CannonFlags flags = opened.Analyse(Simulated.Spectrum(opened.Model, [4500 + 600, 2, -0.3], 0.005f, "hot")).Flags;
        Assert.True(flags.HasFlag(CannonFlags.TeffOutOfRange | CannonFlags.SparselyTrained | CannonFlags.FarFromTraining));
        Assert.False(flags.HasFlag(CannonFlags.LoggOutOfRange));
        Assert.True(opened.Analyse(Simulated.Spectrum(opened.Model, [4500, 2 - 3, -0.3], 0.005f, "bright")).Flags.HasFlag(CannonFlags.LoggOutOfRange));
        Assert.True(opened.Analyse(Simulated.Spectrum(opened.Model, [4500, 2, -0.3 + 0.6], 0.005f, "rich")).Flags.HasFlag(CannonFlags.FeHOutOfRange));
    }

    [Fact]
    public void A_spectrum_that_the_model_cannot_describe_is_flagged()
    {
        Spectrum strange = Simulated.Changed(Simulated.Spectrum(opened.Model, Labels, 0.005f, "strange"), (flux, _, _) =>
        {
            for (int p = 0; p < flux.Length; p += 7)
            {
                flux[p] *= 0.9f;
            }
        });
        CannonResult result = opened.Analyse(strange);
        Assert.True(result.ReducedChiSquare > 3);
        Assert.True(result.Flags.HasFlag(CannonFlags.PoorFit | CannonFlags.BadFit));
    }

    [Fact]
    public void A_fit_that_runs_out_of_iterations_is_flagged()
    {
        using OpenedPipeline hasty = OpenedPipeline.Invented(InventedModel.Settings(), ("max_iterations", 1));
        CannonResult result = hasty.Analyse(Simulated.Spectrum(hasty.Model, Labels, 0.005f, "a star"));
        Assert.True(result.Flags.HasFlag(CannonFlags.NotConverged));
        Assert.Equal(2, result.Status);
    }

    [Theory]
    [InlineData("max_iterations", 0, "pipelines:Cannon:max_iterations is 0; set it to 1 or more.")]
    [InlineData("min_pixels", 3, "pipelines:Cannon:min_pixels is 3; set it to 4 or more.")]
    public void An_option_out_of_range_is_a_configuration_error(string option, int value, string message)
    {
        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => OpenedPipeline.Invented(InventedModel.Settings(), (option, value)));
        Assert.Equal(message, wrong.Message);
    }

    [Fact]
    public void A_cancelled_batch_stops()
    {
        Target target = OpenedPipeline.Target(Simulated.Spectrum(opened.Model, Labels, 0.005f, "a star"));
        Assert.Throws<OperationCanceledException>(() => opened.Pipeline.Analyse([target], new CancellationToken(canceled: true)));
    }

    static double Slope(int pixel) => 300 + (0.02 * (pixel - 4000));

    Spectrum[] Batch() => [.. Enumerable.Range(0, 9).Select(n => Simulated.Spectrum(opened.Model, [4300 + (40 * n), 2 + (0.05 * n), -0.3], 0.01f * (n + 1), $"star {n}"))];

    static void AssertSame(CannonResult expected, CannonResult actual)
    {
        Assert.Equal(expected.Covariance, actual.Covariance);
        Assert.Equal(expected.LabelValues, actual.LabelValues);
        Assert.Equal(expected.LabelErrors, actual.LabelErrors);
        Assert.Equal(expected, actual with { Covariance = expected.Covariance, LabelValues = expected.LabelValues, LabelErrors = expected.LabelErrors });
    }
}
