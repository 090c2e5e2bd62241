using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Ingest;
using Astra.Host.Tests.Plugins;
using Astra.Host.Training;

namespace Astra.Host.Tests.Training;

/// <summary>Where the spectra of a table's stars are found.</summary>
public sealed class SpectrumPlacesTests : IDisposable
{
    static readonly PipelineDeclaration NoOpModel = PluginCatalog.Discover(PluginFolder.Built).Find("NoOpModel").Declaration;

    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_column_of_files_comes_first_and_is_relative_to_the_table()
    {
        workspace.Put(new() { Number = 1 });
        new SyntheticStar { Number = 2 }.WriteTo(workspace.Beside("other/any-name.fits"));

        SpectrumPlaces places = Find("APOGEE_ID,TEFF,PATH\n2M00000001+0000000,1,other/any-name.fits\n2M00000001+0000000,1,absent.fits\n2M00000001+0000000,1,\n", workspace.Stars);

        Assert.Equal([workspace.Beside("other/any-name.fits"), .. Enumerable.Repeat(workspace.Star("apStar-t1-2M00000001+0000000.fits"), 2)], places.Found.Select(found => found.Place.Path));
    }

    [Fact]
    public void Without_a_folder_a_row_whose_file_is_absent_has_no_spectrum()
    {
        workspace.Put(new() { Number = 1 });

        SpectrumPlaces places = Find("TEFF,PATH\n1,stars/apStar-t1-2M00000001+0000000.fits\n2,absent.fits\n3,\n", folder: null);

        Assert.Equal([1], places.Found.Select(found => found.Row.Row));
        Assert.Equal([2, 3], places.Without.Select(row => row.Row));
    }

    [Fact]
    public void In_a_folder_the_newest_version_of_a_star_counts()
    {
        foreach (string name in new[] { "apStar-1.0-apo25m-2M00000001+0000000-59900.fits", "apStar-1.0-apo25m-2M00000001+0000000-60100.fits", "apStar-1.0-apo25m-2M00000001+0000000.fits" })
        {
            new SyntheticStar { Number = 1 }.WriteTo(workspace.Star(Path.Combine("deep", name)));
        }

        SpectrumPlaces places = Find("APOGEE_ID,TEFF\n2M00000001+0000000,1\n", workspace.Stars);

        Assert.EndsWith("-60100.fits", Assert.Single(places.Found).Place.Path);
        Assert.StartsWith("1 stars have several files in ", Assert.Single(places.Notes));
    }

    [Fact]
    public void In_the_workspace_the_newest_combined_spectrum_counts()
    {
        workspace.Put(new() { Number = 1, Cards = { ["LOCID"] = 1, ["SFILE1"] = "apVisit-t1-5001-56001-001.fits" } });
        new SyntheticStar { Number = 1, Cards = { ["LOCID"] = 2, ["SFILE1"] = "apVisit-t1-5001-57000-001.fits" } }.WriteTo(workspace.Star("b/apStar-t1-2M00000001+0000000.fits"));
        new SyntheticStar { Number = 1, Cards = { ["LOCID"] = 3, ["SFILE1"] = "apVisit-t1-5001-56500-001.fits" } }.WriteTo(workspace.Star("c/apStar-t1-2M00000001+0000000.fits"));
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        SpectrumPlaces places = Find("APOGEE_ID,TEFF\n2M00000001+0000000,1\n2M00000002+0000000,1\n", folder: null);

        Assert.Equal("apStar-t1-apo25m-2-2M00000001+0000000", Assert.Single(places.Found).Place.Spectrum);
        Assert.Equal(["2M00000002+0000000"], places.Without.Select(row => row.Id));
    }

    [Fact]
    public void A_table_can_name_a_visit()
    {
        workspace.Put(new() { Number = 1, Visits = 2 });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        const string visit = "apStar-t1-apo25m-4001-2M00000001+0000000/apVisit-t1-5001-56002-002";

        LabelTable table = Read($"APOGEE_ID,TEFF,SPECTRUM\n2M00000001+0000000,1,{visit}\n2M00000001+0000000,1,\n");
        TableTrainingSet stars = TableTrainingSet.WithSpectra(table, Places(table, folder: null), NoOpModel);
        TableTrainingSet fromFolder = TableTrainingSet.WithSpectra(table, Places(table, workspace.Stars), NoOpModel);

        Assert.Equal((visit, SpectrumKind.Visit, 22f), (stars.Read(0).Spectrum.Identity, stars.Read(0).Spectrum.Kind, stars.Read(0).Spectrum.Snr));
        Assert.Equal(SpectrumKind.Combined, stars.Read(1).Spectrum.Kind);
        Assert.Equal(104.7f, stars.Read(0).Spectrum.Flux.Span[0]);
        Assert.Equal(stars.Read(0).Spectrum.Flux.ToArray(), fromFolder.Read(0).Spectrum.Flux.ToArray());
        Assert.Equal([visit, "apStar-t1-apo25m-4001-2M00000001+0000000"], new[] { 0, 1 }.Select(star => fromFolder.Read(star).Identity));
    }

