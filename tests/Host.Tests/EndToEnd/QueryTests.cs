using Astra.Host.Errors;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>Questions to the results of a real run.</summary>
public sealed class QueryTests : IDisposable
{
    readonly Workspace workspace = new();

    public QueryTests()
    {
        workspace.Put(new() { Number = 1, Visits = 2 });
        workspace.Put(new() { Number = 2, Visits = 2, Scale = -1 });
        workspace.Put(new() { Number = 3, Visits = 2, Cards = { ["SNR"] = 5.0 } });
        workspace.Astra("run", "NoOp", "--ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("2M00000001+0000000 2M00000002+0000000 2M00000003+0000000")]
    [InlineData("2M00000002+0000000", "--flag", "NEGATIVE_FLUX")]
    [InlineData("2M00000001+0000000 2M00000003+0000000", "--without-flag", "NEGATIVE_FLUX")]
    [InlineData("2M00000003+0000000", "--flag", "LOW_SNR")]
    [InlineData("2M00000002+0000000", "--where", "mean_flux < 0")]
    [InlineData("2M00000003+0000000", "--where", "ra > 10.02")]
    [InlineData("2M00000001+0000000", "--where", "snr > 20 and j_mag < 11 and not flag_bad")]
    [InlineData("", "--where", "k_mag > 12")]
    public void Flags_values_and_metadata_choose_the_stars(string stars, params string[] question) =>
        Assert.Equal(stars, string.Join(' ', Csv([.. question, "--columns", "sdss4_apogee_id"])));

    [Fact]
    public void Visits_are_a_table_of_their_own() =>
        Assert.Equal(["2M00000001+0000000,56001,21", "2M00000001+0000000,56002,22"], Csv("--visits", "--columns", "sdss4_apogee_id,mjd,snr", "--where", "mean_flux > 0 and sdss4_apogee_id = '2M00000001+0000000'"));

    [Fact]
    public void Results_of_an_older_version_show_only_when_asked_for()
    {
        using (Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={Path.Combine(workspace.Folder, "astra.db")};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand age = connection.CreateCommand();
            age.CommandText = "UPDATE astraAllStarNoOp SET version_mm = 9; UPDATE ledger SET setup_pk = 99; UPDATE setup SET setup_pk = 99, version = '0.9.0'; UPDATE astraAllStarNoOp SET setup_pk = 99;";
            age.ExecuteNonQuery();
        }

        workspace.Astra("run", "NoOp");

        Assert.Equal(["1.0.0", "1.0.0", "1.0.0"], Csv("--columns", "pipeline_version"));
        Assert.Equal(["0.9.0", "0.9.0", "0.9.0", "1.0.0", "1.0.0", "1.0.0"], Csv("--columns", "pipeline_version", "--all-versions"));
    }

    [Fact]
    public void A_pipeline_that_has_not_run_has_no_results_yet() =>
        Assert.Equal(
            "astra: Faulty has no results yet. Make some: astra run Faulty\n", workspace.Astra(ExitCode.WrongUsage, "query", "Faulty").Error);

    [Fact]
    public void A_pipeline_on_sources_has_no_visits() =>
        Assert.Equal(
            "astra: NoOpSource does not work on visits. Leave out --visits.\n", workspace.Astra(ExitCode.WrongUsage, "query", "NoOpSource", "--visits").Error);

    /// <summary>The rows that answer a question.</summary>
    string[] Csv(params string[] question)
    {
        string file = workspace.Beside("answer.csv");
        workspace.Astra(ExitCode.Done, ["query", "NoOp", .. question, "--out", file]);
        return File.ReadAllLines(file)[1..];
    }
}
