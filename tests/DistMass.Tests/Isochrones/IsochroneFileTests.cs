using Astra.Isochrones;
using Astra.Neural;
using Astra.Plugins.DistMass.Isochrones;
using Astra.Testing;

namespace Astra.DistMass.Tests.Isochrones;

public sealed class IsochroneFileTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-isochrones-");

    string Written => Path.Combine(folder.FullName, IsochroneFile.FileName);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_is_written_and_read_gives_the_same_ages_and_magnitudes()
    {
        Shipped.Isochrones.Write(Written);
        Assert.Equal(File.ReadAllBytes(IsochroneFile.Shipped), File.ReadAllBytes(Written));
        IsochroneFile read = IsochroneFile.Read(Written);
        Assert.Equal(Shipped.Isochrones.Ages.LogAge(1.3, -0.2), read.Ages.LogAge(1.3, -0.2));
        Assert.Equal(
            Shipped.Isochrones.Magnitudes.Magnitude(4700, 60, 2.3, 0.1, -0.3, 0.05), read.Magnitudes.Magnitude(4700, 60, 2.3, 0.1, -0.3, 0.05));
    }

    [Fact]
    public void A_file_that_is_missing_or_damaged_is_refused_with_its_name()
    {
        Assert.StartsWith(Written, Refusal());
        IReadOnlyDictionary<string, Tensor> good = WeightFile.Read(IsochroneFile.Shipped).Tensors;
        WeightFile.Write(Written, AllBut("k_correction"));
        Assert.Equal($"{Written}: there is no array 'k_correction' of {BolometricCorrection.Terms} columns and finite numbers. Make the file again.", Refusal());
        WeightFile.Write(Written, AllBut("metallicity_age").Append(Tensor.From("metallicity_age", [2, 2], new double[4])));
        Assert.Equal($"{Written}: its arrays do not belong together. Make the file again.", Refusal());
        double[] broken = good["isochrones"].ReadDouble();
        broken[7] = double.NaN;
        WeightFile.Write(Written, AllBut("isochrones").Append(Tensor.From("isochrones", [.. good["isochrones"].Shape], broken)));
        Assert.Contains("there is no array 'isochrones' of", Refusal());

        IEnumerable<Tensor> AllBut(string name) => good.Values.Where(tensor => tensor.Name != name);

        string Refusal() => Assert.Throws<ConfigurationException>(() => IsochroneFile.Read(Written)).Message;
    }

    [SharedDataFact]
    public void Tables_that_do_not_suffice_are_refused()
    {
        string[] tables = IsochroneTable.Files(SharedData.Path("isochrones"));
        IsochronePoint[] withoutK = [.. tables.Where(path => !path.Contains("ubvrijhk")).SelectMany(IsochroneTable.Read)];
        Assert.Equal(
            "0 rows of the isochrones have a K magnitude; 180 are needed. Give a table in the UBVRIJHK or 2MASS system, too.",
            Assert.Throws<BadInputException>(() => IsochroneFile.Make(withoutK)).Message);
        IsochronePoint[] oneAge = IsochroneTable.Read(SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat")).ToArray();
        Assert.Equal(
            "tables of several ages exist for 0 metallicities; two or more are needed.",
            Assert.Throws<BadInputException>(() => IsochroneFile.Make(oneAge)).Message);
    }
}
