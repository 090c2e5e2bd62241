using Astra.Plugins.LatentAge;
using static Astra.LatentAge.Tests.InventedModel;

namespace Astra.LatentAge.Tests;

public sealed class PipelineTests : IDisposable
{
    readonly InventedModel model = new();

    public void Dispose() => model.Dispose();

    [Fact]
    public void An_answer_does_not_depend_on_batch_order_or_thread()
    {
        Target[] stars = [.. Enumerable.Range(0, 6).Select(i => Star(InventedSpectra.Of($"star {i}")))];
        LatentAgeResult[] alone = [.. stars.Select(model.Analyse)];
        Assert.Equal(alone, model.Open().Analyse(stars, CancellationToken.None));
        Assert.Equal(alone.Reverse(), model.Open().Analyse([.. stars.Reverse()], CancellationToken.None));
        LatentAgeResult[] threaded = new LatentAgeResult[stars.Length];
        Parallel.For(0, stars.Length, i => threaded[i] = model.Analyse(stars[i]));
        Assert.Equal(alone, threaded);
        Assert.Equal(stars.Length, alone.Select(result => result.Z0).Distinct().Count());
    }

    [Fact]
    public void A_giant_gets_an_age_a_state_and_what_the_latent_space_knows_each_with_an_error()
    {
        LatentAgeResult result = model.Analyse(Star(InventedSpectra.Of("a star")));
        Assert.Equal(LatentAgeFlags.None, result.Flags & ~(LatentAgeFlags.LargeAgeError | LatentAgeFlags.UncertainState));
        Assert.InRange(result.Age, 0.5f, 12.6f);
        Assert.InRange(Math.Log10(result.Age), result.LogAge - 1e-5, result.LogAge + 0.2);
        Assert.Equal(result.AgeError / result.Age, Math.Log(10) * result.LogAgeError, 1e-5);
        Assert.InRange(result.RedClumpProbability, 0, 1);
        Assert.InRange(result.NuMax, 10, 158.5f);
        Assert.True(result.NuMaxError > 0 && result.DeltaNuError > 0 && result.Z4Error > 0 && result.LogAgeError >= 0.02f);
        Assert.Equal((4700, 0, 2.8f, "AstroNN"), (result.Teff, result.FeH, result.Logg, result.LabelOrigin));

        // The model knows of [C/N] that it knows nothing, and of Teff it never heard.
        Assert.True(float.IsNaN(result.LatentCN) && float.IsNaN(result.LatentTeff) && float.IsNaN(result.DomainDistance));
    }

    [Theory]
    [InlineData(1.4, 120, 0, LatentAgeFlags.OutsideLatentRange | LatentAgeFlags.OutsideAgeRange)]
    [InlineData(3.7, 120, 0, LatentAgeFlags.OutsideLatentRange | LatentAgeFlags.OutsideAgeRange)]
    [InlineData(2.2, 120, 0, LatentAgeFlags.OutsideAgeRange)]
    [InlineData(2.8, 30, 0, LatentAgeFlags.LowSnr)]
    [InlineData(2.8, double.NaN, 0, LatentAgeFlags.LowSnr)]
    [InlineData(2.8, 120, 512, LatentAgeFlags.SpectrumFlagged)]
    [InlineData(2.8, 120, 8, LatentAgeFlags.SpectrumFlagged | LatentAgeFlags.BadSpectrum)]
    public void Where_the_method_does_not_apply_is_flagged_and_has_no_age(double logg, double snr, double flags, LatentAgeFlags expected)
    {
        LatentAgeResult result = model.Analyse(Star(InventedSpectra.Of("a star"), logg, snr, flags));
        Assert.Equal(expected, result.Flags & ~(LatentAgeFlags.LargeAgeError | LatentAgeFlags.UncertainState));
        Assert.Equal(expected.HasFlag(LatentAgeFlags.OutsideAgeRange), float.IsNaN(result.Age) && float.IsNaN(result.LogAgeError));
        Assert.True(float.IsFinite(result.Z0));
    }

    [Theory]
    [InlineData(5429, 0, false)]
    [InlineData(5431, 0, true)]
    [InlineData(4700, 0.44, true)]
    [InlineData(3950, 0, true)]
    public void Beyond_the_training_set_of_the_ages_by_more_than_the_error_is_bad(double teff, double feH, bool isOutside) => Assert.Equal(
        isOutside, model.Analyse(Star(InventedSpectra.Of("a star"), teff: teff, feH: feH)).Flags.HasFlag(LatentAgeFlags.OutsideLabelRange));

    [Fact]
    public void Errors_of_the_inputs_make_the_error_of_the_age_larger_unless_they_do_not_count()
    {
        Target[] sure = [.. Enumerable.Range(0, 12).Select(i => Star(InventedSpectra.Of($"star {i}"), teffError: 0))];
        LatentAgePipeline counting = model.Open(), published = model.Open(("sample_inputs", false));
        double with = counting.Analyse(sure, CancellationToken.None).Average(result => result.LogAgeError);
        double without = published.Analyse(sure, CancellationToken.None).Average(result => result.LogAgeError);
        Assert.True(with > without, $"{with} and {without}");
        Assert.Equal(
            counting.Analyse(sure, CancellationToken.None).Select(result => result.LogAge),
            published.Analyse(sure, CancellationToken.None).Select(result => result.LogAge));
    }

