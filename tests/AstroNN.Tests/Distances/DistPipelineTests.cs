using System.Reflection;
using Astra.Neural;
using Astra.Plugins.AstroNN.Distances;

namespace Astra.AstroNN.Tests.Distances;

public class DistPipelineTests
{
    static readonly (string, double)[] Known =
    [
        ("source.k_mag", 9), ("source.a_k", 0.1), ("gaia.parallax", 0.8), ("gaia.parallax_error", 0.02), ("gaia.phot_g_mean_mag", 12.5),
        ("gaia.nu_eff_used_in_astrometry", 1.4), ("gaia.astrometric_params_solved", 31), ("gaia.ecl_lat", 30),
    ];

    [Fact]
    public void A_batch_gives_what_batches_of_one_give_in_any_order()
    {
        using InventedDistModel model = new();
        Target[] stars =
        [
            .. Enumerable.Range(0, 5).Select(i =>
                InventedDistModel.Star(InventedStars.Spectrum($"star {i}"), ("source.k_mag", 8 + i), ("source.a_k", 0.1 * i))),
        ];
        AstroNNDistPipeline pipeline = model.Open(("passes", 8));
        IReadOnlyList<AstroNNDistResult> together = pipeline.Analyse(stars, CancellationToken.None);
        AstroNNDistPipeline other = model.Open(("passes", 8));
        for (int i = stars.Length - 1; i >= 0; i--)
        {
            Assert.Equal(Assert.Single(other.Analyse([stars[i]], CancellationToken.None)), together[i]);
        }

        Assert.Equal(stars.Length, together.Select(result => result.Luminosity).Distinct().Count());
    }

    [Fact]
    public void Threads_give_the_same_to_the_last_bit()
    {
        using InventedDistModel model = new();
        Target[] stars = [.. Enumerable.Range(0, 4).Select(i => InventedDistModel.Star(InventedStars.Spectrum($"star {i}"), Known))];
        AstroNNDistResult[] alone = [.. stars.Select(star => model.Analyse(star))];
        AstroNNDistResult[] apart = new AstroNNDistResult[stars.Length];
        Parallel.For(0, stars.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => apart[i] = model.Analyse(stars[i]));
        Assert.Equal(alone, apart);
    }

    [Fact]
    public void Every_star_uses_its_own_K_and_its_own_extinction()
    {
        using InventedDistModel model = new();
        Spectrum spectrum = InventedStars.Spectrum("one");
        Target[] stars =
        [
            InventedDistModel.Star(spectrum, ("source.k_mag", 9), ("source.a_k", 0)),
            InventedDistModel.Star(spectrum, ("source.k_mag", 14), ("source.a_k", 0)),
            InventedDistModel.Star(spectrum, ("source.k_mag", 14), ("source.a_k", 0.5)),
            InventedDistModel.Star(spectrum, ("source.k_mag", 14), ("source.ebv_sfd", 0.5 / 0.3517)),
        ];
        IReadOnlyList<AstroNNDistResult> results = model.Open(("passes", 8)).Analyse(stars, CancellationToken.None);
        Assert.Single(results.Select(result => result.Luminosity).Distinct());
        Assert.Equal(10, results[1].Distance / results[0].Distance, 1e-4);
        Assert.Equal(Math.Pow(10, -0.1), results[2].Distance / results[1].Distance, 1e-5);
        Assert.Equal(results[2].Distance, results[3].Distance, 1e-3 * results[2].Distance);
        Assert.Equal([0, 0, 0.5f, 0.5f], results.Select(result => result.Extinction));
    }

    [Fact]
    public void Distance_follows_from_pseudo_luminosity_and_photometry()
    {
        using InventedDistModel model = new();
        AstroNNDistResult result = model.Analyse(InventedDistModel.Star(InventedStars.Spectrum("one"), Known));
        Assert.True(result.Luminosity > 0 && result.LuminosityError > result.LuminosityModelError && result.LuminosityModelError > 0);
        Assert.Equal(1000 * Math.Pow(10, 0.2 * 8.9) / result.Luminosity, result.Distance, 1e-3);
        Assert.Equal(1000 / result.Distance, result.Parallax, 1e-5);
        Assert.Equal(result.LuminosityError / result.Luminosity, result.DistanceError / result.Distance, 1e-6);
        Assert.Equal(result.LuminosityModelError / result.Luminosity, result.ParallaxModelError / result.Parallax, 1e-6);
    }

