using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class WeightedGramTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 16)]
    [InlineData(4, 24)]
    [InlineData(5, 248)]
    [InlineData(15, 264)]
    [InlineData(16, 1000)]
    [InlineData(17, 7216)]
    [InlineData(66, 520)]
    public void The_kernel_agrees_with_the_plain_sums(int rows, int pixels)
    {
        (double[][] y, double[] weight) = Random(rows, pixels);
        double[] expected = WeightedGram.Plain(y, weight);
        double[] actual = Kernel(y, weight, wide: true);
        double[] sizes = WeightedGram.Plain([.. y.Select(row => row.Select(Math.Abs).ToArray())], weight);
        for (int n = 0; n < expected.Length; n++)
        {
            Assert.Equal(expected[n], actual[n], 1e-13 * sizes[n]);
        }
    }

    [Theory]
    [InlineData(15, 7216)]
    [InlineData(6, 40)]
    public void Every_width_of_registers_gives_the_same_bits(int rows, int pixels)
    {
        (double[][] y, double[] weight) = Random(rows, pixels);
        Assert.Equal(Kernel(y, weight, wide: true), Kernel(y, weight, wide: false));
    }

    [Fact]
    public void What_was_computed_before_leaves_no_trace()
    {
        (double[][] y, double[] weight) = Random(7, 600);
        (double[][] other, double[] otherWeight) = Random(7, 40);
        WeightedGram gram = new(7);
        gram.Compute(y[0], [.. y[1..].SelectMany(row => row)], weight, wide: true);
        gram.Compute(other[0], [.. other[1..].SelectMany(row => row)], otherWeight, wide: true);
        Assert.Equal(Kernel(other, otherWeight, wide: true), gram.Values);
    }

    [Theory]
    [InlineData(12, 24, 12)]
    [InlineData(16, 31, 16)]
    [InlineData(16, 32, 24)]
    public void Lengths_that_do_not_belong_together_are_refused(int first, int others, int weight) =>
        Assert.Throws<ArgumentException>(() => new WeightedGram(3).Compute(new double[first], new double[others], new double[weight], wide: true));

    static double[] Kernel(double[][] rows, double[] weight, bool wide)
    {
        WeightedGram gram = new(rows.Length);
        gram.Compute(rows[0], [.. rows[1..].SelectMany(row => row)], weight, wide);
        return gram.Values;
    }

    static (double[][] Rows, double[] Weight) Random(int rows, int pixels)
    {
        RandomSource random = RandomSource.FromName($"{rows} x {pixels}");
        return ([.. Enumerable.Range(0, rows).Select(_ => Draw.Gaussians(random, pixels))], Draw.Uniform(random, pixels, 0, 1e4));
    }
}
