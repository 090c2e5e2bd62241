using System.Globalization;
using Astra.Isochrones;
using Astra.Plugins.DistMass;
using Astra.Plugins.DistMass.Isochrones;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.DistMass.Tests.Isochrones;

/// <summary>The figures are in docs/pipelines/distmass-isochrones.md.</summary>
public sealed class MagnitudeGridTests(ITestOutputHelper output)
{
    static MagnitudeGrid Grid => Shipped.Isochrones.Magnitudes;

    [Theory]
    [InlineData(double.NaN, 100, 2.5, 0.1, 0, 0.05)]
    [InlineData(4800, double.NaN, 2.5, 0.1, 0, 0.05)]
    [InlineData(4800, 100, double.NaN, 0.1, 0, 0.05)]
    [InlineData(4800, 100, 2.5, double.PositiveInfinity, 0, 0.05)]
    [InlineData(4800, 100, 2.5, 0.1, double.NaN, 0.05)]
    [InlineData(4800, 100, 2.5, 0.1, 0, -9999)]
    [InlineData(-9999, 100, 2.5, 0.1, 0, 0.05)]
    [InlineData(4800, 100, -9999, 0.1, 0, 0.05)]
    [InlineData(4800, 100, 2.5, 0.1, -9999, 0.05)]
    [InlineData(1e300, 1e300, 2.5, 0.1, 9, 0.05)]
    [InlineData(9000, 50, 1, 0.05, 0, 0.05)]
    [InlineData(4300, 50, 4.0, 0.02, 0.0, 0.05)]
    public void A_star_of_unknown_labels_or_away_from_all_isochrones_has_no_magnitude(
        double teff, double et, double logG, double eg, double feH, double em)
    {
        MagnitudeDistribution magnitude = Grid.Magnitude(teff, et, logG, eg, feH, em);
        Assert.False(magnitude.IsKnown);
        Assert.Equal(double.NaN, magnitude.LeastChiSquare);
        Assert.Equal(IsochroneDistance.None, IsochroneDistance.Of(magnitude, 10, 0.02, 0.1));
    }

    [Theory]
    [InlineData("red clump star", 4800, 2.42, -0.1, -1.9, -1.3)]
    [InlineData("the Sun", 5772, 4.438, 0, 3.1, 3.6)]
    [InlineData("star near the tip of the giant branch", 3750, 0.8, 0, -6.6, -5.2)]
    [InlineData("K dwarf", 4600, 4.62, 0, 4.2, 4.9)]
    public void Well_known_stars_have_their_magnitudes(string star, double teff, double logG, double metallicity, double brightest, double faintest)
    {
        MagnitudeDistribution magnitude = Grid.Magnitude(teff, 80, logG, 0.06, metallicity, 0.05);
        Assert.True(magnitude.Median > brightest && magnitude.Median < faintest, FormattableString.Invariant($"{star}: {magnitude}"));
        Assert.True(magnitude.Lower < magnitude.Median && magnitude.Median < magnitude.Upper);
        Assert.InRange(magnitude.LeastChiSquare, 0, 3);
    }

    [Fact]
    public void Errors_below_what_isochrones_can_tell_count_as_the_least()
    {
        Assert.Equal(Grid.Magnitude(4800, 50, 2.5, 0.05, 0, 0.05), Grid.Magnitude(4800, 0, 2.5, 0.001, 0, 0));
        MagnitudeDistribution vague = Grid.Magnitude(4800, 150, 2.5, 0.3, 0, 0.2);
        MagnitudeDistribution sharp = Grid.Magnitude(4800, 50, 2.5, 0.05, 0, 0.05);
        Assert.True(vague.Upper - vague.Lower > 1.5 * (sharp.Upper - sharp.Lower));
    }

    [Fact]
    public void A_star_has_the_same_magnitude_whoever_came_before_it()
    {
        MagnitudeWork work = new();
        double[][] stars = [.. Labels(200)];
        MagnitudeDistribution[] together = [.. stars.Select(s => Grid.Magnitude(s[0], s[3], s[1], s[4], s[2], s[5], work))];
        MagnitudeDistribution[] alone = [.. stars.Reverse().Select(s => Grid.Magnitude(s[0], s[3], s[1], s[4], s[2], s[5])).Reverse()];
        Assert.Equal(alone, together);
        Assert.True(together.Count(magnitude => magnitude.IsKnown) > 100);
    }

