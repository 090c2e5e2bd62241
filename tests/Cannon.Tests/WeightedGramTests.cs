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
        (double[][] other, double[] otherWeight) = Random(6, 600);
        WeightedGram gram = new(7, 600);
        Fill(gram, y);
        gram.Compute(otherWeight, wide: true);
        Fill(gram, [y[0], .. other]);
        gram.Compute(weight, wide: true);
        Assert.Equal(Kernel([y[0], .. other], weight, wide: true), Square(gram, 7));
    }

    [Fact]
    public void Lengths_that_do_not_belong_together_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new WeightedGram(3, 12));
        Assert.Throws<ArgumentException>(() => new WeightedGram(3, 16).Compute(new double[24], wide: true));
    }

    static double[] Kernel(double[][] rows, double[] weight, bool wide)
    {
        WeightedGram gram = new(rows.Length, weight.Length);
        Fill(gram, rows);
        gram.Compute(weight, wide);
        return Square(gram, rows.Length);
    }

    static void Fill(WeightedGram gram, double[][] rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(gram.Row(i));
        }
    }

    static double[] Square(WeightedGram gram, int rows) => [.. Enumerable.Range(0, rows).SelectMany(i => gram.Values.Skip(i * gram.Stride).Take(rows))];

    static (double[][] Rows, double[] Weight) Random(int rows, int pixels)
    {
        RandomSource random = RandomSource.FromName($"{rows} x {pixels}");
        return ([.. Enumerable.Range(0, rows).Select(_ => Draw.Gaussians(random, pixels))], Draw.Uniform(random, pixels, 0, 1e4));
    }
}
