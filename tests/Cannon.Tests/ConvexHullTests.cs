using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class ConvexHullTests
{
    static readonly double[] Square = [-1, -1, -1, 1, 1, -1, 1, 1];

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 0.3, true)]
    [InlineData(0.999, -0.999, true)]
    [InlineData(1.001, 0, false)]
    [InlineData(1.001, 1.001, false)]
    [InlineData(5, -7, false)]
    public void A_square_contains_what_lies_within(double x, double y, bool inside) => Assert.Equal(inside, ConvexHull.Contains(Square, [x, y]));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void Mixtures_of_points_lie_within_and_points_beyond_the_farthest_do_not(int dimensions)
    {
        RandomSource random = RandomSource.FromName($"hull {dimensions}");
        double[] points = Draw.Gaussians(random, 200 * dimensions);
        for (int trial = 0; trial < 60; trial++)
        {
            double[] shares = Draw.Uniform(random, 8, 0, 1);
            int[] corners = [.. shares.Select(_ => (int)(200 * random.NextDouble()))];
            double[] mixture = [.. Enumerable.Range(0, dimensions).Select(d => corners.Select((corner, k) => shares[k] / shares.Sum() * points[(corner * dimensions) + d]).Sum())];
            Assert.True(ConvexHull.Contains(points, mixture));

            double[] direction = Draw.Gaussians(random, dimensions);
            double farthest = Enumerable.Range(0, 200).Max(n => Along(points.AsSpan(n * dimensions, dimensions), direction));
            double norm = Along(direction, direction);
            Assert.False(ConvexHull.Contains(points, [.. direction.Select(d => d * (farthest + 0.01) / norm)]));
        }

        static double Along(ReadOnlySpan<double> point, double[] direction)
        {
            double sum = 0;
            for (int d = 0; d < direction.Length; d++)
            {
                sum += point[d] * direction[d];
            }

            return sum;
        }
    }

    [Fact]
    public void The_points_themselves_lie_within()
    {
        RandomSource random = RandomSource.FromName("corners");
        double[] points = Draw.Gaussians(random, 3 * 100);
        Assert.All(Enumerable.Range(0, 100), n => Assert.True(ConvexHull.Contains(points, points.AsSpan(3 * n, 3))));
    }

    [Fact]
    public void Labels_between_training_stars_are_surrounded_and_labels_that_are_no_numbers_are_not()
    {
        TrainingLabels training = new([-1, 90, 1, 90, -1, 110, 1, 110], 2);
        Assert.True(training.Surrounds([0, 100]));
        Assert.False(training.Surrounds([0, 111]));
        Assert.False(training.Surrounds([double.NaN, 100]));
    }
}
