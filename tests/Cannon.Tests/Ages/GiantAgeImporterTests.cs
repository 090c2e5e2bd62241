using System.Globalization;
using Astra.Neural;
using Astra.Isochrones;
using Astra.Plugins.Cannon.Ages;
using Astra.Testing;

namespace Astra.Cannon.Tests.Ages;

public sealed class GiantAgeImporterTests : IDisposable
{
    const string Header = "Zini Age Mini Mass logL logTe logg label";

    static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    readonly DirectoryInfo tables = Directory.CreateTempSubdirectory("astra-isochrones-");
    readonly DirectoryInfo model = Directory.CreateTempSubdirectory("astra-ages-");

    public void Dispose()
    {
        tables.Delete(recursive: true);
        model.Delete(recursive: true);
    }

    [Fact]
    public void Tables_become_a_model_whatever_their_columns_order_and_their_files_names()
    {
        Write("9Gyr.dat", [Header, .. Isochrone(0.0085, 1, 2.2), "#isochrone terminated"]);
        Write("a.dat", ["# comment", Header, .. Isochrone(0.0152, 1, 2.3)]);
        const string header = "# Zini MH logAge Mini int_IMF Mass logL label logg logTe";
        Write("b.dat", [header, .. Isochrone(0.0152, 5, 1.3).Select(Reordered), header, .. Isochrone(0.0085, 5, 1.2).Select(Reordered)]);

        ModelManifest manifest = new GiantAgeImporter().Import(tables.FullName, model.FullName, None);

        AgeModel ages = AgeModel.Load(new Model(manifest, model.FullName, "hash"));
        Assert.Equal(8, ages.Anchors.Count);
        AgeAnchor[] old = [.. ages.Anchors.Where(anchor => anchor.Age == 5 && Math.Abs(anchor.Metallicity - 0.015) < 0.001)];
        AgeAnchor clump = Assert.Single(old, anchor => anchor.State == EvolutionaryState.RedClump);
        Assert.Equal(1.32, clump.InitialMass, 12);
        Assert.Equal((1.27, 0.0, 2), (clump.CurrentMass, clump.Spread, clump.Rows));
        AgeAnchor branch = Assert.Single(old, anchor => anchor.State == EvolutionaryState.RedGiantBranch);
        Assert.Equal(1.305, branch.InitialMass, 12);

        // By the trapezium rule over 1.30, 1.308 and 1.31 with masses 1.30, 1.30 and 1.26.
        Assert.Equal(((0.008 * 1.30) + (0.002 * 1.28)) / 0.01, branch.CurrentMass, 12);
        Assert.Equal(0.04, branch.Spread, 12);
        Assert.Equal(["anchors.safetensors"], manifest.Files.Keys);
        Assert.Equal("4 PARSEC isochrones in 3 files", manifest.TrainedOn);

        static string Reordered(string row)
        {
            string[] w = row.Split(' ');
            double logAge = Math.Log10(double.Parse(w[1], CultureInfo.InvariantCulture));
            return string.Create(CultureInfo.InvariantCulture, $"{w[0]} 0.0 {logAge:0.00000} {w[2]} 0.5 {w[3]} {w[4]} {w[7]} {w[6]} {w[5]}");
        }
    }

    [Fact]
    public void Metallicity_is_PARSECs_own()
    {
        // Zini and MH of four isochrones of web interface 3.4.
        Assert.Equal(-2, ParsecMetallicity.Of(0.00015547), 1e-4);
        Assert.Equal(-0.5, ParsecMetallicity.Of(0.0048313), 1e-3);
        Assert.Equal(0, ParsecMetallicity.Of(0.0147133), 2e-4);
        Assert.Equal(0.5, ParsecMetallicity.Of(0.041619), 1e-4);
    }

