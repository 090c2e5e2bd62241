using System.Text.Json;
using Astra.Plugins.ApogeeNet;

namespace Astra.ApogeeNet.Tests;

public class PipelineTests
{
    [Fact]
    public void A_batch_gives_what_batches_of_one_give()
    {
        using InventedModel model = new(withDomain: true);
        Target[] stars = [.. Enumerable.Range(0, 6).Select(i => InventedStars.Target($"star {i}"))];
        ApogeeNetPipeline pipeline = model.Open(("draws", 3));
        IReadOnlyList<ApogeeNetResult> together = pipeline.Analyse(stars, CancellationToken.None);
        ApogeeNetPipeline other = model.Open(("draws", 3));
        for (int i = stars.Length - 1; i >= 0; i--)
        {
            Assert.Equal(Assert.Single(other.Analyse([stars[i]], CancellationToken.None)), together[i]);
        }

        Assert.Equal(stars.Length, together.Select(result => result.Teff).Distinct().Count());
    }

    [Fact]
    public void Noise_makes_scatter_and_the_noise_model_makes_errors_of_it()
    {
        using InventedModel model = new();
        ApogeeNetResult quiet = model.Analyse(InventedStars.Target(InventedStars.Spectrum("star", noise: 0.2)));
        ApogeeNetResult noisy = model.Analyse(InventedStars.Target(InventedStars.Spectrum("star", noise: 20)));
        Assert.InRange(noisy.RawTeffError / quiet.RawTeffError, 20, 500);
        Assert.InRange(noisy.RawLoggError / quiet.RawLoggError, 20, 500);
        Assert.Equal((1.25 * noisy.RawTeffError) + 5, noisy.TeffError, 1e-3);
        Assert.Equal((1.5 * noisy.RawLoggError) + 0.01, noisy.LoggError, 1e-5);
        Assert.Equal((1.25 * noisy.RawFeHError) + 0.01, noisy.FeHError, 1e-5);
        Assert.NotEqual(noisy.Teff, noisy.TeffSampleMedian);
    }

    [Fact]
    public void Scatter_is_the_standard_deviation_of_the_draws_in_kelvin()
    {
        using InventedModel model = new();
        ApogeeNetModel loaded = ApogeeNetModel.Load(model.Model);
        NoisePasses passes = new(loaded, 5, 1);
        passes.Set(0, InventedStars.Spectrum("star"), InventedStars.Metadata);
        passes.Run([RandomSource.FromName("noise")], 1);
        double[] teff =
        [
            .. Enumerable.Range(1, 5).Select(pass => Math.Pow(10, (passes.Labels(0, pass)[1] * 0.0917675793170929) + 3.6705732345581055)),
        ];
        double mean = teff.Average();
        Prediction prediction = Prediction.Of(Label.Teff, passes, 0, loaded.Settings.Labels[1], new double[5]);
        Assert.Equal(Math.Sqrt(teff.Average(value => (value - mean) * (value - mean))), prediction.Scatter, 1e-9);
        Assert.Equal(teff.Order().ElementAt(2), prediction.Median);
        Assert.True(prediction.Scatter > 0);
    }