    [Fact]
    public void A_table_none_of_whose_stars_has_a_spectrum_is_refused_with_what_to_do() => Assert.Equal(
        $"None of the 12 rows of {Table} has a spectrum in the apStar files in {workspace.Stars}: "
            + $"{string.Join(", ", Enumerable.Range(1, 10).Select(i => $"row {i} (2M{i})"))} and 2 more. "
            + "Files are named relative to the table; in a folder they are found by APOGEE identifier, as apStar-*-ID.fits.",
        Assert.Throws<UserException>(() => Find("APOGEE_ID,TEFF\n" + string.Concat(Enumerable.Range(1, 12).Select(i => $"2M{i},1\n")), workspace.Stars)).Message);

    [Fact]
    public void A_file_that_cannot_be_read_is_told_with_row_and_star()
    {
        File.WriteAllText(workspace.Star("apStar-t1-2M00000001+0000000.fits"), "no FITS file");
        LabelTable table = Read("APOGEE_ID,TEFF\n2M00000001+0000000,1\n");
        TableTrainingSet stars = TableTrainingSet.WithSpectra(table, Places(table, workspace.Stars), NoOpModel);

        string message = Assert.Throws<BadInputException>(() => stars.Read(0)).Message;

        Assert.StartsWith($"The spectrum of row 1 (2M00000001+0000000) cannot be read: {workspace.Star("apStar-t1-2M00000001+0000000.fits")}: ", message);
        Assert.EndsWith(". Mend the file, or leave the row out.", message);
    }

    [Fact]
    public void Reading_again_gives_the_same_numbers()
    {
        workspace.Put(new() { Number = 1 });
        LabelTable table = Read("APOGEE_ID,TEFF\n2M00000001+0000000,1\n");
        TableTrainingSet stars = TableTrainingSet.WithSpectra(table, Places(table, workspace.Stars), NoOpModel);

        Assert.Equal(stars.Read(0).Spectrum.Flux.ToArray(), stars.Read(0).Spectrum.Flux.ToArray());
        Assert.Equal((51f, 9.9), (stars.Read(0).Spectrum.Snr, stars.Read(0).Input("k_mag").Value));
        Assert.Equal(new Source(1, "2M00000001+0000000"), stars.Read(0).Source);
    }

    [Fact]
    public void A_pipeline_on_sources_gets_the_tables_numbers_and_no_spectrum()
    {
        LabelTable table = Read("APOGEE_ID,AGE,TEFF\n2M1,5,4500\n2M2,6,\n", "age", "teff", "mean_flux");
        TableTrainingSet stars = TableTrainingSet.OfSources(table, PluginCatalog.Discover(PluginFolder.Built).Find("NoOpSource").Declaration);

        Assert.Equal("2 stars of labels.csv", stars.Description);
        Assert.Equal(new InputValue(4500, "aspcap.teff"), stars.Read(0).Input("teff"));
        Assert.False(stars.Read(1).Input("teff").IsKnown);
        Assert.False(stars.Read(0).Input("flux").IsKnown);
        Assert.Throws<InvalidOperationException>(() => stars.Read(0).Spectrum);
        Assert.Equal([6.0], stars.Star(1).Labels);
    }

    string Table => workspace.Beside("labels.csv");

    SpectrumPlaces Find(string table, string? folder) => Places(Read(table), folder);

    SpectrumPlaces Places(LabelTable table, string? folder)
    {
        if (folder is not null)
        {
            return SpectrumPlaces.Find(table, folder, () => throw new InvalidOperationException("the workspace is not to be asked"));
        }

        using SqliteStore store = workspace.Open();
        return SpectrumPlaces.Find(table, folder, () => store);
    }

    LabelTable Read(string table, string labels = "teff", params string[] wanted)
    {
        File.WriteAllText(Table, table);
        return LabelTable.Read(new LabelTableRequest(Table, labels) { Wanted = wanted });
    }
}
