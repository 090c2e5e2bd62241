using Astra.Isochrones;
using Astra.Plugins.Cannon.Ages;

namespace Astra.Cannon.Tests.Ages;

public sealed class GiantAgePipelineTests
{
    readonly GiantAgePipeline pipeline = OpenedAges.With();

    [Fact]
    public void A_star_with_seismology_has_a_mass_and_an_age_without_warnings()
    {
        GiantAgeResult result = pipeline.Analyse(OpenedAges.Changed());
        double mass = Math.Pow(38 / 3140.0, 3) * Math.Pow(4.1 / 135.03, -4) * Math.Pow(4800 / 5777.0, 1.5);
        Assert.Equal(mass, result.Mass, 1e-5);
        Assert.Equal(mass * Math.Sqrt((0.03 * 0.03) + (0.032 * 0.032) + Math.Pow(1.5 * 30 / 4800, 2)), result.MassError, 1e-5);
        Assert.Equal("seismic", result.MassOrigin);
        Assert.Equal(result.Mass, result.SeismicMass);
        Assert.True(float.IsNaN(result.CannonMass));
        double logAge = ShippedAges.Ages.Relation(EvolutionaryState.RedClump).LogAge(Math.Log10(mass), 0.05, isInitial: false);
        Assert.Equal(Math.Pow(10, logAge), result.Age, 1e-4);
        Assert.Equal(Math.Log10(result.Age), result.LogAge, 1e-6);
        Assert.Equal(GiantAgeFlags.SeismicMass | GiantAgeFlags.AgeInterpolatedWidely, result.Flags);
    }

    [Fact]
    public void Errors_of_the_age_have_the_right_signs_and_sizes_and_are_not_symmetric()
    {
        GiantAgeResult result = pipeline.Analyse(OpenedAges.Changed());
        GiantAgeRelation clump = ShippedAges.Ages.Relation(EvolutionaryState.RedClump);
        double step = Math.Log10(Math.E) * result.MassError / result.Mass;
        double logMass = Math.Log10(result.Mass);
        double middle = clump.LogAge(logMass, 0.05, isInitial: false);
        double above = Distance(clump.LogAge(logMass - step, 0.05, false) - middle, clump.LogAge(logMass, 0.07, false) - middle);
        double below = Distance(middle - clump.LogAge(logMass + step, 0.05, false), middle - clump.LogAge(logMass, 0.03, false));
        Assert.Equal(Math.Pow(10, middle + above), result.AgeUpper, 1e-4);
        Assert.Equal(Math.Pow(10, middle - below), result.AgeLower, 1e-4);
        Assert.True(result.AgeUpper - result.Age > result.Age - result.AgeLower);
        Assert.Equal((above + below) / 2, result.LogAgeError, 1e-6);

        static double Distance(double ofMass, double ofMetallicity)
        {
            Assert.True(ofMass > 0 && ofMetallicity > 0);
            return Math.Sqrt((ofMass * ofMass) + (ofMetallicity * ofMetallicity));
        }
    }

    [Fact]
    public void Without_seismology_the_mass_is_that_of_The_Cannon_with_the_error_of_its_cross_validation()
    {
        GiantAgeResult result = pipeline.Analyse(OpenedAges.Changed(
            ("nu_max", double.NaN), ("log_mass", 0.2), ("e_log_mass", 0.01)));
        Assert.Equal(Math.Pow(10, 0.2), result.Mass, 1e-5);
        Assert.Equal(Math.Sqrt(0.0001 + 0.0049) * Math.Log(10), result.MassError / result.Mass, 1e-5);
        Assert.Equal("Cannon.log_mass", result.MassOrigin);
        Assert.True(float.IsNaN(result.SeismicMass));
        Assert.Equal(GiantAgeFlags.CannonMass | GiantAgeFlags.AgeInterpolatedWidely, result.Flags);
    }

    [Fact]
    public void Seismology_goes_before_The_Cannon_and_both_are_kept()
    {
        GiantAgeResult result = pipeline.Analyse(OpenedAges.Changed(("log_mass", 0.3)));
        Assert.Equal("seismic", result.MassOrigin);
        Assert.Equal(result.Mass, result.SeismicMass);
        Assert.Equal(Math.Pow(10, 0.3), result.CannonMass, 1e-5);
        Assert.Equal(result.Age, pipeline.Analyse(OpenedAges.Changed()).Age);
    }

    [Fact]
    public void A_star_without_a_mass_has_no_result_and_is_told_why()
    {
        NoResultException e = Assert.Throws<NoResultException>(() => pipeline.Analyse(OpenedAges.Changed(("delta_nu", double.NaN), ("nu_max", -1))));
        Assert.Equal("No mass: there is no usable nu_max, Delta nu for a seismic one, and The Cannon has no log_mass.", e.Message);
        Assert.Equal(GiantAgeFlags.NoMass, e.Flags);

        NoResultException uncorrected = Assert.Throws<NoResultException>(() => OpenedAges.With(("use_f_delta_nu", true)).Analyse(OpenedAges.Changed()));
        Assert.StartsWith("No mass: there is no usable f (use_f_delta_nu is set) for a seismic one", uncorrected.Message);
    }

