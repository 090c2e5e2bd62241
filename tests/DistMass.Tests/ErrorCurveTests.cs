using Astra.Plugins.DistMass;

namespace Astra.DistMass.Tests;

public sealed class ErrorCurveTests
{
    [Fact]
    public void A_curve_through_the_medians_is_found_again_whatever_the_outliers()
    {
        RandomSource random = RandomSource.FromName("curve");
        double[] logg = [.. Enumerable.Range(0, 20_000).Select(i => 4.0 * i / 20_000)];
        double[] fractions = [.. logg.Select((g, i) => i % 10 == 0 ? 5 : (0.3 - (0.1 * g) + (0.015 * g * g)) * (0.8 + (0.36 * random.NextDouble())))];
        ErrorCurve curve = ErrorCurve.Fit(logg, fractions);
        foreach (double g in new[] { 0.2, 1, 2, 3, 3.8 })
        {
            Assert.Equal(0.3 - (0.1 * g) + (0.015 * g * g), curve.At(g), 0.006);
        }
    }

    [Fact]
    public void Beyond_the_stars_of_the_fit_it_stays_what_it_is_there()
    {
        ErrorCurve curve = new([0.3, -0.1, 0.015], 1, 3, 0.05);
        Assert.Equal(curve.At(1), curve.At(-0.5));
        Assert.Equal(curve.At(3), curve.At(5));
        Assert.Equal(0.05, new ErrorCurve([0.3, -0.5, 0.1], 1, 3, 0.05).At(2.5));
    }

    [Fact]
    public void Bins_of_few_stars_do_not_count_and_without_any_there_is_no_curve() =>
        Assert.Throws<ArgumentException>(() => ErrorCurve.Fit([1, 1, 2, 2, 3], [0.1, 0.1, 0.1, 0.1, 0.1]));
}
