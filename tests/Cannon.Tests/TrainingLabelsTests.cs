using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class TrainingLabelsTests
{
    // Deviations of 1 and 10 about (0, 100), uncorrelated.
    static readonly TrainingLabels Cross = new([-1, 90, 1, 90, -1, 110, 1, 110], 2);

    [Fact]
    public void A_training_star_is_at_no_distance() => Assert.Equal(0, Cross.Distance([1, 110]), 1e-12);

    [Fact]
    public void Distance_is_in_standard_deviations_whatever_the_units()
    {
        double deviation = Math.Sqrt(4.0 / 3);
        Assert.Equal(2 / deviation, Cross.Distance([3, 110]), 1e-12);
        Assert.Equal(2 / deviation, Cross.Distance([1, 130]), 1e-12);
        Assert.Equal([2 / deviation, 2 / deviation, 2 / deviation, 2 / deviation], Cross.DistancesAmongThemselves(), Near);
    }

    [Fact]
    public void A_combination_that_no_star_has_is_far_though_each_label_is_within_range()
    {
        RandomSource random = RandomSource.FromName("a line");
        double[] line = [.. Enumerable.Range(0, 200).SelectMany(_ => random.NextGaussian() is double x ? new[] { x, x + (0.1 * random.NextGaussian()) } : [])];
        TrainingLabels training = new(line, 2);
        Assert.True(training.Distance([1, 1]) < 1);
        Assert.True(training.Distance([1, -1]) > 5);
    }

    [Fact]
    public void Labels_that_are_not_numbers_are_infinitely_far() => Assert.Equal(double.PositiveInfinity, Cross.Distance([double.NaN, 100]));

    [Fact]
    public void Stars_that_span_no_volume_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TrainingLabels([1, 2, 2, 4, 3, 6, 4, 8], 2));
        Assert.Throws<ArgumentException>(() => new TrainingLabels([1, 2], 2));
        Assert.Throws<ArgumentException>(() => new TrainingLabels([], 2));
    }

    static bool Near(double one, double two) => Math.Abs(one - two) < 1e-12;
}
