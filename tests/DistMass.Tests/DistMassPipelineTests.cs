using System.Reflection;
using Astra.Plugins.DistMass;
using Astra.Plugins.DistMass.Isochrones;

namespace Astra.DistMass.Tests;

public sealed class DistMassPipelineTests
{
    static readonly Dictionary<string, double> giant = new()
    {
        ["teff"] = 4750, ["e_teff"] = 30, ["logg"] = 2.6, ["e_logg"] = 0.03, ["fe_h"] = 0.02, ["e_fe_h"] = 0.02, ["c_fe"] = -0.05, ["e_c_fe"] = 0.02,
        ["n_fe"] = 0.2, ["e_n_fe"] = 0.03, ["k_mag"] = 9, ["e_k_mag"] = 0.02, ["ebv"] = 0.1, ["b"] = 40, ["plx"] = 0.8, ["e_plx"] = 0.02,
    };

    readonly DistMassPipeline pipeline = Opened.Pipeline();

    [Fact]
    public void A_giant_has_a_distance_a_mass_and_an_age_without_warnings()
    {
        DistMassResult result = Analyse();
        Assert.Equal(DistMassFlags.None, result.Flags);
        Assert.Equal(0.0302, result.Extinction, 1e-5);
        Assert.Equal("schlegel", result.ExtinctionRule);
        Assert.Equal(Math.Pow(10, (9 - 0.0302 - result.AbsoluteMagnitude + 5) / 5), result.Distance, 0.05);
        Assert.InRange(result.AbsoluteMagnitude, -2.2, -0.9);
        Assert.Equal(result.DistanceError / result.Distance, result.AbsoluteMagnitudeError * Math.Log(10) / 5, 1e-5);
        Assert.InRange(result.DistanceError / result.Distance, 0.03, 0.2);
        Assert.InRange(result.MassCorSs, 0.9f, 1.8f);
        Assert.InRange(result.MassError / result.MassCorSs, 0.05f, 0.12f);
        Assert.InRange(result.DistanceDomain, 0, 1);
        Assert.InRange(result.MassDomain, 0, 1);
        Assert.InRange(result.NmsuDistance, 0.6f * result.Distance, 1.6f * result.Distance);
        Assert.True(result.NmsuDistanceLower < result.NmsuDistance && result.NmsuDistance < result.NmsuDistanceUpper);
    }

    [Fact]
    public void The_age_is_that_of_the_relation_at_the_mass_with_limits_at_the_mass_and_its_error()
    {
        DistMassResult result = Analyse();
        var age = IsochroneFile.Read(IsochroneFile.Shipped).Ages.Age(result.MassCorSs, result.MassError, 0.02, 0.02);
        Assert.Equal(Math.Pow(10, age.LogAge), result.AgeCorSs, 1e-3);
        Assert.Equal(Math.Pow(10, age.LogAge - age.Below), result.AgeCorSsLower, 1e-3);
        Assert.Equal(Math.Pow(10, age.LogAge + age.Above), result.AgeCorSsUpper, 1e-3);
        Assert.Equal((age.Below + age.Above) / 2, result.AgeError, 1e-5);
        Assert.True(result.AgeCorSsUpper - result.AgeCorSs > result.AgeCorSs - result.AgeCorSsLower);
    }