    public static TheoryData<string[], string> Bad => new()
    {
        { ["0.01 1e9 1 1 0 3.7 4 1"], "line 1: numbers before the line with the columns' names, which begins with 'Zini'." },
        { ["Zini Age Mini Mass logTe logg label"], "line 1: no column 'logL'. A PARSEC isochrone table has Zini, Mini, Mass, logL, logTe, logg, label and Age or logAge." },
        { ["Zini Mini Mass logL logTe logg label"], "line 1: no column 'Age'. A PARSEC isochrone table has Zini, Mini, Mass, logL, logTe, logg, label and Age or logAge." },
        { [Header, "0.01 1e9 1 1 0 3.7 4"], "line 2: 7 values; the table has 8 columns." },
        { ["# x", Header, "0.01 1e9 1 1 0 3.7 4 1", "0.01 1e9 one 1 0 3.7 4 1"], "line 4, column Mini: 'one' is not a number from 0.01 to 1000." },
        { [Header, "0.01 5 1 1 0 3.7 4 1"], "line 2, column Age: '5' is not a number from 70000 to 30000000000." },
        { [Header, "-0.01 1e9 1 1 0 3.7 4 1"], "line 2, column Zini: '-0.01' is not a number from 1E-06 to 0.2." },
        { [Header, "0.01 1e9 1 nan 0 3.7 4 1"], "line 2, column Mass: 'nan' is not a number from 0 to 1000." },
        { [Header, "#isochrone terminated"], "no row of an isochrone in it. Give a table of the PARSEC web interface." },
        { [], "no row of an isochrone in it. Give a table of the PARSEC web interface." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_file_that_is_no_table_is_refused_with_line_and_column(string[] lines, string message)
    {
        string path = Write("bad.dat", lines);
        BadInputException e = Assert.Throws<BadInputException>(() => new GiantAgeImporter().Import(tables.FullName, model.FullName, None));
        Assert.StartsWith(path, e.Message);
        Assert.EndsWith(message, e.Message);
        Assert.Empty(model.GetFiles());
    }

    [Fact]
    public void A_folder_without_enough_tables_or_none_at_all_and_options_are_refused()
    {
        GiantAgeImporter importer = new();
        Assert.Contains("no file *.dat or *.iso or *.iso.cmd in this folder", Refusal(tables.FullName));
        string path = Write("a.dat", [Header, .. Isochrone(0.0152, 1, 2.3)]);
        Assert.Contains("not a folder", Refusal(path));
        Assert.Contains("tables of several ages exist for 0 metallicities", Refusal(tables.FullName));
        ConfigurationException e = Assert.Throws<ConfigurationException>(
            () => importer.Import(tables.FullName, model.FullName, new Dictionary<string, string> { ["age"] = "5" }));
        Assert.Equal("The importer of GiantAge models has no option 'age'; it has none.", e.Message);

        string Refusal(string given) => Assert.Throws<BadInputException>(() => importer.Import(given, model.FullName, None)).Message;
    }

    [Fact]
    public void A_damaged_model_is_refused()
    {
        Model broken = new(ShippedAges.Model.Manifest, model.FullName, "hash");
        Assert.Contains("Import the model again", Refusal());
        string path = Path.Combine(model.FullName, AgeModel.FileName);
        WeightFile.Write(path, [Tensor.From("anchors", [2, 3], new double[6])]);
        Assert.Equal($"{path}: there is no array 'anchors' of 7 columns. Import the model again.", Refusal());
        Tensor sequence = Tensor.From("main_sequence", [1, 3], new double[3]);
        WeightFile.Write(path, [Tensor.From("anchors", [1, 7], [1, 0, 2, 1, 1, 0, 2]), sequence]);
        Assert.Equal($"{path}: 2 is no evolutionary state. Import the model again.", Refusal());
        WeightFile.Write(path, [Tensor.From("anchors", [1, 7], [double.NaN, 0, 0, 1, 1, 0, 2]), sequence]);
        Assert.Equal($"{path}: the array 'anchors' has values that are not finite. Import the model again.", Refusal());
        WeightFile.Write(path, [Tensor.From("anchors", [1, 7], [1, 0, 0, 1, 1, 0, 2]), sequence]);
        Assert.StartsWith($"{path}: tables of several ages exist for 0 metallicities", Refusal());

        string Refusal() => Assert.Throws<ConfigurationException>(() => AgeModel.Load(broken)).Message;
    }

    [SharedDataFact]
    public void The_shipped_model_is_what_the_importer_makes_of_the_published_tables()
    {
        ModelManifest manifest = new GiantAgeImporter().Import(SharedData.Path("isochrones"), model.FullName, None);
        byte[] shipped = File.ReadAllBytes(Path.Combine(ShippedAges.Model.Folder, AgeModel.FileName));
        Assert.Equal(shipped, File.ReadAllBytes(Path.Combine(model.FullName, AgeModel.FileName)));
        Assert.Equal(ShippedAges.Model.Manifest.Description, manifest.Description);
        Assert.Equal(ShippedAges.Model.Manifest.TrainedOn, manifest.TrainedOn);
        Assert.Equal(ShippedAges.Model.Manifest.Accuracy, manifest.Accuracy);
    }

    /// <summary>
    /// A main sequence from 0.7 to 3 solar masses, a giant branch that loses 0.04 and a red clump that has lost 0.05, from a mass on.
    /// </summary>
    static IEnumerable<string> Isochrone(double metals, double age, double mass)
    {
        for (double x = 0.7; x < 3.01; x += 0.1)
        {
            yield return Row(x, x, 4 * Math.Log10(x), 1);
        }

        yield return Row(mass, mass, 1, 3);
        yield return Row(mass + 0.008, mass, 1, 3);
        yield return Row(mass + 0.01, mass - 0.04, 3, 3);
        yield return Row(mass + 0.015, mass - 0.03, 1.7, 4);
        yield return Row(mass + 0.025, mass - 0.03, 1.7, 4);
        yield return Row(mass + 0.03, mass - 0.1, 3, 8);

        string Row(double initial, double current, double logL, int label) => string.Create(
            CultureInfo.InvariantCulture, $"{metals} {age * 1e9:0.00e+00} {initial:0.0000000000} {current:0.000} {logL:0.000} 3.700 2.500 {label}");
    }

    string Write(string name, string[] lines)
    {
        string path = Path.Combine(tables.FullName, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
