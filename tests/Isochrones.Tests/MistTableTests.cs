namespace Astra.Isochrones.Tests;

public sealed class MistTableTests : IDisposable
{
    static readonly string[] Head =
    [
        "# MIST version number  = 1.2",
        "# MESA revision number =     7503",
        "# --------------------------------------------------------------------------------------",
        "#  Yinit        Zinit   [Fe/H]   [a/Fe]  v/vcrit",
        "# 0.2511  1.35720E-03    -1.00     0.00     0.40",
        "# --------------------------------------------------------------------------------------",
        "# number of isochrones =     2",
        "# --------------------------------------------------------------------------------------",
    ];

    const string Columns = "# EEP   log10_isochrone_age_yr   initial_mass   star_mass   log_L   log_Teff   log_g   phase";

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-mist-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_theoretical_table_takes_its_metallicity_from_the_head()
    {
        string path = Write(
            "a.iso",
            [
                .. Head,
                "# number of EEPs, cols =     3     8",
                "#   1  2  3  4  5  6  7  8",
                Columns,
                "  202  9.0000000000000000E+000  1.0000000000000000E-001 1.0E-001 -3.0 3.45 5.2 -1.0",
                "  300  9.0000000000000000E+000  1.0  0.9999 0.1 3.77 4.4 0.0",
                "  480  9.0000000000000000E+000  2.0  2.0 1.5 3.74 3.0 2.0",
                "",
                "",
                "# number of EEPs, cols =     4     8",
                "#   1  2  3  4  5  6  7  8",
                Columns,
                "  470  9.69897  1.2  1.2 0.7 3.76 3.8 2.0",
                "  500  9.69897  1.25  1.24 1.5 3.67 2.7 2.0",
                "  650  9.69897  1.26  1.20 1.7 3.68 2.4 3.0",
                "  720  9.69897  1.27  1.20 2.2 3.65 1.8 4.0",
            ]);
        List<IsochronePoint> points = IsochroneTable.Read(path);
        Assert.Equal(7, points.Count);
        Assert.All(points, point => Assert.Equal((-1.0, double.NaN), (point.Metallicity, point.KMagnitude)));
        Assert.Equal([1.0, 1, 1, 5, 5, 5, 5], points.Select(point => point.Age));
        Assert.Equal(
            [
                EvolutionaryPhase.PreMainSequence, EvolutionaryPhase.MainSequence, EvolutionaryPhase.RedGiantBranch, EvolutionaryPhase.Subgiant,
                EvolutionaryPhase.RedGiantBranch, EvolutionaryPhase.CoreHelium, EvolutionaryPhase.EarlyAsymptoticBranch,
            ],
            points.Select(point => point.Phase));
        Assert.Equal(new IsochronePoint(-1, 5, 1.25, 1.24, 1.5, 3.67, 2.7, EvolutionaryPhase.RedGiantBranch, double.NaN), points[4]);
    }

    [Fact]
    public void A_table_with_photometry_takes_metallicity_and_K_from_its_columns()
    {
        string path = Write(
            "a.iso.cmd",
            [
                "# photometric system   = 2MASS",
                .. Head,
                "# number of EEPs, cols =     1     11",
                "# EEP isochrone_age_yr initial_mass star_mass log_Teff log_g log_L [Fe/H]_init [Fe/H] 2MASS_J 2MASS_Ks phase",
                "  650  5.0E+09 1.26 1.20 3.68 2.4 1.7 -0.25 -0.27 -0.9 -1.5 3.0",
            ]);
        IsochronePoint point = Assert.Single(IsochroneTable.Read(path));
        Assert.Equal(new IsochronePoint(-0.25, 5, 1.26, 1.20, 1.7, 3.68, 2.4, EvolutionaryPhase.CoreHelium, -1.5), point);
    }