    [Theory]
    [InlineData("teff", 4054, GiantAgeFlags.TeffOutOfRange)]
    [InlineData("teff", 5120, GiantAgeFlags.TeffOutOfRange)]
    [InlineData("logg", 1.35, GiantAgeFlags.LoggOutOfRange)]
    [InlineData("logg", 3.3, GiantAgeFlags.LoggOutOfRange)]
    [InlineData("fe_h", -0.49, GiantAgeFlags.None)]
    [InlineData("fe_h", -0.86, GiantAgeFlags.FeHOutOfRange | GiantAgeFlags.MetallicityExtrapolated)]
    [InlineData("fe_h", 0.30, GiantAgeFlags.FeHOutOfRange)]
    [InlineData("fe_h", 0.6, GiantAgeFlags.FeHOutOfRange | GiantAgeFlags.MetallicityExtrapolated)]
    [InlineData("alpha_fe", -0.03, GiantAgeFlags.AlphaOutOfRange)]
    [InlineData("alpha_fe", 0.30, GiantAgeFlags.AlphaOutOfRange)]
    [InlineData("logg", 3.8, GiantAgeFlags.LoggOutOfRange | GiantAgeFlags.NotAGiant)]
    [InlineData("teff", 5900, GiantAgeFlags.TeffOutOfRange | GiantAgeFlags.NotAGiant)]
    [InlineData("logg", double.NaN, GiantAgeFlags.RangeUnchecked)]
    [InlineData("alpha_fe", double.NaN, GiantAgeFlags.RangeUnchecked)]
    public void A_star_that_the_method_was_not_made_for_is_flagged_label_by_label(string label, double value, GiantAgeFlags expected)
    {
        GiantAgeFlags others = GiantAgeFlags.SeismicMass | GiantAgeFlags.AgeInterpolatedWidely;
        Assert.Equal(expected, pipeline.Analyse(OpenedAges.Changed((label, value))).Flags & ~others);
    }

    [Theory]
    [InlineData(5.5, GiantAgeFlags.AgeExtrapolated)]
    [InlineData(3.0, GiantAgeFlags.None)]
    [InlineData(1.6, GiantAgeFlags.AgeInterpolatedWidely)]
    [InlineData(1.0, GiantAgeFlags.AgeExtrapolated)]
    [InlineData(0.8, GiantAgeFlags.AgeExtrapolated | GiantAgeFlags.AgeAboveUniverse)]
    public void An_age_where_there_are_no_isochrones_is_flagged(double mass, GiantAgeFlags expected)
    {
        GiantAgeResult result = pipeline.Analyse(OpenedAges.Changed(("delta_nu", double.NaN), ("log_mass", Math.Log10(mass))));
        Assert.Equal(expected, result.Flags & ~GiantAgeFlags.CannonMass);
    }

    [Fact]
    public void A_large_or_unknown_error_of_the_mass_is_flagged()
    {
        Assert.True(pipeline.Analyse(OpenedAges.Changed(("e_delta_nu", 0.09))).Flags.HasFlag(GiantAgeFlags.LargeMassError));
        GiantAgeResult unknown = pipeline.Analyse(OpenedAges.Changed(("e_nu_max", -1)));
        Assert.True(unknown.Flags.HasFlag(GiantAgeFlags.LargeMassError));
        Assert.All([unknown.MassError, unknown.AgeLower, unknown.AgeUpper, unknown.LogAgeError], error => Assert.True(float.IsNaN(error)));
        Assert.True(unknown.Age > 0);
    }

    [Fact]
    public void Without_a_metallicity_there_is_a_mass_but_no_age()
    {
        GiantAgeResult result = pipeline.Analyse(OpenedAges.Changed(("fe_h", double.NaN)));
        Assert.True(result.Mass > 0);
        Assert.True(float.IsNaN(result.Age) && float.IsNaN(result.AgeUpper) && float.IsNaN(result.LogAge) && float.IsNaN(result.Metallicity));
        Assert.Equal(GiantAgeFlags.SeismicMass | GiantAgeFlags.NoMetallicity, result.Flags);
    }