    [NumpyFact]
    public void Magnitudes_are_those_of_a_plain_sum_over_all_stars_in_numpy()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-magnitudes-");
        try
        {
            string cells = Path.Combine(folder.FullName, "stars.txt");
            string labels = Path.Combine(folder.FullName, "labels.txt");
            double[][] stars = [.. Labels(60).Where(s => Grid.Magnitude(s[0], s[3], s[1], s[4], s[2], s[5]).LeastChiSquare < 9)];
            Assert.True(stars.Length > 20);
            File.WriteAllLines(cells, Grid.Cells.Select(c => FormattableString.Invariant(
                $"{c.Metallicity} {c.LogG} {c.LogTeff} {c.Magnitude} {c.Number}")));
            File.WriteAllLines(labels, stars.Select(s =>
            {
                MagnitudeDistribution ours = Grid.Magnitude(s[0], s[3], s[1], s[4], s[2], s[5]);
                double[] line = [.. s, ours.Lower, ours.Median, ours.Upper];
                return string.Join(' ', line.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
            }));
            string[] judged = Python.AskJudge("isochrone_magnitudes.py", cells, labels).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            double[][] shares =
                [.. judged.Select(line => line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray())];
            Assert.Equal(stars.Length, shares.Length);
            Assert.All(shares, share =>
            {
                // What is beyond four standard deviations in a label counts there and not here.
                Assert.Equal(0.1587, share[0], 0.02);
                Assert.Equal(0.5, share[1], 0.02);
                Assert.Equal(0.8413, share[2], 0.02);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// Magnitudes that follow from a seismic radius and a temperature by the Stefan-Boltzmann law, independent of any isochrone but for the K
    /// correction.
    /// </summary>
    [SharedDataFact]
    public void Distances_of_seismic_giants_are_met_as_well_as_was_measured()
    {
        string table = SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat");
        BolometricCorrection correction = BolometricCorrection.Fit(IsochroneTable.Read(table)).Correction;
        Dictionary<string, double[]> gold =
            FitsColumns.Numbers("apokasc3_gold.fits", "RADIUS", "MASS", "TEFF", "S_TEFF", "LOGG_SEIS", "FE_H", "S_FE_H");
        string[] states = FitsColumns.Texts("apokasc3_gold.fits", "EVOL_STATE");
        MagnitudeWork work = new();
        List<(string State, double Mass, double Fraction, double Pull)> stars = [];
        for (int row = 0; row < states.Length; row += 3)
        {
            double teff = gold["TEFF"][row];
            double logG = gold["LOGG_SEIS"][row];
            double feH = gold["FE_H"][row];
            MagnitudeDistribution ours = Grid.Magnitude(teff, gold["S_TEFF"][row], logG, 0.08, feH, gold["S_FE_H"][row], work);
            double luminosity = (2 * Math.Log10(gold["RADIUS"][row])) + (4 * Math.Log10(teff / 5772));
            double theirs = correction.At(Math.Log10(teff), logG, feH) - (2.5 * luminosity);
            double pull = (ours.Median - theirs) / ((ours.Upper - ours.Lower) / 2);
            stars.Add((states[row], gold["MASS"][row], Math.Pow(10, (theirs - ours.Median) / 5) - 1, pull));
        }

        foreach (var state in stars.GroupBy(star => star.State))
        {
            Spread spread = Spread.Of(state.Select(star => star.Fraction));
            output.WriteLine($"{state.Key}: {spread}; pull {Spread.Of(state.Select(star => star.Pull))}");
            foreach ((double from, double to) in new[] { (0.5, 1), (1, 1.2), (1.2, 1.5), (1.5, 2), (2, 3.5) })
            {
                Spread ofMass = Spread.Of(state.Where(star => star.Mass > from && star.Mass <= to).Select(star => star.Fraction));
                output.WriteLine($"   {from} to {to}: {ofMass}");
            }
        }

        Spread branch = Spread.Of(stars.Where(star => star.State == "RGB").Select(star => star.Fraction));
        Spread clump = Spread.Of(stars.Where(star => star.State == "RC").Select(star => star.Fraction));
        Assert.InRange(branch.Median, -0.06, 0.02);
        Assert.InRange(branch.Absolute, 0.02, 0.07);
        Assert.InRange(clump.Median, -0.05, 0.02);
        Assert.InRange(clump.Absolute, 0.01, 0.05);
    }

    [SharedDataFact]
    public void Distances_of_Hipparcos_stars_are_met_as_well_as_was_measured()
    {
        const string File = "hipparcos_apogee_dr12.fits";
        Dictionary<string, double[]> t = FitsColumns.Numbers(
            File, "Plx", "e_Plx", "TEFF", "TEFF_ERR", "LOGG", "LOGG_ERR", "PARAM_M_H", "K", "K_ERR", "H", "H_ERR", "GLAT",
            "IRAC_4_5", "IRAC_4_5_ERR", "WISE_4_5", "WISE_4_5_ERR", "SFD_EBV");
        List<(double LogG, double KError, double Fraction)> stars = [];
        int withoutExtinction = 0;
        for (int i = 0; i < t["Plx"].Length; i++)
        {
            if (!(t["e_Plx"][i] / t["Plx"][i] < 0.15 && t["Plx"][i] > 0))
            {
                continue;
            }

            Extinction extinction = Extinction.Of(
                t["GLAT"][i],
                new(t["H"][i], t["H_ERR"][i]),
                new(t["IRAC_4_5"][i], t["IRAC_4_5_ERR"][i]),
                new(t["WISE_4_5"][i], t["WISE_4_5_ERR"][i]),
                t["SFD_EBV"][i]);
            withoutExtinction += extinction.Rule == ExtinctionRule.None ? 1 : 0;
            MagnitudeDistribution magnitude = Grid.Magnitude(t["TEFF"][i], t["TEFF_ERR"][i], t["LOGG"][i], t["LOGG_ERR"][i], t["PARAM_M_H"][i], 0.05);
            IsochroneDistance distance = IsochroneDistance.Of(magnitude, t["K"][i], t["K_ERR"][i], extinction.AK);
            stars.Add((t["LOGG"][i], t["K_ERR"][i], (distance.Median * t["Plx"][i] / 1000) - 1));
        }

        Spread all = Spread.Of(stars.Select(star => star.Fraction));
        Spread unsaturated = Spread.Of(stars.Where(star => star.KError < 0.1).Select(star => star.Fraction));
        output.WriteLine($"{stars.Count} stars, {withoutExtinction} without extinction; all {all}; K error below 0.1 {unsaturated}");
        foreach ((double from, double to) in new[] { (0.0, 1.0), (1, 1.5), (1.5, 2), (2, 2.3), (2.3, 2.6), (2.6, 3), (3, 3.5), (3.5, 5) })
        {
            Spread ofGravity = Spread.Of(stars.Where(star => star.LogG > from && star.LogG <= to).Select(star => star.Fraction));
            output.WriteLine($"   {from} to {to}: {ofGravity}");
        }

        Assert.True(all.Count > 600);
        Assert.InRange(all.Absolute, 0.1, 0.19);
        Assert.InRange(unsaturated.Absolute, 0.1, 0.165);
    }

    /// <summary>Stars all over the diagram, always the same: Teff, log g, [M/H] and their errors.</summary>
    static IEnumerable<double[]> Labels(int count)
    {
        Random random = new(7);
        for (int i = 0; i < count; i++)
        {
            double logG = 0.5 + (4 * random.NextDouble());
            double teff = (logG > 3.7 ? 5500 : 3900 + (400 * logG)) + (300 * (random.NextDouble() - 0.5));
            yield return
            [
                teff, logG, -0.8 + (1.2 * random.NextDouble()), 60 + (60 * random.NextDouble()), 0.06 + (0.1 * random.NextDouble()),
                0.05 + (0.05 * random.NextDouble()),
            ];
        }
    }
}
