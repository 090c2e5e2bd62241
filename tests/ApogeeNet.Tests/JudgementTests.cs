using System.Reflection;
using Astra.Plugins.ApogeeNet;

namespace Astra.ApogeeNet.Tests;

public class JudgementTests
{
    static readonly ApogeeNetSettings Settings = ApogeeNetSettings.Published;

    [Theory]
    [InlineData(1250, 4, 0, ApogeeNetFlags.TeffUnreliable | ApogeeNetFlags.TeffErrorUnreliable)]
    [InlineData(1270, 4, 0, ApogeeNetFlags.None)]
    [InlineData(50200, 4, 0, ApogeeNetFlags.TeffUnreliable | ApogeeNetFlags.TeffErrorUnreliable | ApogeeNetFlags.FeHUnreliable | ApogeeNetFlags.FeHErrorUnreliable | ApogeeNetFlags.FeHNotReported)]
    [InlineData(5000, -1.51, 0, ApogeeNetFlags.LoggUnreliable | ApogeeNetFlags.LoggErrorUnreliable)]
    [InlineData(5000, -1.49, 0, ApogeeNetFlags.None)]
    [InlineData(5000, 6.01, 0, ApogeeNetFlags.LoggUnreliable | ApogeeNetFlags.LoggErrorUnreliable)]
    [InlineData(5000, 4, 0.51, ApogeeNetFlags.FeHUnreliable | ApogeeNetFlags.FeHErrorUnreliable)]
    [InlineData(5000, 4, -2.01, ApogeeNetFlags.FeHUnreliable | ApogeeNetFlags.FeHErrorUnreliable)]
    [InlineData(6500, 4, 0, ApogeeNetFlags.None)]
    [InlineData(6550, 4, 0, ApogeeNetFlags.FeHNotReported)]
    [InlineData(6610, 4, 0, ApogeeNetFlags.FeHUnreliable | ApogeeNetFlags.FeHErrorUnreliable | ApogeeNetFlags.FeHNotReported)]
    public void Labels_beyond_their_thresholds_are_flagged(double teff, double logg, double feH, ApogeeNetFlags expected) =>
        Assert.Equal(expected, Flags(teff, logg, feH));

    [Fact]
    public void The_medians_of_the_draws_have_flags_of_their_own()
    {
        ApogeeNetFlags flags = ResultJudgement.Flags(
            Settings, new Prediction(4, 6.5, 0), new Prediction(5000, 60000, 0), new Prediction(0, 0.6, 0), InventedStars.Metadata, double.NaN);
        Assert.Equal(ApogeeNetFlags.TeffErrorUnreliable | ApogeeNetFlags.LoggErrorUnreliable | ApogeeNetFlags.FeHErrorUnreliable, flags);
    }

    [Fact]
    public void Errors_are_large_after_the_noise_model()
    {
        // 1.25 x 397 + 5 = 501.25 K, beyond 10^2.7 = 501.19 K; 1.5 x 0.194 + 0.01 = 0.301; 1.25 x 0.393 + 0.01 = 0.501.
        Assert.Equal(
            ApogeeNetFlags.TeffErrorLarge | ApogeeNetFlags.LoggErrorLarge | ApogeeNetFlags.FeHErrorLarge,
            Flags(5000, 4, 0, teffScatter: 397, loggScatter: 0.194, feHScatter: 0.393));
        Assert.Equal(ApogeeNetFlags.None, Flags(5000, 4, 0, teffScatter: 396, loggScatter: 0.193, feHScatter: 0.391));
    }

    [Theory]
    [InlineData(10, 13.4, 12.0, 11.0, true)] // M_H = 12 - 5, RP - K = 2.4
    [InlineData(10, 13.2, 12.0, 11.0, false)] // RP - K = 2.2
    [InlineData(5, 13.4, 12.0, 11.0, false)] // M_H = 5.5
    [InlineData(-5, 13.4, 12.0, 11.0, false)] // No distance
    [InlineData(10, double.NaN, 12.0, 11.0, false)]
    public void Faint_red_sources_are_judged_by_physical_magnitudes(double parallax, double rp, double h, double k, bool expected) =>
        Assert.Equal(expected, Flags(5000, 4, 0, metadata: [parallax, 13, 14, rp, 12.5, h, k]).HasFlag(ApogeeNetFlags.ResultUnreliable));

    [Fact]
    public void Labels_outside_of_the_range_that_was_trained_are_flagged()
    {
        ApogeeNetSettings ranged = Settings with { ValidRange = [[0, 5], [3000, 8000], [-1.5, 0.5]] };
        Assert.Equal(ApogeeNetFlags.OutsideLabelRange, Flags(2900, 4, 0, settings: ranged));
        Assert.Equal(ApogeeNetFlags.OutsideLabelRange, Flags(5000, 5.1, 0, settings: ranged));
        Assert.Equal(ApogeeNetFlags.OutsideLabelRange, Flags(5000, 4, -1.6, settings: ranged));
        Assert.Equal(ApogeeNetFlags.None, Flags(5000, 4, -1.4, settings: ranged));
        Assert.Equal(ApogeeNetFlags.FeHNotReported, Flags(6550, 4, -1.9, settings: ranged));
    }

    [Fact]
    public void No_metallicity_is_reported_of_a_hot_star()
    {
        ApogeeNetResult hot = ApogeeNetResult.Of(
            Settings, new Prediction(4, 4, 0.1), new Prediction(6501, 6501, 10), new Prediction(0.1, 0.1, 0.1), InventedStars.Metadata, double.NaN);
        Assert.True(float.IsNaN(hot.FeH) && float.IsNaN(hot.FeHError) && float.IsNaN(hot.FeHSampleMedian) && float.IsNaN(hot.RawFeHError));
        Assert.Equal(ApogeeNetFlags.FeHNotReported, hot.Flags);
        ApogeeNetResult cool = ApogeeNetResult.Of(
            Settings, new Prediction(4, 4, 0.1), new Prediction(6500, 6500, 10), new Prediction(0.1, 0.1, 0.1), InventedStars.Metadata, double.NaN);
        Assert.Equal(0.1f, cool.FeH);
    }

    [Fact]
    public void Warn_and_bad_are_those_of_the_data_model()
    {
        ApogeeNetFlags[] warn =
            [ApogeeNetFlags.TeffErrorLarge, ApogeeNetFlags.LoggErrorLarge, ApogeeNetFlags.FeHErrorLarge, ApogeeNetFlags.MissingPhotometry];
        ApogeeNetFlags[] neither = [ApogeeNetFlags.None, ApogeeNetFlags.FeHNotReported];
        foreach (ApogeeNetFlags flag in Enum.GetValues<ApogeeNetFlags>().Except(neither))
        {
            FlagAttribute attribute = typeof(ApogeeNetFlags).GetField(flag.ToString())!.GetCustomAttribute<FlagAttribute>()!;
            Assert.Equal(warn.Contains(flag) ? Severity.Warn : Severity.Bad, attribute.Severity);
        }
    }

    static ApogeeNetFlags Flags(
        double teff,
        double logg,
        double feH,
        double teffScatter = 0,
        double loggScatter = 0,
        double feHScatter = 0,
        double[]? metadata = null,
        ApogeeNetSettings? settings = null) =>
        ResultJudgement.Flags(
            settings ?? Settings,
            new Prediction(logg, logg, loggScatter),
            new Prediction(teff, teff, teffScatter),
            new Prediction(feH, feH, feHScatter),
            metadata ?? InventedStars.Metadata,
            double.NaN);
}
