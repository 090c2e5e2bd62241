namespace Astra.Simulation.Tests;

public sealed class SmoothedBootstrapTests
{
    static readonly double[][] Rows = [[5000, 2], [4000, 1], [6000, 4]];

    [Fact]
    public void A_draw_is_the_same_whatever_else_is_drawn()
    {
        double[][] inOrder = [.. Enumerable.Range(0, 100).Select(n => Of(1).Draw(n).Values)];
        SmoothedBootstrap shared = Of(1);
        double[][] backwards = new double[100][];
        Parallel.For(0, 100, n => backwards[99 - n] = shared.Draw(99 - n).Values);

        Assert.Equal(inOrder, backwards);
        Assert.NotEqual(inOrder[7], Of(2).Draw(7).Values);
        Assert.Equal(100, inOrder.Select(values => values[0]).Distinct().Count());
    }

    [Fact]
    public void Draws_come_from_all_rows_alike_with_noise_of_the_given_widths()
    {
        SmoothedBootstrap bootstrap = Of(1);
        (int Row, double[] Values)[] draws = [.. Enumerable.Range(0, 6000).Select(n => bootstrap.Draw(n))];
        for (int row = 0; row < Rows.Length; row++)
        {
            (int Row, double[] Values)[] mine = [.. draws.Where(draw => draw.Row == row)];
            Assert.InRange(mine.Length, 1890, 2110);
            for (int i = 0; i < 2; i++)
            {
                double width = i == 0 ? 50 : 0.2;
                double[] noise = [.. mine.Select(draw => draw.Values[i] - Rows[row][i])];
                Assert.Equal(width, Math.Sqrt(noise.Average(value => value * value)), 0.06 * width);
                Assert.Equal(0, noise.Average(), 0.08 * width);
            }
        }

        Assert.Equal(draws.Take(50).Select(draw => draw.Row), Enumerable.Range(0, 50).Select(n => bootstrap.RowOf(n)));
    }

    [Fact]
    public void What_is_not_accepted_is_drawn_again()
    {
        SmoothedBootstrap bootstrap = Of(1, values => values[0] >= 4000);
        double[] cool = [.. Enumerable.Range(0, 3000).Select(n => bootstrap.Draw(n)).Where(draw => draw.Row == 1).Select(draw => draw.Values[0])];

        // Half a normal distribution: its mean is 0.80 of the width from the edge, and nothing piles up on it.
        Assert.All(cool, teff => Assert.True(teff > 4000));
        Assert.Equal(4000 + (50 * Math.Sqrt(2 / Math.PI)), cool.Average(), 4.0);
    }

    [Fact]
    public void A_row_that_no_noise_suits_stands_as_it_is() =>
        Assert.Equal(Rows[1], new SmoothedBootstrap(1, _ => Rows[1], [50, 0.2], 0, _ => false).Draw(0).Values);

    [Fact]
    public void What_is_not_known_of_a_row_stays_unknown()
    {
        double[] values = new SmoothedBootstrap(1, _ => [double.NaN, 3], [50, 0], 0, _ => true).Draw(0).Values;

        Assert.Equal([double.NaN, 3], values);
    }

    [Fact]
    public void A_bootstrap_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmoothedBootstrap(0, _ => [], [], 0, _ => true));
        Assert.Contains("value 1 is -1 wide", Refusal(() => new SmoothedBootstrap(1, _ => [1, 2], [0, -1], 0, _ => true)));
        Assert.Contains("value 0 is NaN wide", Refusal(() => new SmoothedBootstrap(1, _ => [1], [double.NaN], 0, _ => true)));
        Assert.Contains("Row 0 has 1 values", Refusal(() => new SmoothedBootstrap(1, _ => [1], [0, 0], 0, _ => true).Draw(0)));

        static string Refusal(Func<object> act) => Assert.Throws<ArgumentException>(() => { _ = act(); }).Message;
    }

    static SmoothedBootstrap Of(int seed, Func<double[], bool>? accepts = null) =>
        new(Rows.Length, row => Rows[row], [50, 0.2], seed, accepts ?? (_ => true));
}
