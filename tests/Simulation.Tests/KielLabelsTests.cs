using System.Globalization;
using Astra.Testing;

namespace Astra.Simulation.Tests;

public sealed class KielLabelsTests : IDisposable
{
    readonly EmulatorFile file = new(5);
    readonly Emulator emulator;

    public KielLabelsTests() => emulator = Emulator.Read(file.Write());

    public void Dispose() => file.Dispose();

    [Fact]
    public void All_stars_lie_within_the_emulator_and_between_the_edges()
    {
        KielLabels labels = new(emulator, 1);
        Assert.All(Draws(labels, 20_000), star =>
        {
            Assert.Null(emulator.WhyOutside(star));
            (double lowest, double highest) = labels.LoggLimits(star[0]);
            Assert.InRange(star[1], lowest, highest);
        });
    }

    [Fact]
    public void Stars_reach_every_edge_evenly()
    {
        KielLabels labels = new(emulator, 1);
        double[][] stars = Draws(labels, 20_000);
        double[] heights = [.. stars.Select(star => Part(star[1], labels.LoggLimits(star[0])))];
        IsEven(heights);
        foreach ((EmulatorLabel label, int l) in emulator.Labels.Select((label, l) => (label, l)).Where(pair => pair.l != 1))
        {
            IsEven([.. stars.Select(star => Part(star[l], (label.Minimum, label.Maximum)))]);
        }

        static double Part(double value, (double Low, double High) limits) => (value - limits.Low) / (limits.High - limits.Low);

        // Kolmogorov and Smirnov: beyond 1.95 / sqrt(n) with a probability of 0.001.
        static void IsEven(double[] parts)
        {
            Array.Sort(parts);
            Assert.InRange(parts.Select((part, i) => Math.Abs(part - ((i + 0.5) / parts.Length))).Max(), 0, 1.95 / Math.Sqrt(parts.Length));
            Assert.True(parts[0] < 0.001 && parts[^1] > 0.999);
        }
    }

    [Theory]
    [InlineData(3500, 0, 5)]
    [InlineData(4250, 0.3, 5)]
    [InlineData(4875, 1.15, 4.985)]
    [InlineData(5000, 1.3, 4.95)]
    [InlineData(7500, 2.05, 4.5)]
    public void The_edges_are_those_of_stars_with_a_margin_within_the_emulators_limits(double teff, double lowest, double highest)
    {
        (double Lowest, double Highest) limits = new KielLabels(emulator, 0).LoggLimits(teff);
        Assert.Equal(lowest, limits.Lowest, 1e-6);
        Assert.Equal(highest, limits.Highest, 1e-6);
    }

