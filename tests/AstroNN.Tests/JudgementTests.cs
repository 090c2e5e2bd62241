using System.Reflection;
using Astra.Neural;
using Astra.Plugins.AstroNN;

namespace Astra.AstroNN.Tests;

public class JudgementTests
{
    static readonly LabelEstimate Good = new(0, 0.01, 0);

    [Theory]
    [InlineData(2.5, 0.19, false)]
    [InlineData(2.5, 0.21, true)]
    [InlineData(4.5, 0.3, false)]
    [InlineData(-2.5, 0.21, true)]
    public void Gravity_is_uncertain_by_its_error_and_its_relative_error(double logg, double error, bool isUncertain) =>
        Assert.Equal(isUncertain, Judge(logg: new(logg, error, 0)).Flags.HasFlag(AstroNNFlags.UncertainLogg));

    [Theory]
    [InlineData(299, false)]
    [InlineData(301, true)]
    public void Temperature_is_uncertain_above_300_kelvin(double error, bool isUncertain) =>
        Assert.Equal(isUncertain, Judge(teff: new(4600, 0, error)).Flags.HasFlag(AstroNNFlags.UncertainTeff));

    [Theory]
    [InlineData(-0.5, 0.05, false)]
    [InlineData(-0.5, 0.07, true)]
    [InlineData(0.01, 0.002, true)]
    public void Metallicity_is_uncertain_by_its_relative_error(double feH, double error, bool isUncertain) =>
        Assert.Equal(isUncertain, Judge(feH: new(feH, error, 0)).Flags.HasFlag(AstroNNFlags.UncertainFeH));

    [Fact]
    public void Results_are_bad_by_SDSSs_rule_and_ours()
    {
        BadWhenAttribute rule = Assert.Single(typeof(AstroNNFlags).GetCustomAttributes<BadWhenAttribute>());
        Assert.Equal(AstroNNFlags.UncertainLogg | AstroNNFlags.UncertainFeH, rule.AllOf);
        string[] bad =
        [
            .. typeof(AstroNNFlags).GetFields(BindingFlags.Static | BindingFlags.Public)
                .Where(field => field.GetCustomAttribute<FlagAttribute>()?.Severity == Severity.Bad).Select(field => field.Name),
        ];
        Assert.Equal(["UncertainTeff", "NoResult", "OutsideDomain", "OutsideLabelRange", "BadSpectrum"], bad);
        Assert.Equal(1 << 11, (long)AstroNNFlags.NoResult);
    }

    [Theory]
    [InlineData(4050, 60, false)]
    [InlineData(3930, 60, true)]
    [InlineData(5070, 60, true)]
    public void A_label_outside_of_the_trained_range_by_more_than_its_error_is_extrapolated(double teff, double error, bool isOutside) =>
        Assert.Equal(isOutside, Judge(teff: new(teff, error, 0)).Flags.HasFlag(AstroNNFlags.OutsideLabelRange));

    [Fact]
    public void An_abundance_outside_of_its_range_is_flagged_without_making_the_star_bad()
    {
        AstroNNFlags flags = Judge(mgH: new(2, 0.01, 0)).Flags;
        Assert.True(flags.HasFlag(AstroNNFlags.OutsideAbundanceRange));
        Assert.False(flags.HasFlag(AstroNNFlags.OutsideLabelRange));
    }

    [Theory]
    [InlineData(1.01, 1, 0, AstroNNFlags.OutsideDomain)]
    [InlineData(double.PositiveInfinity, 1, 0, AstroNNFlags.OutsideDomain)]
    [InlineData(0.99, 1, 0, AstroNNFlags.None)]
    [InlineData(double.NaN, 1, double.NaN, AstroNNFlags.None)]
    [InlineData(0, 0.49, 0, AstroNNFlags.FewPixels)]
    [InlineData(0, 1, 1, AstroNNFlags.BadSpectrum)]
    [InlineData(0, 1, 8, AstroNNFlags.BadSpectrum)]
    [InlineData(0, 1, 16, AstroNNFlags.BadSpectrum)]
    [InlineData(0, 1, 512, AstroNNFlags.None)]
    public void What_else_there_is_to_say_is_said(double distance, double share, double spectrumFlags, AstroNNFlags expected) =>
        Assert.Equal(expected, Judge(distance: distance, share: share, spectrumFlags: spectrumFlags).Flags);

    static AstroNNResult Judge(
        LabelEstimate? teff = null,
        LabelEstimate? logg = null,
        LabelEstimate? mgH = null,
        LabelEstimate? feH = null,
        double distance = 0,
        double share = 1,
        double spectrumFlags = 0)
    {
        AstroNNSettings settings = new()
        {
            Labels =
            [
                new("teff", 4600, 300, new NoiseModel(1, 0), [4000, 5000]),
                new("logg", 2.5, 1, new NoiseModel(1, 0), []),
                new("mg_h", 0, 0.3, new NoiseModel(1, 0), [-1, 0.5]),
                new("fe_h", 0, 0.3, new NoiseModel(1, 0), []),
            ],
            Untrained = [],
            Hidden = [192, 96],
        };
        LabelEstimate[] estimates = [teff ?? new(4600, 20, 0), logg ?? new(2.5, 0.05, 0), mgH ?? Good, feH ?? new(-0.5, 0.01, 0)];
        return ResultJudgement.Judge(settings, estimates, distance, share, spectrumFlags);
    }
}