    [Fact]
    public void The_number_of_draws_changes_errors_and_not_labels()
    {
        using InventedModel model = new();
        ApogeeNetResult few = model.Analyse(InventedStars.Target("star"), ("draws", 2));
        ApogeeNetResult many = model.Analyse(InventedStars.Target("star"), ("draws", 9));
        Assert.Equal((few.Teff, few.Logg, few.FeH), (many.Teff, many.Logg, many.FeH));
        Assert.NotEqual(few.RawTeffError, many.RawTeffError);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1001)]
    public void A_useless_number_of_draws_is_refused(int draws)
    {
        using InventedModel model = new();
        Assert.Contains("draws is", Assert.Throws<ConfigurationException>(() => model.Open(("draws", draws))).Message);
    }

    [Fact]
    public void A_spectrum_without_data_has_no_result()
    {
        using InventedModel model = new();
        Spectrum empty = InventedStars.Spectrum("star", change: (_, error, _) => Array.Fill(error, 1e10f));
        Assert.Contains("None of the model's 7214 pixels has data",
            Assert.Throws<NoResultException>(() => model.Analyse(InventedStars.Target(empty))).Message);
        Spectrum masked = InventedStars.Spectrum("star", change: (_, _, mask) => Array.Fill(mask, PixelMask.Saturated));
        Assert.Contains("no mask bit of 16639", Assert.Throws<NoResultException>(() => model.Analyse(InventedStars.Target(masked))).Message);
        Spectrum dark = InventedStars.Spectrum("star", change: (flux, _, _) => Array.Clear(flux));
        Assert.Contains("no light", Assert.Throws<NoResultException>(() => model.Analyse(InventedStars.Target(dark))).Message);
    }

    [Fact]
    public void An_answer_that_is_not_finite_is_no_result()
    {
        using InventedModel model = new(InputSettings.Published, outputScale: 1);
        Spectrum monstrous = InventedStars.Spectrum("star", change: (flux, _, _) => Array.Fill(flux, float.MaxValue));
        Assert.Contains("not finite", Assert.Throws<NoResultException>(() => model.Analyse(InventedStars.Target(monstrous))).Message);
    }

    [Fact]
    public void Every_combination_of_missing_photometry_gives_a_flag_and_a_result()
    {
        using InventedModel model = new();
        double[][] stars =
        [
            [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN],
            [double.NaN, 13.1, 13.6, 12.4, 11.4, 10.9, 10.8],
            [-9999.99, 13.1, 13.6, 12.4, 11.4, 10.9, 10.8],
            [1.5, 99.99, 13.6, 12.4, 11.4, 10.9, 10.8],
            [1.5, 13.1, 13.6, 12.4, 11.4, -9999, 10.8],
        ];
        foreach (double[] metadata in stars)
        {
            ApogeeNetResult result = model.Analyse(InventedStars.Target(InventedStars.Spectrum("star"), metadata), ("draws", 2));
            Assert.True(result.Flags.HasFlag(ApogeeNetFlags.MissingPhotometry));
            Assert.True(float.IsFinite(result.Teff + result.Logg + result.TeffError));
        }
    }

    [Fact]
    public void A_negative_parallax_is_a_measurement()
    {
        using InventedModel model = new();
        double[] metadata = [-2, .. InventedStars.Metadata[1..]];
        ApogeeNetResult negative = model.Analyse(InventedStars.Target(InventedStars.Spectrum("star"), metadata), ("draws", 2));
        metadata[0] = double.NaN;
        ApogeeNetResult missing = model.Analyse(InventedStars.Target(InventedStars.Spectrum("star"), metadata), ("draws", 2));
        Assert.False(negative.Flags.HasFlag(ApogeeNetFlags.MissingPhotometry));
        Assert.NotEqual(negative.Teff, missing.Teff);
    }

    [Fact]
    public void A_spectrum_unlike_all_others_is_outside_of_the_domain()
    {
        using InventedModel model = new(withDomain: true);
        Target[] stars = [.. Enumerable.Range(0, 12).Select(i => InventedStars.Target($"usual {i}"))];
        IReadOnlyList<ApogeeNetResult> usual = model.Open(("draws", 2)).Analyse(stars, CancellationToken.None);
        Assert.InRange(usual.Count(result => result.Flags.HasFlag(ApogeeNetFlags.OutsideDomain)), 0, 4);
        Assert.All(usual, result => Assert.Equal(result.DomainDistance > 1, result.Flags.HasFlag(ApogeeNetFlags.OutsideDomain)));
        Spectrum odd = InventedStars.Spectrum("odd", change: (flux, _, _) =>
        {
            for (int p = 0; p < flux.Length; p++)
            {
                flux[p] *= 1 + (0.6f * MathF.Sin(p / 50f));
            }
        });
        ApogeeNetResult strange = model.Analyse(InventedStars.Target(odd), ("draws", 2));
        Assert.True(strange.DomainDistance > usual.Max(result => result.DomainDistance));
        Assert.True(strange.Flags.HasFlag(ApogeeNetFlags.OutsideDomain));
    }

    [Fact]
    public void A_model_without_a_domain_says_nothing_of_it()
    {
        using InventedModel model = new();
        ApogeeNetResult result = model.Analyse(InventedStars.Target("star"), ("draws", 2));
        Assert.True(float.IsNaN(result.DomainDistance));
        Assert.False(result.Flags.HasFlag(ApogeeNetFlags.OutsideDomain));
    }

    [Fact]
    public void A_run_that_is_to_stop_stops()
    {
        using InventedModel model = new();
        Assert.Throws<OperationCanceledException>(() => model.Open().Analyse([InventedStars.Target("star")], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Weights_that_do_not_fit_are_reported_with_their_file()
    {
        using InventedModel model = new();
        File.WriteAllText(Path.Combine(model.Folder, ApogeeNetModel.WeightFileName), "nothing of the kind");
        Assert.Contains(ApogeeNetModel.WeightFileName, Assert.Throws<ConfigurationException>(() => model.Open()).Message);
    }

    [Fact]
    public void Settings_of_another_model_are_reported()
    {
        using InventedModel model = new();
        JsonElement settings = JsonSerializer.SerializeToElement(new { labels = 3 });
        Model other = model.Model with { Manifest = model.Model.Manifest with { Settings = settings } };
        Assert.Contains("settings are not those of an ApogeeNet model",
            Assert.Throws<ConfigurationException>(() => ApogeeNetModel.Load(other)).Message);
    }
}
