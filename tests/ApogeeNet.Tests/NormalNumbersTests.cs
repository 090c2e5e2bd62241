using Astra.Plugins.ApogeeNet;

namespace Astra.ApogeeNet.Tests;

public class NormalNumbersTests
{
    const int Count = 2_000_000;

    readonly double[] draws = new double[Count];

    public NormalNumbersTests()
    {
        RandomSource random = RandomSource.FromName("normal numbers");
        for (int i = 0; i < Count; i++)
        {
            draws[i] = NormalNumbers.Next(random);
        }
    }

    [Theory]
    [InlineData(-4, 3.167e-5)]
    [InlineData(-3.5, 2.326e-4)]
    [InlineData(-2, 0.0227501)]
    [InlineData(-1, 0.1586553)]
    [InlineData(-0.1, 0.4601722)]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.6914625)]
    [InlineData(1.5, 0.9331928)]
    [InlineData(3, 0.9986501)]
    [InlineData(4, 0.99996833)]
    public void As_many_are_below_a_value_as_the_normal_distribution_has(double value, double expected)
    {
        double share = (double)draws.Count(draw => draw < value) / Count;
        Assert.Equal(expected, share, 5 * Math.Sqrt(expected * (1 - expected) / Count));
    }

    [Fact]
    public void Moments_are_those_of_the_normal_distribution()
    {
        Assert.Equal(0, draws.Average(), 5 / Math.Sqrt(Count));
        Assert.Equal(1, draws.Average(draw => draw * draw), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(3, draws.Average(draw => draw * draw * draw * draw), 5 * Math.Sqrt(96.0 / Count));
    }

    [Fact]
    public void Neighbours_are_independent() =>
        Assert.Equal(0, draws.Zip(draws.Skip(1), (a, b) => a * b).Average(), 5 / Math.Sqrt(Count));
}
