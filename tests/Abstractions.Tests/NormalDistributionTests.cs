namespace Astra.Abstractions.Tests;

public class NormalDistributionTests
{
    const int Count = 2_000_000;

    readonly double[] draws = new double[Count];

    public NormalDistributionTests()
    {
        RandomSource random = RandomSource.FromName("normal numbers");
        for (int i = 0; i < Count; i++)
        {
            draws[i] = NormalDistribution.Draw(random);
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

    [Fact]
    public void Single_precision_numbers_are_normal_out_to_the_tail()
    {
        float[] values = new float[400_000];
        RandomSource random = RandomSource.FromName("normal");
        foreach (ref float value in values.AsSpan())
        {
            value = (float)NormalDistribution.Draw(random);
        }

        double n = values.Length;
        Assert.Equal(0, values.Average(x => (double)x), 4 / Math.Sqrt(n));
        Assert.Equal(1, values.Average(x => (double)x * x), 4 * Math.Sqrt(2 / n));
        Assert.Equal(0, values.Average(x => Math.Pow(x, 3)), 4 * Math.Sqrt(15 / n));
        Assert.Equal(3, values.Average(x => Math.Pow(x, 4)), 4 * Math.Sqrt(96 / n));

        // Fractions beyond 1, 2, 3 and, from the ziggurat's tail, 3.7 standard deviations.
        foreach ((double beyond, double expected) in new[] { (1, 0.3173105), (2, 0.0455003), (3, 0.0026998), (3.7, 0.00021562) })
        {
            Assert.Equal(expected, values.Count(x => Math.Abs(x) > beyond) / n, 4 * Math.Sqrt(expected / n));
        }
    }
}