    [Fact]
    public void The_reported_error_is_the_networks_times_the_models_scale()
    {
        using InventedDistModel plain = new();
        using InventedDistModel scaled = new(errorScale: 1.5);
        Target star = InventedDistModel.Star(InventedStars.Spectrum("one"), Known);
        AstroNNDistResult one = plain.Analyse(star);
        AstroNNDistResult other = scaled.Analyse(star);
        Assert.Equal(1.5 * one.LuminosityError, other.LuminosityError, 1e-4 * one.LuminosityError);
        Assert.Equal(1.5 * one.DistanceError, other.DistanceError, 1e-4 * one.DistanceError);
        Assert.Equal(one.LuminosityModelError, other.LuminosityModelError);
    }

    [Fact]
    public void The_weighted_parallax_takes_the_total_error_and_the_second_one_the_model_error()
    {
        using InventedDistModel model = new();
        AstroNNDistResult result = model.Analyse(InventedDistModel.Star(InventedStars.Spectrum("one"), Known));
        double zeroPoint = GaiaZeroPoint.Of(12.5, 1.4, double.NaN, 30, 31);
        Assert.Equal(zeroPoint, result.GaiaZeroPoint, 1e-7);
        Assert.Equal(0.8 - zeroPoint, result.GaiaParallax, 1e-6);
        Check(result.ParallaxError, result.WeightedParallax, result.WeightedParallaxError, result.WeightedDistance, result.WeightedDistanceError);
        Check(
            result.ParallaxModelError, result.ModelWeightedParallax, result.ModelWeightedParallaxError, result.ModelWeightedDistance,
            result.ModelWeightedDistanceError);
        Assert.True(result.WeightedParallaxError > result.ModelWeightedParallaxError);

        void Check(double error, double parallax, double parallaxError, double distance, double distanceError)
        {
            double a = 1 / (error * error);
            double b = 1 / (0.02 * 0.02);
            Assert.Equal(((result.Parallax * a) + (result.GaiaParallax * b)) / (a + b), parallax, 1e-5);
            Assert.Equal(1 / Math.Sqrt(a + b), parallaxError, 1e-6);
            Assert.Equal(1000 / parallax, distance, 1e-2);
            Assert.Equal(distance * parallaxError / parallax, distanceError, 1e-2);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(99.99)]
    [InlineData(-9999)]
    public void Without_K_the_pseudo_luminosity_stays_and_the_weighted_distance_is_Gaias(double k)
    {
        using InventedDistModel model = new();
        AstroNNDistResult result = model.Analyse(InventedDistModel.Star(
            InventedStars.Spectrum("one"), ("source.k_mag", k), ("source.a_k", 0.1), ("source.plx", 0.8), ("source.e_plx", 0.02)));
        Assert.True(result.Flags.HasFlag(AstroNNDistFlags.MissingPhotometry));
        Assert.True(float.IsFinite(result.Luminosity + result.LuminosityError));
        Assert.True(float.IsNaN(result.Distance) && float.IsNaN(result.Parallax) && float.IsNaN(result.DistanceError));
        Assert.Equal(0.83464f, result.WeightedParallax, 1e-5);
        Assert.Equal(0.02f, result.WeightedParallaxError, 1e-6);
        Assert.True(result.Flags.HasFlag(AstroNNDistFlags.ConstantZeroPoint));
    }

    [Fact]
    public void Without_extinction_the_distance_is_that_of_none_and_flagged_and_zero_is_not_missing()
    {
        using InventedDistModel model = new();
        Spectrum spectrum = InventedStars.Spectrum("one");
        AstroNNDistResult missing = model.Analyse(InventedDistModel.Star(spectrum, ("source.k_mag", 9), ("source.a_k", -9999)));
        AstroNNDistResult zero = model.Analyse(InventedDistModel.Star(spectrum, ("source.k_mag", 9), ("source.a_k", 0)));
        Assert.True(missing.Flags.HasFlag(AstroNNDistFlags.MissingExtinction));
        Assert.True(float.IsNaN(missing.Extinction));
        Assert.False(zero.Flags.HasFlag(AstroNNDistFlags.MissingExtinction));
        Assert.Equal(0, zero.Extinction);
        Assert.Equal(zero.Distance, missing.Distance);
    }

    [Fact]
    public void Without_Gaia_the_weighted_distance_is_the_networks()
    {
        using InventedDistModel model = new();
        AstroNNDistResult result = model.Analyse(InventedDistModel.Star(InventedStars.Spectrum("one"), ("source.k_mag", 9), ("source.a_k", 0)));
        Assert.True(result.Flags.HasFlag(AstroNNDistFlags.NoParallax));
        Assert.True(float.IsNaN(result.GaiaParallax) && float.IsNaN(result.GaiaZeroPoint));
        Assert.Equal((result.Parallax, result.ParallaxError), (result.WeightedParallax, result.WeightedParallaxError));
        Assert.Equal(result.ParallaxModelError, result.ModelWeightedParallaxError);
    }

    [Fact]
    public void A_negative_parallax_is_flagged_and_not_used()
    {
        using InventedDistModel model = new();
        AstroNNDistResult result = model.Analyse(InventedDistModel.Star(
            InventedStars.Spectrum("one"), ("source.k_mag", 9), ("source.a_k", 0), ("source.plx", -0.5), ("source.e_plx", 0.05)));
        Assert.True(result.Flags.HasFlag(AstroNNDistFlags.NegativeParallax));
        Assert.False(result.Flags.HasFlag(AstroNNDistFlags.NoParallax));
        Assert.Equal(result.Parallax, result.WeightedParallax);
    }

    [Fact]
    public void A_parallax_of_one_table_does_not_take_the_error_of_another()
    {
        using InventedDistModel model = new();
        AstroNNDistResult result = model.Analyse(InventedDistModel.Star(
            InventedStars.Spectrum("one"), ("source.k_mag", 9), ("gaia.parallax", 0.8), ("source.e_plx", 0.02)));
        Assert.True(result.Flags.HasFlag(AstroNNDistFlags.NoParallax));
    }

    [Fact]
    public void The_ecliptic_latitude_is_computed_where_no_catalogue_has_it()
    {
        using InventedDistModel model = new();
        (string, double)[] position = [.. Known.Where(value => value.Item1 != "gaia.ecl_lat"), ("source.ra", 279.2347), ("source.dec", 38.7837)];
        AstroNNDistResult result = model.Analyse(InventedDistModel.Star(InventedStars.Spectrum("one"), position));
        Assert.Equal(GaiaZeroPoint.Of(12.5, 1.4, double.NaN, 61.7327, 31), result.GaiaZeroPoint, 1e-6);
    }

    [Fact]
    public void A_spectrum_without_data_has_no_result()
    {
        using InventedDistModel model = new();
        Spectrum empty = InventedStars.Spectrum("star", change: (_, error, _) => Array.Fill(error, 1e10f));
        Assert.Throws<NoResultException>(() => model.Analyse(InventedDistModel.Star(empty, Known)));
    }

    [Fact]
    public void An_answer_that_is_not_finite_is_no_result()
    {
        using InventedDistModel model = new(network => network.Parameters.First(parameter => parameter.Name == "dense_var.bias").Value[0] = 1e5f);
        Target star = InventedDistModel.Star(InventedStars.Spectrum("one"), Known);
        Assert.Contains("not finite", Assert.Throws<NoResultException>(() => model.Analyse(star)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_001)]
    public void A_useless_number_of_passes_is_refused(int passes)
    {
        using InventedDistModel model = new();
        Assert.Contains("passes is", Assert.Throws<ConfigurationException>(() => model.Open(("passes", passes))).Message);
    }

    [Fact]
    public void A_run_that_is_to_stop_stops()
    {
        using InventedDistModel model = new();
        Assert.Throws<OperationCanceledException>(() => model.Open().Analyse(
            [InventedDistModel.Star(InventedStars.Spectrum("one"), Known)], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Columns_are_those_of_the_data_model_and_our_own()
    {
        // astraAllStarAstroNNdist, HDU 2, columns 180 to 196; L_fakemag there is l_fakemag here.
        string[] published =
        [
            "a_k_mag", "l_fakemag", "l_fakemag_err", "l_fakemag_model_err", "nn_dist", "nn_dist_err", "nn_dist_model_err",
            "nn_parallax", "nn_parallax_err", "nn_parallax_model_err", "gdr3_parallax_w_zp", "gdr3_parallax_err", "gdr3_zeropoint",
            "weighted_parallax", "weighted_parallax_err", "weighted_dist", "weighted_dist_err",
        ];
        string[] own =
            ["weighted_parallax_model", "weighted_parallax_model_err", "weighted_dist_model", "weighted_dist_model_err", "domain_distance"];
        Assert.Equal(
            [.. published, .. own],
            typeof(AstroNNDistResult).GetProperties().Select(property => property.GetCustomAttribute<ColumnAttribute>()?.Name).OfType<string>());
    }

    [Theory]
    [InlineData(50, 9.9f, false)]
    [InlineData(50, 10.1f, true)]
    [InlineData(50, float.NaN, true)]
    [InlineData(float.NaN, 1, true)]
    public void A_pseudo_luminosity_is_reliable_below_an_error_of_a_fifth(float value, float error, bool flagged) => Assert.Equal(
        flagged,
        Judge(new AstroNNDistResult { Luminosity = value, LuminosityError = error }).HasFlag(AstroNNDistFlags.FakemagUnreliable));

    [Fact]
    public void What_lies_beyond_the_training_set_is_flagged()
    {
        AstroNNDistSettings settings = new() { LabelDeviation = 1, LabelRange = [10, 500] };
        Assert.True(Judge(new AstroNNDistResult { Luminosity = 9 }, settings).HasFlag(AstroNNDistFlags.OutsideLabelRange));
        Assert.True(Judge(new AstroNNDistResult { Luminosity = 501 }, settings).HasFlag(AstroNNDistFlags.OutsideLabelRange));
        Assert.False(Judge(new AstroNNDistResult { Luminosity = 499 }, settings).HasFlag(AstroNNDistFlags.OutsideLabelRange));
        Assert.True(Judge(new AstroNNDistResult { DomainDistance = 1.01f }).HasFlag(AstroNNDistFlags.OutsideDomain));
        Assert.False(Judge(new AstroNNDistResult { DomainDistance = 0.99f }).HasFlag(AstroNNDistFlags.OutsideDomain));
        Assert.False(Judge(new AstroNNDistResult()).HasFlag(AstroNNDistFlags.OutsideDomain));
    }

    [Theory]
    [InlineData(1.49f, false)]
    [InlineData(1.51f, true)]
    [InlineData(0.49f, true)]
    [InlineData(float.NaN, false)]
    public void Parallaxes_that_disagree_by_five_errors_are_flagged(float parallax, bool flagged) => Assert.Equal(
        flagged,
        AstroNNDistJudgement.Flags(
            new AstroNNDistResult { Parallax = parallax, ParallaxError = 0.06f }, new StarPhotometry(9, 0),
            GaiaParallax.Of(1 + GaiaZeroPoint.Constant, 0.08, double.NaN), new AstroNNDistSettings { LabelDeviation = 1 }, double.NaN)
            .HasFlag(AstroNNDistFlags.ParallaxesDisagree));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1 << 2, false)]
    [InlineData(1 << 0, true)]
    [InlineData(1 << 3, true)]
    [InlineData((1 << 4) | (1 << 9), true)]
    [InlineData(double.NaN, false)]
    public void Spectra_that_the_reduction_calls_bad_are_flagged(double starFlags, bool flagged) => Assert.Equal(
        flagged,
        AstroNNDistJudgement.Flags(
            new AstroNNDistResult(), new StarPhotometry(9, 0), GaiaParallax.None, new AstroNNDistSettings { LabelDeviation = 1 }, starFlags)
            .HasFlag(AstroNNDistFlags.BadSpectrum));

    static AstroNNDistFlags Judge(AstroNNDistResult result, AstroNNDistSettings? settings = null) => AstroNNDistJudgement.Flags(
        result, new StarPhotometry(9, 0), GaiaParallax.None, settings ?? new AstroNNDistSettings { LabelDeviation = 1 }, double.NaN);
}