    [Fact]
    public void An_error_of_another_table_is_not_that_of_the_label()
    {
        Target star = Star(InventedSpectra.Of("a star"));
        Target mixed = new(star.Source, star.Spectrum, new Dictionary<string, InputValue>
        {
            ["teff"] = new(4700, "aspcap.teff"), ["e_teff"] = new(500, "AstroNN.e_teff"), ["logg"] = new(2.8, "AstroNN.logg"),
            ["fe_h"] = new(0, "AstroNN.fe_h"), ["e_fe_h"] = new(-1, "AstroNN.e_fe_h"), ["snr"] = new(100, "spectrum.snr"), ["spectrum_flags"] = new(0, null),
        });
        StarLabels labels = StarLabels.Of(mixed);
        Assert.Equal((0, 0, "aspcap, AstroNN"), (labels.TeffError, labels.FeHError, labels.Origin));
        Assert.Equal(30, StarLabels.Of(star).TeffError);
    }

    [Fact]
    public void A_model_without_ages_says_so()
    {
        using InventedModel without = new(withAges: false);
        LatentAgeResult result = without.Analyse(Star(InventedSpectra.Of("a star")));
        Assert.True(result.Flags.HasFlag(LatentAgeFlags.NoAgeModel) && float.IsNaN(result.Age) && float.IsFinite(result.NuMax));
    }

    [Fact]
    public void Bad_spectra_have_no_result_and_damage_is_borne()
    {
        Assert.Throws<NoResultException>(() => model.Analyse(Star(InventedSpectra.Of("nothing", (flux, _, _) => flux.AsSpan().Fill(float.NaN)))));
        Assert.Throws<NoResultException>(() => model.Analyse(Star(InventedSpectra.Of("masked", (_, _, mask) => mask.AsSpan().Fill(PixelMask.BadPixel)))));
        LatentAgeResult damaged = model.Analyse(Star(InventedSpectra.Of("damaged", (flux, error, _) =>
        {
            flux.AsSpan(1000, 50).Fill(float.NaN);
            error.AsSpan(5000, 50).Clear();
            (flux[7000], flux[7001]) = (float.PositiveInfinity, -1e30f);
        })));
        Assert.True(float.IsFinite(damaged.Age) && float.IsFinite(damaged.Z0Error));
        LatentAgeResult half = model.Analyse(Star(InventedSpectra.Of("half", (_, _, mask) => mask.AsSpan(0, 6000).Fill(PixelMask.BadPixel))));
        Assert.True(half.Flags.HasFlag(LatentAgeFlags.FewPixels));
    }

    [Fact]
    public void A_damaged_model_is_refused_with_the_file_and_the_reason()
    {
        Assert.Contains(
            "labels must be some of nu_max, delta_nu, excess_delta_nu", Refusal(model.Settings with { Labels = [.. model.Settings.Labels.Reverse()] }));
        Assert.Contains("log_age must have a scale of its error above zero", Refusal(model.Settings with { Age = model.Settings.Age! with { Range = [1, -1] } }));
        Assert.Contains(
            "forests.safetensors: 'fe_h.scale'",
            Refusal(model.Settings with { Labels = [.. model.Settings.Labels[..2], model.Settings.Labels[0] with { Name = "fe_h" }] }));
        File.WriteAllText(Path.Combine(model.Folder, LatentAgeModel.ForestFileName), "no weights");
        Assert.Contains("forests.safetensors", Refusal(model.Settings));

        string Refusal(LatentAgeSettings settings) => Assert.Throws<ConfigurationException>(() => InventedModel.Open(
            model.Model with { Manifest = model.Model.Manifest with { Settings = settings.ToJson() } })).Message;
    }

    [Fact]
    public void The_inspector_makes_power_spectra_of_places_in_the_latent_space()
    {
        IReadOnlyList<InspectionTable> tables = new LatentAgeInspector().Inspect(model.Model, new Dictionary<string, object> { ["latent"] = "0, 1,-0.5,0,2" });
        InspectionTable power = tables.Single(table => table.Name == "power-spectrum");
        Assert.Equal((2092, 2.0), (power.Rows.Count, power.Rows[0][0]));
        Assert.All(power.Rows, row => Assert.True(double.IsFinite((double)row[1])));
        Assert.Equal("no: the latent space does not know it", tables.Single(table => table.Name == "labels").Rows[2][4]);
        Assert.Contains("latent is '1,2'; set it to 5 numbers", Assert.Throws<ConfigurationException>(
            () => new LatentAgeInspector().Inspect(model.Model, new Dictionary<string, object> { ["latent"] = "1,2" })).Message);
    }
}
