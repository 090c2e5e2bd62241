using Astra.Host.Reports;

namespace Astra.Host.Tests.Reports;

public sealed class DeviationTests
{
    [Fact]
    public void Bias_is_the_median_and_scatter_the_scaled_median_distance_from_it()
    {
        Deviation deviation = Deviation.Of([1, 2, 3, 4, 100]);
        Assert.Equal((5, 3), (deviation.Count, deviation.Bias));
        Assert.Equal(1.4826, deviation.Scatter, 4);
    }

    [Fact]
    public void Of_an_even_number_the_two_in_the_middle_count() => Assert.Equal(2.5, Deviation.Of([4, 1, 3, 2]).Bias);

    [Fact]
    public void What_is_not_known_does_not_count()
    {
        Assert.Equal(Deviation.Of([1.0, 2, 3]), Deviation.Of([double.NaN, 1, 2, double.PositiveInfinity, 3]));
        Assert.Equal(new Deviation(0, double.NaN, double.NaN), Deviation.Of([double.NaN]));
    }

    [Fact]
    public void The_scatter_of_a_normal_distribution_is_its_standard_deviation()
    {
        RandomSource random = RandomSource.FromName("deviation");
        Deviation deviation = Deviation.Of(Enumerable.Range(0, 200_000).Select(_ => 5 + (2 * random.NextGaussian())));

        // The median distance of n draws has a standard error of 1.17 sigma / sqrt(n): 0.005.
        Assert.InRange(deviation.Scatter, 1.975, 2.025);
        Assert.InRange(deviation.Bias, 4.975, 5.025);
    }
}