    [Fact]
    public void Slots_without_a_network_are_empty()
    {
        DistMassResult result = Analyse();
        Assert.All(
            new[]
            {
                result.MassUncorSs, result.MassUncorMo, result.MassCorMo, result.MassUncorTw, result.MassCorTw, result.AgeUncorSs, result.AgeUncorMo,
                    result.AgeCorMo,
                result.AgeUncorTw, result.AgeCorTw, result.AgeCorTwLower, result.AgeCorTwUpper,
            },
            value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void The_weighted_distance_is_the_mean_by_inverse_squares_of_the_errors()
    {
        DistMassResult result = Analyse();
        double model = 1 / Math.Pow(result.DistanceError, 2);
        double gaia = 1 / Math.Pow(1250 * 0.02 / 0.8, 2);
        Assert.Equal(1250, result.GaiaDistance, 1e-3);
        Assert.Equal(((result.Distance * model) + (1250 * gaia)) / (model + gaia), result.DistanceWeighted, 0.05);
        Assert.Equal(Math.Sqrt(1 / (model + gaia)), result.DistanceWeightedError, 0.01);
    }

    [Fact]
    public void A_distance_of_Gaia_goes_before_the_inverse_of_the_parallax()
    {
        DistMassResult result = Analyse(("gaia_dist", 1100), ("gaia_dist_lower", 1050), ("gaia_dist_upper", 1170));
        Assert.Equal((1100, 60), (result.GaiaDistance, result.GaiaDistanceError));
    }

    [Fact]
    public void Without_a_precise_parallax_the_weighted_distance_is_the_models()
    {
        DistMassResult result = Analyse(("e_plx", 0.2));
        Assert.Equal((result.Distance, result.DistanceError), (result.DistanceWeighted, result.DistanceWeightedError));
        Assert.True(float.IsNaN(result.GaiaDistance));
        Assert.Equal(DistMassFlags.NoGaiaDistance, result.Flags);
    }

    [Theory]
    [InlineData(DistMassFlags.NoKMagnitude, "k_mag", double.NaN)]
    [InlineData(DistMassFlags.NoKMagnitude, "k_mag", 99.99)]
    [InlineData(DistMassFlags.NoKMagnitude, "k_mag", -9999)]
    [InlineData(DistMassFlags.NoExtinction, "ebv", double.NaN)]
    [InlineData(DistMassFlags.NoExtinction, "ebv", -9999)]
    public void Without_magnitude_or_extinction_there_is_no_distance_of_the_model_but_masses(DistMassFlags flag, string input, double value)
    {
        DistMassResult result = Analyse((input, value));
        Assert.True(result.Flags.HasFlag(flag));
        Assert.True(float.IsNaN(result.Distance) && float.IsNaN(result.DistanceError) && float.IsNaN(result.NmsuDistance));
        Assert.Equal(1250, result.DistanceWeighted, 1e-3);
        Assert.True(float.IsFinite(result.AbsoluteMagnitude) && float.IsFinite(result.MassCorSs) && float.IsFinite(result.AgeCorSs));
    }

    [Theory]
    [InlineData(DistMassFlags.SaturatedK, "k_mag", 3.5)]
    [InlineData(DistMassFlags.SaturatedK, "e_k_mag", 0.25)]
    [InlineData(DistMassFlags.HighExtinction, "ebv", 2)]
    [InlineData(DistMassFlags.StarBad, "aspcapflag", 1 << 23)]
    [InlineData(DistMassFlags.NotAGiant, "logg", 3.6)]
    [InlineData(DistMassFlags.LargeLabelErrors, "e_logg", 0.5)]
    [InlineData(DistMassFlags.DistancesDiffer, "plx", 2.5)]
    [InlineData(DistMassFlags.OutsideMassDomain, "fe_h", -1.5)]
    [InlineData(DistMassFlags.OutsideDistanceDomain, "teff", 7500)]
    [InlineData(DistMassFlags.ExtinctionFallback, "b", 3)]
    public void What_limits_a_result_is_flagged(DistMassFlags flag, string input, double value)
    {
        Assert.False(Analyse().Flags.HasFlag(flag));
        Assert.True(Analyse((input, value)).Flags.HasFlag(flag));
    }

    [Fact]
    public void Outside_of_the_labels_of_the_mass_network_there_is_a_mass_with_the_papers_bit_and_no_age()
    {
        DistMassResult result = Analyse(("fe_h", -1.5));
        Assert.Equal(2, result.Bitmask);
        Assert.True(result.MassDomain > 1 && float.IsFinite(result.MassCorSs));
        Assert.True(float.IsNaN(result.AgeCorSs) && float.IsNaN(result.AgeError));
    }

    [Fact]
    public void Subgiants_and_dwarfs_have_no_age() => Assert.True(float.IsNaN(Analyse(("logg", 3.6)).AgeCorSs));

    [Theory]
    [InlineData("teff", double.NaN, DistMassFlags.LabelMissing)]
    [InlineData("c_fe", -9999, DistMassFlags.LabelMissing)]
    [InlineData("n_fe", double.PositiveInfinity, DistMassFlags.LabelMissing)]
    [InlineData("logg", 9, DistMassFlags.LabelImplausible)]
    [InlineData("teff", 1e30, DistMassFlags.LabelImplausible)]
    [InlineData("teff", 0, DistMassFlags.LabelImplausible)]
    [InlineData("fe_h", -20, DistMassFlags.LabelImplausible)]
    public void A_label_that_is_missing_or_absurd_gives_no_result_and_no_number(string label, double value, DistMassFlags flag)
    {
        DistMassResult result = Analyse((label, value));
        Assert.Equal(DistMassFlags.NoResult | flag, result.Flags);
        string[] labels = ["Teff", "Logg", "FeH", "CFe", "NFe"];
        Assert.All(
            typeof(DistMassResult).GetProperties().Where(property => property.PropertyType == typeof(float) && !labels.Contains(property.Name)),
            property => Assert.True(float.IsNaN((float)property.GetValue(result)!), property.Name));
    }

    [Fact]
    public void Labels_are_AstroNNs_only_where_the_catalogue_lacks_one_and_are_never_mixed()
    {
        (string, double)[] other = [("astronn_teff", 4700), ("astronn_logg", 2.5), ("astronn_fe_h", 0.1), ("astronn_c_h", 0.05),
            ("astronn_n_h", 0.3)];
        DistMassResult own = Analyse(other);
        Assert.Equal((4750, false), (own.Teff, own.Flags.HasFlag(DistMassFlags.LabelsFromAstroNN)));

        DistMassResult result = Analyse([.. other, ("n_fe", double.NaN)]);
        Assert.True(result.Flags.HasFlag(DistMassFlags.LabelsFromAstroNN));
        Assert.Equal((4700, 2.5f, 0.1f), (result.Teff, result.Logg, result.FeH));
        Assert.Equal(-0.05, result.CFe, 1e-6);
        Assert.Equal(0.2, result.NFe, 1e-6);

        Assert.Equal(DistMassFlags.NoResult | DistMassFlags.LabelMissing, Analyse([.. other[..4], ("n_fe", double.NaN)]).Flags);
    }

    [Fact]
    public void Abundances_relative_to_hydrogen_serve_where_those_to_iron_are_missing()
    {
        DistMassResult result = Analyse(("c_fe", double.NaN), ("c_h", -0.03), ("n_fe", -9999), ("n_h", 0.22));
        Assert.Equal(-0.05, result.CFe, 1e-6);
        Assert.Equal(0.2, result.NFe, 1e-6);
        Assert.Equal(Analyse().MassCorSs, result.MassCorSs, 1e-5);
    }

    [Fact]
    public void Members_of_training_sets_have_the_papers_bits()
    {
        TrainedStar star = DistMassModel.Load(Opened.Shipped.Folder).Stars.First(star => star.Target == NetworkTarget.MassCorSs);
        Assert.Equal(8, pipeline.Analyse([Opened.Target(star.Name, giant)], CancellationToken.None)[0].Bitmask & 8);
        Assert.Equal(0, Analyse().Bitmask);
    }

    [Fact]
    public void A_batch_gives_what_its_stars_give_alone()
    {
        RandomSource random = RandomSource.FromName("batch");
        Target[] stars =
        [
            .. Enumerable.Range(0, 70).Select(i => Opened.Target($"2M{i}", giant.ToDictionary(
                input => input.Key, input => i % 9 == 0 && input.Key == "c_fe" ? double.NaN : input.Value * (1 + (0.05 * random.NextGaussian()))))),
        ];
        IReadOnlyList<DistMassResult> together = pipeline.Analyse(stars, CancellationToken.None);
        Assert.All(stars.Zip(together), pair => Assert.Equal(pipeline.Analyse([pair.First], CancellationToken.None)[0], pair.Second));
    }

    [Fact]
    public void Every_flag_of_the_result_has_a_text_and_bit_eleven_is_no_result()
    {
        Assert.Equal(1 << 11, (long)DistMassFlags.NoResult);
        Assert.All(
            typeof(DistMassFlags).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.Name != "None"),
            field => Assert.NotNull(field.GetCustomAttribute<FlagAttribute>()));
    }

    DistMassResult Analyse(params (string Input, double Value)[] changed)
    {
        Dictionary<string, double> inputs = new(giant);
        foreach ((string input, double value) in changed)
        {
            inputs[input] = value;
        }

        return pipeline.Analyse([Opened.Target("2M00000000+0000000", inputs)], CancellationToken.None)[0];
    }
}
