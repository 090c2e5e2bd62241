using System.Buffers.Binary;
using System.Text;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Testing;

namespace Astra.Host.Tests.Ingest;

/// <summary>Tables of labels.</summary>
public sealed class CatalogTests : IDisposable
{
    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Labels_reach_the_pipelines_that_ask_for_them_and_a_changed_catalogue_makes_them_due()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Put(new() { Number = 2 });
        Csv("APOGEE_ID,TEFF\n2M00000001+0000000,4500\n2M00000002+0000000,-9999.0\n");
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);
        Assert.Equal(["2M00000001+0000000|4500.0|aspcap.teff", "2M00000002+0000000||"], Teff());

        Csv("APOGEE_ID,TEFF\n2M00000001+0000000,4600\n2M00000002+0000000,-9999.0\n");

        Assert.Equal("input_changed 2, up_to_date 2", workspace.Plan("NoOp"));
        Assert.Contains("input changed (", workspace.Astra(ExitCode.Done, "plan", "NoOp", "--explain", "2M00000001+0000000").Output);
        Assert.Contains("teff = 4600 from aspcap.teff", workspace.Astra(ExitCode.Done, "plan", "NoOp", "--explain", "2M00000001+0000000").Output);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(["2M00000001+0000000|4600.0|aspcap.teff", "2M00000002+0000000||"], Teff());
    }

    [Fact]
    public void Ingesting_the_same_catalogue_again_makes_nothing_due()
    {
        workspace.Put(new() { Number = 1 });
        const string table = "APOGEE_ID,TEFF\n2M00000001+0000000,4500\n";
        Csv(table);
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);
        Csv(table);

        Assert.Equal("up_to_date 2", workspace.Plan("NoOp"));
    }

    [Fact]
    public void A_FITS_table_gives_what_the_same_CSV_gives()
    {
        byte[] rows = [.. Row("2M00000001+0000000", 4500.5f, 7), .. Row("2M00000002+0000000", -9999.99f, -9999), .. Row("2M00000003+0000000", float.NaN, 0)];
        string fits = new FitsBuilder().Primary()
            .BinaryTable(["18A", "1E", "1J"], 26, rows)
            .WriteTo(workspace.Beside("labels.fits"));

        Answer ingest = workspace.Astra(ExitCode.Done, "ingest", "--catalog", "aspcap", fits, "--key", "C1");

        Assert.StartsWith("Catalogue aspcap: 3 stars, 2 columns (c2, c3).", ingest.Output);
        string[] fromFits = workspace.Ask("SELECT * FROM catalog_aspcap");
        Assert.Equal(["1|4500.5|7", "2||-9999", "3||0"], fromFits);
        Csv("APOGEE_ID,C2,C3\n2M00000001+0000000,4500.5,7\n2M00000002+0000000,-9999.99,-9999\n2M00000003+0000000,NaN,0\n");
        Assert.Equal(fromFits, workspace.Ask("SELECT * FROM catalog_aspcap"));

        static byte[] Row(string id, float teff, int visits)
        {
            byte[] row = new byte[26];
            Encoding.ASCII.GetBytes(id, row);
            BinaryPrimitives.WriteSingleBigEndian(row.AsSpan(18), teff);
            BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(22), visits);
            return row;
        }
    }

    [Fact]
    public void Stars_without_a_spectrum_become_sources()
    {
        Csv("APOGEE_ID,TEFF\n2M00000001+0000000,4500\n2M00000009+0000000,4900\n");

        Assert.Equal(["2M00000001+0000000", "2M00000009+0000000"], workspace.Ask("SELECT sdss4_apogee_id FROM source ORDER BY 1"));
        Assert.Contains("2 sources, 0 combined spectra", workspace.Astra(ExitCode.Done, "status").Output);
    }

    [Fact]
    public void Of_rows_that_repeat_a_star_the_last_counts_and_the_user_is_told() =>
        Assert.Contains("1 rows repeat an identifier; the last one counts.", Csv("APOGEE_ID,TEFF\n2M1,1\n2M2,2\n2M1,3\n").Output);

    [Fact]
    public void Rows_that_SDSS_marks_as_repeated_or_without_a_name_are_left_out_and_the_user_is_told()
    {
        Answer ingest = Csv("APOGEE_ID,TEFF,EXTRATARG\n2M1,1,0\n2M1,2,16\n ,3,0\n");

        Assert.Contains("1 rows that repeat a star (EXTRATARG) were left out.", ingest.Output);
        Assert.Contains("1 rows without an identifier were left out.", ingest.Output);
        Assert.Equal(["1"], workspace.Ask("SELECT teff FROM catalog_aspcap"));
    }

    [Theory]
    [InlineData("TEFF,LOGG\n1,2\n", "has no column with the APOGEE identifier (APOGEE_ID). Name it with --key; the columns are TEFF, LOGG.")]
    [InlineData("", "is empty")]
    [InlineData("APOGEE_ID,TEFF\n2M1,1\n2M2\n", "line 3 has 1 cells where the header has 2")]
    [InlineData("APOGEE_ID,TEFF\n2M1,1,2\n", "line 2 has 3 cells where the header has 2")]
    [InlineData("APOGEE_ID,TEFF\n\"2M1,1\n", "line 2: a quotation mark is never closed")]
    [InlineData("APOGEE_ID,TEFF\n2M1,\0\n", "has a NUL character, so this is not a CSV table")]
    [InlineData("APOGEE_ID,TEFF\n", "has no row with an identifier in the column APOGEE_ID")]
    public void A_table_that_cannot_be_used_says_why_and_changes_nothing(string table, string reason)
    {
        Csv("APOGEE_ID,TEFF\n2M1,1\n");
        string file = Write(table);

        Assert.Contains(reason, workspace.Astra(ExitCode.WrongUsage, "ingest", "--catalog", "aspcap", file).Error);
        Assert.Equal(["1"], workspace.Ask("SELECT teff FROM catalog_aspcap"));
        Assert.Equal(["1"], workspace.Ask("SELECT rows FROM catalog"));
    }

    [Theory]
    [InlineData("2MASS_STAR", "2M1")]
    [InlineData("2mass_star", "2M1")]
    public void The_key_can_be_named(string key, string star)
    {
        string file = Write("2MASS_STAR,TEFF\n2M1,1\n");
        workspace.Astra(ExitCode.Done, "ingest", "--catalog", "mine", file, "--key", key);

        Assert.Equal([star], workspace.Ask("SELECT sdss4_apogee_id FROM source"));
    }

    [Fact]
    public void A_key_that_is_not_there_gets_a_suggestion() =>
        Assert.Contains("has no column 'APOGE_ID'. Did you mean APOGEE_ID?",
            workspace.Astra(ExitCode.WrongUsage, "ingest", "--catalog", "mine", Write("APOGEE_ID,TEFF\n2M1,1\n"), "--key", "APOGE_ID").Error);

    [Theory]
    [InlineData("source")]
    [InlineData("Spectrum")]
    [InlineData("NoOp")]
    [InlineData("1st")]
    [InlineData("a-b")]
    public void A_name_that_means_something_else_is_refused(string name) =>
        Assert.Contains(
            $"'{name}' cannot be the name of a catalogue", workspace.Astra(ExitCode.WrongUsage, "ingest", "--catalog", name, Write("APOGEE_ID,TEFF\n2M1,1\n")).Error);

    [Fact]
    public void An_image_is_no_table()
    {
        string image = workspace.Put(new() { Number = 1 });

        Assert.Contains("has no table in any of its HDUs", workspace.Astra(ExitCode.WrongUsage, "ingest", "--catalog", "aspcap", image).Error);
    }

    [SharedDataFact]
    public void A_published_catalogue_is_taken_as_it_is()
    {
        workspace.Astra(ExitCode.Done, "ingest", "--catalog", "apokasc", SharedData.Path("labels", "apokasc2.fits"));

        Assert.Equal(["5333"], workspace.Ask("SELECT rows FROM catalog"));
        Assert.Equal(["5333"], workspace.Ask("SELECT count(*) FROM source"));
    }

    string[] Teff() => workspace.Ask("""
        SELECT o.sdss4_apogee_id, json_extract(document, '$.teff'), json_extract(document, '$.teff_origin') FROM astraAllStarNoOp JOIN source o USING (source_pk) ORDER BY 1
        """).Select(row => row.Replace("|4500|", "|4500.0|").Replace("|4600|", "|4600.0|")).ToArray();

    Answer Csv(string table) => workspace.Astra(ExitCode.Done, "ingest", "--catalog", "aspcap", Write(table));

    string Write(string table)
    {
        string file = workspace.Beside("labels.csv");
        File.WriteAllText(file, table);
        return file;
    }
}
