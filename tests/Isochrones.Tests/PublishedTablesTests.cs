using Astra.Testing;

namespace Astra.Isochrones.Tests;

/// <summary>The 31 tables of PARSEC in the reference data.</summary>
public sealed class PublishedTablesTests
{
    [SharedDataFact]
    public void All_tables_are_read_with_the_ages_of_their_columns()
    {
        string[] files = IsochroneTable.Files(SharedData.Path("isochrones"));
        Assert.Equal(31, files.Length);
        Assert.Equal("PARSEC", IsochroneTable.Origin(files));
        List<IsochronePoint> points = IsochroneTable.ReadFolder(SharedData.Path("isochrones"));
        Assert.Equal([0.1, 0.3, 0.5, 0.7, 0.9, 5], points.Select(point => point.Age).Distinct().Order());

        // The file's name says 9 Gyr.
        string named = files.Single(path => path.EndsWith("evans_passbands__9Gyr__0.0MH_9Gyr.dat", StringComparison.Ordinal));
        List<IsochronePoint> young = IsochroneTable.Read(named);
        Assert.All(young, point => Assert.Equal(0.9, point.Age));
        Assert.All(young, point => Assert.Equal(double.NaN, point.KMagnitude));
    }

    [SharedDataFact]
    public void K_magnitudes_are_in_the_2MASS_system()
    {
        List<IsochronePoint> points = IsochroneTable.Read(SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat"));
        Assert.Equal(11, points.Select(point => point.Metallicity).Distinct().Count());
        Assert.All(points, point => Assert.True(double.IsFinite(point.KMagnitude)));

        // The table's first row has J 10.525 and K 10.180.
        Assert.Equal(10.180 - 0.039 + (0.001 * 0.345), points[0].KMagnitude, 9);
        Assert.Equal(-2, points[0].Metallicity, 1e-3);
        Assert.Equal(EvolutionaryPhase.MainSequence, points[0].Phase);
    }

    [SharedDataFact]
    public void Gravity_mass_luminosity_and_temperature_of_a_row_belong_together()
    {
        List<IsochronePoint> points = IsochroneTable.ReadFolder(SharedData.Path("isochrones"));
        foreach (IsochronePoint point in points.Where(point => point.Phase < EvolutionaryPhase.ThermalPulses))
        {
            double logG = 4.4381 + Math.Log10(point.Mass) - point.LogLuminosity + (4 * (point.LogTeff - Math.Log10(5772)));
            Assert.Equal(logG, point.LogG, 0.012);
        }
    }

    [Fact]
    public void A_folder_without_tables_is_refused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-tables-");
        try
        {
            Assert.StartsWith(
                $"{folder.FullName}: no file *.dat or *.iso or *.iso.cmd in this folder.",
                Assert.Throws<BadInputException>(() => IsochroneTable.ReadFolder(folder.FullName)).Message);
            string absent = Path.Combine(folder.FullName, "absent");
            Assert.StartsWith($"{absent}: not a folder.", Assert.Throws<BadInputException>(() => IsochroneTable.Files(absent)).Message);
            Assert.StartsWith($"{absent}: cannot be read", Assert.Throws<BadInputException>(() => IsochroneTable.Read(absent)).Message);
        }
        finally
        {
            folder.Delete();
        }
    }
}
