using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Ingest;

namespace Astra.Host.Tests.Plugins;

/// <summary>
/// A plugin that was compiled against contract 1.0 and not since (tests/contracts/1.0: assembly, source, and how it was built) runs in this host, from
/// file to table: what docs/compatibility.md promises.
/// </summary>
public sealed class FirstContractTests : IDisposable
{
    // Bits of its enumeration, as its source has them.
    const long NoCatalogueTeff = 1 << 0;
    const long FewPixels = 1 << 1;
    const long LowSnr = 1 << 2;
    const long NoResult = 1 << 11;

    readonly Workspace workspace = new();

    public FirstContractTests()
    {
        string target = Directory.CreateDirectory(Path.Combine(workspace.Folder, "plugins", "FirstContract")).FullName;
        foreach (string file in Directory.GetFiles(Built))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    static string Built => Path.Combine(AppContext.BaseDirectory, "contracts", "1.0");

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void It_was_built_against_the_first_contract_and_is_loaded()
    {
        JsonNode plugin = workspace.Json("plugins").AsArray().Single(entry => (string?)entry!["name"] == "FirstContract")!;

        Assert.Equal(("1.0", "loaded"), ((string?)plugin["contract"], (string?)plugin["state"]));
        Assert.Equal(new ContractVersion(1, 0), PluginManifest.Read(Built).Contract);
    }

    [Fact]
    public void Its_pipeline_measures_spectra_and_every_column_arrives()
    {
        workspace.Put(new() { Number = 1, Visits = 2 });

        workspace.Astra(ExitCode.Done, "run", "FirstBands", "--ingest", workspace.Stars);

        JsonNode row = Rows("FirstBands").Single()!;
        (double Mean, int Pixels)[] bands = [.. WavelengthGrid.Chips7514.Select(range => Expected(range, number: 1, row: 0))];
        Assert.Equal(bands.Select(band => band.Mean), row["band_flux"]!.AsArray().Select(value => (double)value!), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(bands.Select(band => band.Pixels), row["band_pixels"]!.AsArray().Select(value => (int)value!));
        Assert.Equal(bands.Average(band => band.Mean), (double)row["flux"]!, 4);
        Assert.Equal(2 / Math.Sqrt(bands.Sum(band => band.Pixels)), (double)row["e_flux"]!, 6);
        Assert.Equal(
            WavelengthGrid.Chips7514.Select(range => WavelengthGrid.Wavelength((range.Start.Value + range.End.Value - 1) / 2.0)),
            row["band_wavelength"]!.AsArray().Select(value => (double)value!), (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Equal(bands.Sum(band => band.Pixels), (int)row["n_pixels"]!);
        Assert.Equal((1L, true), ((long)row["mask_bits"]!, (bool)row["is_combined"]!));
        Assert.InRange((double)row["draw"]!, 0, 1);
        Assert.Null(row["teff"]);
        Assert.Equal((NoCatalogueTeff, false, false), ((long)row["result_flags"]!, (bool)row["flag_warn"]!, (bool)row["flag_bad"]!));
        Assert.Equal(2, Rows("FirstBands", "--visits").Count);
    }

    [Fact]
    public void Its_options_are_set_and_its_flags_set_in()
    {
        workspace.Put(new() { Number = 2, Cards = { ["SNR"] = 20 } });

        workspace.Astra(
            ExitCode.Done, "run", "FirstBands", "--ingest", workspace.Stars, "--set", "pipelines:FirstBands:min_pixels=8000", "--set", "pipelines:FirstBands:scale=2",
            "--set", "pipelines:FirstBands:statistic=median", "--set", "pipelines:FirstBands:use_mask=false");

        JsonNode row = Rows("FirstBands").Single()!;
        Assert.Equal(7514, (int)row["n_pixels"]!);
        Assert.Equal((NoCatalogueTeff | FewPixels | LowSnr, true, true), ((long)row["result_flags"]!, (bool)row["flag_warn"]!, (bool)row["flag_bad"]!));
        Assert.Single(Rows("FirstBands", "--flag", "LOW_SNR"));
        Assert.Equal(2 * (102 + 4.8), (double)row["flux"]!, 0.2);
        Assert.Equal(ExitCode.WrongConfiguration, workspace.Astra("run", "FirstBands", "--set", "pipelines:FirstBands:statistic=mode").ExitCode);
    }

    [Fact]
    public void Its_exceptions_mean_what_they_meant()
    {
        workspace.Put(new() { Number = 3 });
        workspace.Put(new() { Number = 4, Scale = -1 });
        workspace.Put(new() { Number = 5, Scale = double.NaN });

        workspace.Astra("run", "FirstBands", "--ingest", workspace.Stars);

        Assert.Equal(
            [("2M00000003+0000000", NoCatalogueTeff), ("2M00000004+0000000", NoResult), ("2M00000005+0000000", NoResult | FewPixels)],
            Rows("FirstBands").Select(row => ((string?)row!["sdss4_apogee_id"], (long)row["result_flags"]!)).Order());
    }

    [Fact]
    public void A_pipeline_of_it_takes_what_another_one_found()
    {
        workspace.Put(new() { Number = 6 });

        workspace.Astra(ExitCode.Done, "run", "FirstBands", "FirstStar", "--ingest", workspace.Stars);

        JsonNode row = Rows("FirstStar").Single()!;
        Assert.Equal((double)Rows("FirstBands").Single()!["flux"]!, (double)row["flux"]!, 4);
        Assert.Equal(10.06, (double)row["ra"]!, 8);
    }

    [Fact]
    public void Its_model_is_imported_and_used()
    {
        workspace.Put(new() { Number = 7 });
        string published = workspace.Beside("seven.txt");
        File.WriteAllText(published, "7.5\n");

        workspace.Astra(ExitCode.Done, "model", "import", "FirstModel", published, "--option", "factor=2");
        workspace.Astra(ExitCode.Done, "run", "FirstModel", "--ingest", workspace.Stars);

        Assert.Equal(57 * 15, (double)Rows("FirstModel").Single()!["value"]!, 4);
        Assert.Contains("factor", workspace.Astra(ExitCode.Done, "model", "inspect", "FirstModel").Output);
    }

    JsonArray Rows(string pipeline, params string[] more)
    {
        string file = workspace.Beside("rows.json");
        workspace.Astra(ExitCode.Done, ["query", pipeline, "--columns", "all", "--out", file, .. more]);
        return JsonNode.Parse(File.ReadAllText(file))!.AsArray();
    }

    /// <summary>The mean of the flux that <see cref="SyntheticStar"/> gives, where its mask lets it be.</summary>
    static (double Mean, int Pixels) Expected(Range range, int number, int row)
    {
        int[] pixels = [.. Enumerable.Range(range.Start.Value, range.End.Value - range.Start.Value).Where(pixel => pixel % 100 != 0)];
        return (pixels.Average(pixel => (double)(float)(100 + number + row + (((pixel * 31) + (number * 7)) % 97 / 10.0))), pixels.Length);
    }
}