    public static TheoryData<string[], string> Bad => new()
    {
        { [.. Head, Columns, "1 9.0 1 1 0 3.7 4"], "line 10: 7 values; the table has 8 columns." },
        { [.. Head, Columns, "1 9.0 one 1 0 3.7 4 0"], "line 10, column initial_mass: 'one' is not a number from 0.01 to 1000." },
        { [.. Head, Columns, "1 12 1 1 0 3.7 4 0"], "line 10, column log10_isochrone_age_yr: '12' is not a number from 4.9 to 10.5." },
        { [.. Head, Columns, "1 9.0 1 1 nan 3.7 4 0"], "line 10, column log_L: 'nan' is not a number from -20 to 20." },
        { [Columns, "1 9.0 1 1 0 3.7 4 0"], "line 1: no column '[Fe/H]_init', and no [Fe/H] in the head of the file." },
        {
            [.. Head, "# EEP log10_isochrone_age_yr initial_mass star_mass log_L log_Teff log_g"],
            "line 9: no column 'phase'. A MIST isochrone table has initial_mass, star_mass, log_L, log_Teff, log_g, phase and log10_isochrone_age_yr or isochrone_age_yr."
        },
        { [.. Head[..4], "# 0.25 0.001", Columns], "line 5: 2 values below 5 names." },
        { [.. Head[..4], "# 0.25 0.001 poor 0 0", Columns], "line 5, column [Fe/H]: 'poor' is not a number from -10 to 2." },
        { [.. Head, Columns], "no row of an isochrone in it. Give a table of MIST." },
        { ["1 2 3", Columns], "line 1: numbers before the line with the columns' names, which begins with '# EEP'." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_table_that_is_none_is_refused_with_line_and_column(string[] lines, string message)
    {
        string path = Write("bad.iso", lines);
        BadInputException e = Assert.Throws<BadInputException>(() => IsochroneTable.Read(path));
        Assert.StartsWith(path, e.Message);
        Assert.EndsWith(message, e.Message);
    }

    /// <summary>
    /// Stars whose giants have lived as long as the age says, in a set with many ages from a hundred thousand years on, as MIST's tables have them.
    /// </summary>
    [Fact]
    public void Ages_of_giants_follow_from_tables_of_MIST()
    {
        foreach (double feH in new[] { -0.5, 0, 0.5 })
        {
            List<string> lines = ["#  Yinit        Zinit   [Fe/H]   [a/Fe]  v/vcrit", FormattableString.Invariant($"# 0.25 0.01 {feH} 0.0 0.4")];
            foreach (double logAge in new[] { 5, 7.5, 8, 8.5, 9, 9.5, 10 })
            {
                double giant = Math.Pow(10, (10 + (0.2 * feH) - logAge) / 3);
                lines.Add(Columns);
                for (double mass = 0.5; mass < giant; mass *= 1.05)
                {
                    lines.Add(FormattableString.Invariant($"300 {logAge} {mass} {mass} {4 * Math.Log10(mass)} 3.77 4.4 0"));
                }

                if (giant < 15)
                {
                    (double Mass, double LogG, int Phase)[] stars = [(1, 2.7, 2), (1.001, 1, 2), (1.002, 2.4, 3), (1.003, 2.4, 3)];
                    lines.AddRange(stars.Select(star => FormattableString.Invariant(
                        $"600 {logAge} {giant * star.Mass} {giant * star.Mass} 2 3.66 {star.LogG} {star.Phase}")));
                }
            }

            Write(FormattableString.Invariant($"{feH + 1}.iso"), [.. lines]);
        }

        List<IsochronePoint> points = IsochroneTable.ReadFolder(folder.FullName);
        AgeModel ages = new(IsochroneDigest.Anchors(points), IsochroneDigest.MainSequences(points));
        GiantAgeRelation branch = ages.Relation(EvolutionaryState.RedGiantBranch);
        Assert.Equal(0.5, branch.LogAge(Math.Log10(Math.Pow(10, 0.5 / 3)), 0, isInitial: true), 0.01);
        Assert.Equal(0.05 + 0.5, branch.LogAge(Math.Log10(Math.Pow(10, 0.5 / 3)), 0.25, isInitial: true), 0.01);
        Assert.Equal("MIST", IsochroneTable.Origin(IsochroneTable.Files(folder.FullName)));
    }

    string Write(string name, string[] lines)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