    [Fact]
    public void An_error_is_used_only_with_the_value_of_its_own_table()
    {
        Dictionary<string, InputValue> inputs = OpenedAges.Star.ToDictionary(
            input => input.Name, input => OpenedAges.Source([input]).Input(input.Name));
        foreach (string absent in new[] { "f_delta_nu", "e_f_delta_nu", "log_mass", "e_log_mass" })
        {
            inputs[absent] = new InputValue(double.NaN, null);
        }

        inputs["e_teff"] = new InputValue(2000, "aspcap.teff_err");
        GiantAgeResult result = pipeline.Analyse(new Target(new Source(1, "2M00000000+0000000"), null, inputs));
        Assert.Equal(Math.Sqrt((0.03 * 0.03) + (0.032 * 0.032)), result.MassError / result.Mass, 1e-6);
    }

    [Fact]
    public void Errors_of_The_Cannons_labels_are_at_least_those_of_its_cross_validation()
    {
        Target star = OpenedAges.Source(OpenedAges.Star.Where(input => input.Name is not ("e_teff" or "e_fe_h")), "Cannon.");
        GiantAgeResult result = pipeline.Analyse(star);
        Assert.Equal(Math.Sqrt((0.03 * 0.03) + (0.032 * 0.032) + Math.Pow(1.5 * 31 / 4800, 2)), result.MassError / result.Mass, 1e-6);
    }

    [Fact]
    public void Options_choose_errors_state_mass_loss_the_correction_the_Sun_and_alpha_elements()
    {
        Target star = OpenedAges.Changed();
        GiantAgeResult usual = pipeline.Analyse(star);
        Target inMicrohertz = OpenedAges.Changed(("e_nu_max", 0.38), ("e_delta_nu", 0.0328));
        Assert.Equal(usual.MassError, OpenedAges.With(("seismic_errors", "absolute")).Analyse(inMicrohertz).MassError, 1e-6);
        double onBranch = ShippedAges.Ages.Relation(EvolutionaryState.RedGiantBranch).LogAge(Math.Log10(usual.Mass), 0.05, isInitial: false);
        Assert.Equal(onBranch, OpenedAges.With(("evolutionary_state", "red_giant_branch")).Analyse(star).LogAge, 1e-5);
        Assert.NotEqual(onBranch, usual.LogAge, 1e-3);
        Assert.True(OpenedAges.With(("mass_loss", false)).Analyse(star).Age > usual.Age);
        Assert.Equal(Math.Pow(3140 / 3076.0, 3), OpenedAges.With(("solar_nu_max", 3076.0)).Analyse(star).Mass / usual.Mass, 1e-6);
        double enhanced = 0.05 + Math.Log10((0.638 * Math.Pow(10, 0.02)) + 0.362);
        Assert.Equal(enhanced, OpenedAges.With(("alpha_enhancement", true)).Analyse(star).Metallicity, 1e-6);
        GiantAgePipeline correcting = OpenedAges.With(("use_f_delta_nu", true));
        Assert.Equal(Math.Pow(1.02, -4), correcting.Analyse(OpenedAges.Changed(("f_delta_nu", 1.02))).Mass / usual.Mass, 1e-6);
        Assert.Equal("Cannon.log_mass", correcting.Analyse(OpenedAges.Changed(("log_mass", 0.1))).MassOrigin);
    }

    [Theory]
    [InlineData("evolutionary_state", "giant", "pipelines:GiantAge:evolutionary_state is 'giant'; set it to red_clump or red_giant_branch.")]
    [InlineData("seismic_errors", "", "pipelines:GiantAge:seismic_errors is ''; set it to fractional or absolute.")]
    [InlineData("solar_nu_max", 3.14, "pipelines:GiantAge:solar_nu_max is 3.14; set it to a number from 1000 to 10000.")]
    [InlineData("cannon_mass_error", double.NaN, "pipelines:GiantAge:cannon_mass_error is NaN; set it to a number from 0 to 10.")]
    [InlineData("max_mass_error", -1.0, "pipelines:GiantAge:max_mass_error is -1; set it to a number from 0 to 1000.")]
    public void An_option_out_of_range_stops_the_run(string option, object value, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => OpenedAges.With((option, value))).Message);

    [Fact]
    public void A_batch_gives_what_single_sources_give_to_the_last_bit()
    {
        Target[] batch = [.. Enumerable.Range(0, 50).Select(n => OpenedAges.Changed(
            ("nu_max", 20 + n), ("fe_h", -1.2 + (0.04 * n)), ("delta_nu", n % 7 == 0 ? double.NaN : 3 + (0.1 * n)), ("log_mass", 0.01 * n)))];
        IReadOnlyList<GiantAgeResult> together = pipeline.Analyse(batch, CancellationToken.None);
        for (int n = batch.Length - 1; n >= 0; n--)
        {
            Assert.Equal(together[n], OpenedAges.With().Analyse(batch[n]));
        }
    }

    [Fact]
    public void Cancelling_stops_between_sources()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => pipeline.Analyse([OpenedAges.Changed()], cancelled.Token));
    }
}