    [Fact]
    public void A_star_is_the_same_whatever_else_is_drawn_and_another_for_another_seed()
    {
        KielLabels labels = new(emulator, 1);
        double[][] inOrder = Draws(new KielLabels(emulator, 1), 200);
        double[][] backwards = new double[200][];
        Parallel.For(0, 200, n => backwards[199 - n] = labels.Draw(199 - n));

        Assert.Equal(inOrder, backwards);
        Assert.NotEqual(inOrder[3], new KielLabels(emulator, 2).Draw(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => labels.Draw(-1));
    }

    [Fact]
    public void A_limit_of_minus_zero_is_written_as_zero() => Assert.Contains("logg 0 to 5 ", new KielLabels(With(3500, 7500, -0f, 5), 0).Description);

    [Fact]
    public void The_description_says_where_stars_are() => Assert.Equal(
        "spread evenly over the Kiel diagram (teff 3500 to 7500, logg 0 to 5 where stars are, fe_h -1.5 to 0.4, mg_fe -1.7 to 2.8, v_macro 0.1 to 20)",
        new KielLabels(emulator, 0).Description);

    [Fact]
    public void An_emulator_that_reaches_beyond_the_known_edges_is_used_within_them()
    {
        double[][] stars = Draws(new KielLabels(With(2000, 12_000, 0, 5), 0), 5000);
        Assert.InRange(stars.Min(star => star[0]), 3000, 3010);
        Assert.InRange(stars.Max(star => star[0]), 7990, 8000);
    }

    [Theory]
    [InlineData(9000, 12_000, 0, 5, "is for Teff 9000 to 12000 K, but where stars are is known from 3000 to 8000 K only. Use another emulator")]
    [InlineData(3500, 7500, 0, 1, "is for log g 0 to 1, where there are no stars of Teff 4750 K. Use another emulator")]
    public void An_emulator_without_stars_is_one_clear_error(float coolest, float hottest, float lowest, float highest, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigurationException>(() => new KielLabels(With(coolest, hottest, lowest, highest), 0)).Message);

    [SharedDataTheory]
    [InlineData("flux_emulator.fits")]
    [InlineData("normalized_emulator.fits")]
    public void Stars_of_isochrones_lie_between_the_edges(string name)
    {
        Emulator real = Emulator.Read(SharedData.Path("emulators", name));
        KielLabels labels = new(real, 0);
        (double Teff, double Logg)[] stars =
            [.. Isochrones().Where(star => real.Labels[0].Side(star.Teff) is null && real.Labels[1].Side(star.Logg) is null)];
        int inside = stars.Count(star => labels.LoggLimits(star.Teff) is var (lowest, highest) && star.Logg >= lowest && star.Logg <= highest);

        Assert.True(stars.Length > 5000, $"{stars.Length} points");
        Assert.True(inside >= 0.97 * stars.Length, $"{inside} of {stars.Length} points");
        Assert.All(Draws(labels, 2000), star => Assert.Null(real.WhyOutside(star)));
    }

    [SharedDataFact]
    public void The_edges_lie_close_to_stars_of_isochrones()
    {
        KielLabels labels = new(Emulator.Read(SharedData.Path("emulators", "flux_emulator.fits")), 0);
        (double Teff, double Logg)[] stars = [.. Isochrones().Where(star => star.Logg is >= 0 and <= 5.29)];
        for (int teff = 3250; teff <= 7750; teff += 250)
        {
            (double lowest, double highest) = labels.LoggLimits(teff);
            double[] near = [.. stars.Where(star => Math.Abs(star.Teff - teff) < 125).Select(star => star.Logg)];
            Assert.True(near.Min() - lowest < 0.4 && highest - near.Max() < 0.25, $"{teff} K: {near.Min()} to {near.Max()}, drawn {lowest} to {highest}");
        }
    }

    /// <summary>The points of PARSEC isochrones, without label 9, for stars that have left the asymptotic giant branch.</summary>
    static IEnumerable<(double Teff, double Logg)> Isochrones()
    {
        foreach (string path in Directory.EnumerateFiles(SharedData.Path("isochrones"), "*.dat"))
        {
            string[] columns = [];
            foreach (string line in File.ReadLines(path))
            {
                string[] cells = line.TrimStart('#').Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (cells.Contains("logTe"))
                {
                    columns = cells;
                }
                else if (!line.StartsWith('#') && cells.Length > 0 && Cell("label") is >= 0 and <= 8)
                {
                    yield return (Math.Pow(10, Cell("logTe")), Cell("logg"));
                }

                double Cell(string name) => double.Parse(cells[Array.IndexOf(columns, name)], CultureInfo.InvariantCulture);
            }
        }
    }

    static double[][] Draws(KielLabels labels, int count) => [.. Enumerable.Range(0, count).Select(star => labels.Draw(star))];

    Emulator With(float coolest, float hottest, float lowest, float highest)
    {
        file.Set("X_MIN", [5], [coolest, lowest, -1, 0, 1]);
        file.Set("X_MAX", [5], [hottest, highest, 0, 0.3f, 2]);
        return Emulator.Read(file.Write());
    }
}
