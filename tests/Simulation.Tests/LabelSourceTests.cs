namespace Astra.Simulation.Tests;

public sealed class LabelSourceTests : IDisposable
{
    readonly EmulatorFile file = new(4);
    readonly Emulator emulator;

    public LabelSourceTests() => emulator = Emulator.Read(file.Write());

    public void Dispose() => file.Dispose();

    [Fact]
    public void Stars_outside_the_limits_are_left_out_and_counted_by_reason()
    {
        LabelTable table = LabelTable.Select(
            emulator,
            [[5000, 2, 0, 0], [9000, 2, 0, 0], [8000, 9, 0, 0], [5000, double.NaN, 0, 0], [4000, 1, -0.5, 0.3], [5000, 2, 0, 0.5]]);
        Assert.Equal([0, 4], table.Rows);
        Assert.Equal([4000, 1, -0.5, 0.3], table[1].ToArray());
        Assert.Equal(
            [new("teff", "above 7500", 2, 1), new("logg", "not known", 1, 3), new("alpha_fe", "above 0.45", 1, 5)],
            table.Rejected);
    }

    [Fact]
    public void Without_jitter_the_stars_are_the_real_ones_in_their_turn()
    {
        RealStarLabels labels = new(emulator, LabelTable.Select(emulator, [[5000, 2, 0, 0], [9000, 2, 0, 0], [4000, 1, -0.5, 0.3]]), 0, 0);
        Assert.Equal([4000, 1, -0.5, 0.3], labels.Draw(3));
        Assert.Equal(2, labels.RowOf(3));
    }

    [Fact]
    public void Jitter_widens_the_stars_by_Silvermans_rule_and_stays_within_the_limits()
    {
        RandomSource random = RandomSource.FromName("stars");
        double[][] real = [.. Enumerable.Range(0, 1000).Select(_ => new[] { Near(5000, 300), Near(2.5, 0.4), Near(-0.3, 0.2), 0.1 })];
        LabelTable table = LabelTable.Select(emulator, real);
        RealStarLabels labels = new(emulator, table, 1, 1);
        double squares = 0;
        for (int star = 0; star < 4000; star++)
        {
            double[] drawn = labels.Draw(star);
            Assert.Null(emulator.WhyOutside(drawn));
            Assert.Equal(drawn, labels.Draw(star));
            squares += Math.Pow(drawn[0] - real[labels.RowOf(star)][0], 2);
        }

        double Near(double mean, double width) => mean + (width * random.NextGaussian());
        double expected = 300 * Math.Pow(4.0 / 6 / table.Count, 1.0 / 8);
        Assert.Equal(expected, Math.Sqrt(squares / 4000), 0.05 * expected);
    }

    [Fact]
    public void A_table_without_a_star_within_the_limits_is_one_clear_error() =>
        Assert.Contains("teff above 7500: 2", Assert.Throws<BadInputException>(
            () => new RealStarLabels(emulator, LabelTable.Select(emulator, [[9000, 2, 0, 0], [9100, 2, 0, 0]]), 0, 0)).Message);

    [Fact]
    public void Even_labels_fill_the_box_and_no_more()
    {
        UniformLabels labels = new(emulator, 2, [new EmulatorLabel("logg", 1, 3)]);
        double[][] drawn = [.. Enumerable.Range(0, 2000).Select(star => labels.Draw(star))];
        Assert.All(drawn, star => Assert.Null(emulator.WhyOutside(star)));
        Assert.InRange(drawn.Min(star => star[1]), 1, 1.01);
        Assert.InRange(drawn.Max(star => star[1]), 2.99, 3);
        Assert.Equal(5500, drawn.Average(star => star[0]), 100.0);
        Assert.Contains("no label 'mass'", Assert.Throws<ConfigurationException>(() => new UniformLabels(emulator, 2, [new EmulatorLabel("mass", 1, 3)])).Message);
        Assert.Contains("not within", Assert.Throws<ConfigurationException>(() => new UniformLabels(emulator, 2, [new EmulatorLabel("teff", 1000, 3600)])).Message);
    }
}
