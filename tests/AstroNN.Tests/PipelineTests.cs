using System.Reflection;
using Astra.Plugins.AstroNN;
using Astra.Testing;

namespace Astra.AstroNN.Tests;

public sealed class PipelineTests
{
    [Fact]
    public void An_answer_does_not_depend_on_batch_order_or_thread()
    {
        using InventedModel model = new();
        Target[] stars = [.. Enumerable.Range(0, 9).Select(i => InventedStars.Target($"star {i}"))];
        AstroNNResult[] alone = [.. stars.Select(star => Assert.Single(model.Open().Analyse([star], CancellationToken.None)))];
        Assert.Equal(alone, model.Open().Analyse(stars, CancellationToken.None));
        Assert.Equal(alone.Reverse(), model.Open().Analyse([.. stars.Reverse()], CancellationToken.None));

        AstroNNResult[] threaded = new AstroNNResult[stars.Length];
        AstroNNPipeline[] pipelines = [.. Enumerable.Range(0, 3).Select(_ => model.Open())];
        Parallel.For(0, 3, thread =>
        {
            for (int i = thread; i < stars.Length; i += 3)
            {
                threaded[i] = pipelines[thread].Analyse([stars[i]], CancellationToken.None)[0];
            }
        });
        Assert.Equal(alone, threaded);
        Assert.Equal(stars.Length, alone.Select(result => result.Teff).Distinct().Count());
    }

    [Fact]
    public void The_same_spectrum_under_another_name_draws_other_neurons()
    {
        using InventedModel model = new();
        Spectrum one = InventedStars.Spectrum("a star");
        Spectrum other = new("another name", one.Kind, one.Flux, one.Error, one.Mask);
        Assert.NotEqual(model.Analyse(InventedStars.Target(one)).Teff, model.Analyse(InventedStars.Target(other)).Teff);
    }

    [Fact]
    public void Labels_that_were_not_trained_are_NaN_and_the_others_have_values_and_errors()
    {
        using InventedModel model = new(change: label => label with { Error = new Neural.NoiseModel(2, 0.5) });
        AstroNNResult result = model.Analyse(InventedStars.Target("a star"));
        (float Value, float Error, float Raw, float RawError)[] trained =
        [
            (result.Teff, result.TeffError, result.RawTeff, result.RawTeffError),
            (result.Logg, result.LoggError, result.RawLogg, result.RawLoggError),
            (result.MgH, result.MgHError, result.RawMgH, result.RawMgHError),
            (result.FeH, result.FeHError, result.RawFeH, result.RawFeHError),
        ];
        Assert.All(trained, label =>
        {
            Assert.True(float.IsFinite(label.Value));
            Assert.Equal(label.Value, label.Raw);
            Assert.Equal(1, label.Error / ((2 * label.RawError) + 0.5f), 1e-5);
        });
        Assert.All(
            [result.CH, result.CHError, result.RawCH, result.RawCHError, result.C1H, result.Ti2H, result.RawCoH, result.DomainDistance],
            value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void A_label_that_the_model_gives_but_does_not_report_is_NaN()
    {
        using InventedModel model = new(labels: ["teff", "logg", "p_h", "fe_h"]);
        AstroNNSettings settings = model.Settings with { Untrained = [.. model.Settings.Untrained, "p_h"] };
        Model withoutPhosphorus = model.Model with { Manifest = model.Model.Manifest with { Settings = settings.ToJson() } };
        Target star = InventedStars.Target("a star");
        AstroNNResult result = InventedModel.Open(withoutPhosphorus).Analyse([star], CancellationToken.None)[0];
        Assert.True(float.IsNaN(result.PH));
        Assert.Equal(model.Analyse(star) with { PH = float.NaN, PHError = float.NaN, RawPH = float.NaN, RawPHError = float.NaN }, result);
    }

    [Fact]
    public void Bad_spectra_have_no_result_and_do_not_disturb_others()
    {
        using InventedModel model = new();
        Target nothing = InventedStars.Target(InventedStars.Spectrum("nothing", change: (flux, _, _) => flux.AsSpan().Fill(float.NaN)));
        Assert.Throws<NoResultException>(() => model.Analyse(nothing));
        Target masked = InventedStars.Target(InventedStars.Spectrum("masked", change: (_, _, mask) => mask.AsSpan().Fill(PixelMask.BadPixel)));
        Assert.Throws<NoResultException>(() => model.Analyse(masked));
        Target damaged = InventedStars.Target(InventedStars.Spectrum("damaged", change: (flux, error, _) =>
        {
            flux.AsSpan(1000, 50).Fill(float.NaN);
            error.AsSpan(5000, 50).Clear();
            (flux[7000], flux[7001]) = (float.PositiveInfinity, -1e30f);
        }));
        AstroNNResult result = model.Analyse(damaged);
        Assert.True(float.IsFinite(result.Teff) && float.IsFinite(result.TeffError));
    }

    [Fact]
    public void Passes_are_checked()
    {
        using InventedModel model = new();
        Assert.Contains("pipelines:AstroNN:passes is 1; set it to 2", Assert.Throws<ConfigurationException>(() => model.Open(("passes", 1))).Message);
        AstroNNResult few = Assert.Single(model.Open(("passes", 2)).Analyse([InventedStars.Target("a star")], CancellationToken.None));
        Assert.True(float.IsFinite(few.TeffError));
    }

    [Fact]
    public void Errors_hold_both_what_the_network_predicts_and_the_scatter_of_its_passes()
    {
        LabelSettings label = new("teff", 4600, 300, new Neural.NoiseModel(1, 0), []);
        LabelEstimate estimate = LabelEstimate.Of([1, 0, 2, 0, 3, 0], [-2, 0, -3, 0, -4, 0], 2, 3, label);
        Assert.Equal(4600 + (300 * 2), estimate.Value, 1e-9);
        Assert.Equal(300 * Math.Exp(-1.5), estimate.Predictive, 1e-9);
        Assert.Equal(300, estimate.Model, 1e-9);
        Assert.Equal(300 * Math.Sqrt(1 + Math.Exp(-3)), estimate.Total, 1e-9);
    }

    /// <summary>The columns of DR19's table that the pipeline fills; c_1_h and ti_2_h are there, which SDSS's pipeline leaves empty.</summary>
    [Fact]
    public void Columns_are_those_of_the_data_model()
    {
        string[] labels =
        [
            "teff", "logg", "c_h", "c_1_h", "n_h", "o_h", "na_h", "mg_h", "al_h", "si_h", "p_h",
            "s_h", "k_h", "ca_h", "ti_h", "ti_2_h", "v_h", "cr_h", "mn_h", "fe_h", "co_h", "ni_h",
        ];
        string[] expected =
        [
            .. labels.SelectMany(label => new[] { label, $"e_{label}" }),
            .. labels.SelectMany(label => new[] { $"raw_{label}", $"raw_e_{label}" }),
            "domain_distance",
        ];
        Assert.Equal(
            expected,
            typeof(AstroNNResult).GetProperties().OrderBy(property => property.MetadataToken)
                .Select(property => property.GetCustomAttribute<ColumnAttribute>()?.Name).OfType<string>());
    }
}
