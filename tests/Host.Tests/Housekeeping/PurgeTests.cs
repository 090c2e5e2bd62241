using System.Diagnostics;
using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Housekeeping;

/// <summary>What something newer has replaced is deleted, and nothing else: two stars with a visit each, whose results become those of an earlier version.</summary>
public sealed class PurgeTests : IDisposable
{
    readonly Workspace workspace = new();

    public PurgeTests()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Put(new() { Number = 2 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource", "--ingest", workspace.Stars);
        workspace.Ask("UPDATE setup SET version = '0.9.3'");
        foreach (string table in new[] { "astraAllStarNoOp", "astraAllVisitNoOp", "astraAllStarNoOpSource" })
        {
            workspace.Ask($"UPDATE {table} SET version_mm = 9");
        }
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_purge_that_is_told_to_stop_says_how_much_it_deleted()
    {
        RunNewVersion();
        using SqliteStore store = workspace.Open();

        Assert.Equal(0, store.Purge(PurgeSelection.OlderThan("1.0.0"), new CancellationToken(canceled: true)));
        Assert.Equal(store.Purgeable(PurgeSelection.OlderThan("1.0.0")).Sum(count => count.Rows), store.Purge(PurgeSelection.OlderThan("1.0.0"), default));
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("0.9.4")]
    [InlineData("0.10")]
    [InlineData("1")]
    public void What_an_earlier_version_made_is_deleted_and_the_newest_results_stay(string version)
    {
        RunNewVersion();
        string[] newest = Newest();

        string output = workspace.Astra(ExitCode.Done, "purge", "--older-than", version).Output;

        Assert.StartsWith("Deleted 6 rows:\n", output);
        Assert.Equal(
            ["2 NoOp 0.9.3 results of stars", "2 NoOp 0.9.3 results of visits", "2 NoOpSource 0.9.3 results of stars"],
            output.Split('\n').Where(line => line.Contains("0.9.3", StringComparison.Ordinal)).Select(Squeezed));
        Assert.Equal(newest, Newest());
        Assert.Equal(["4"], workspace.Ask("SELECT (SELECT count(*) FROM astraAllStarNoOp) + (SELECT count(*) FROM astraAllVisitNoOp)"));
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource").Output);
        Assert.StartsWith("Nothing is that old", workspace.Astra(ExitCode.Done, "purge", "--older-than", version).Output);
    }

    [Theory]
    [InlineData("0.9.3")]
    [InlineData("0.8")]
    [InlineData("2020-01-01")]
    public void What_is_not_older_stays(string limit)
    {
        RunNewVersion();

        Assert.Equal("Nothing is that old: nothing is deleted.\n", workspace.Astra(ExitCode.Done, "purge", "--older-than", limit).Output);

        Assert.Equal(4, workspace.Ask("SELECT 1 FROM astraAllStarNoOp").Length);
    }

    [Fact]
    public void A_date_purges_what_was_replaced_before_it()
    {
        RunNewVersion();
        string[] newest = Newest();

        Assert.StartsWith("Deleted 4 rows:", workspace.Astra(ExitCode.Done, "purge", "--older-than", "2999-01-01", "--pipeline", "noop").Output);

        Assert.Equal(newest, Newest());
        Assert.Equal(4, workspace.Ask("SELECT 1 FROM astraAllStarNoOpSource").Length);
    }

    [Theory]
    [InlineData("9.0")]
    [InlineData("2999-01-01")]
    public void The_newest_result_stays_whatever_its_age(string limit)
    {
        Assert.StartsWith("Nothing is that old", workspace.Astra(ExitCode.Done, "purge", "--older-than", limit).Output);

        Assert.Equal(4, workspace.Results("NoOp").Length);
    }

    [Fact]
    public void The_only_result_stays_even_where_it_is_not_marked_as_the_newest()
    {
        workspace.Ask("UPDATE astraAllStarNoOp SET newest = 0");

        workspace.Astra(ExitCode.Done, "purge", "--older-than", "9.0");

        Assert.Equal(4, workspace.Results("NoOp").Length);
    }

    [Fact]
    public void A_trial_counts_and_deletes_nothing()
    {
        RunNewVersion();

        Assert.StartsWith("Would delete 6 rows:\n", workspace.Astra(ExitCode.Done, "purge", "--older-than", "1.0", "--dry-run").Output);

        Assert.Equal(8, workspace.Results("NoOp").Length);
    }

    [Fact]
    public void The_reason_stays_as_long_as_there_is_no_result()
    {
        string[] fault = ["--set", "pipelines:Faulty:fault=unexpected", "--set", "pipelines:Faulty:fault_on=2M00000002+0000000/"];
        workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", .. fault]);
        workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", .. fault]);
        Assert.Equal(["2"], workspace.Ask("SELECT count(*) FROM attempt"));

        Assert.Contains("attempts without a result", workspace.Astra(ExitCode.Done, "purge", "--older-than", "2999-01-01").Output);

        Assert.Equal(["2"], workspace.Ask("SELECT attempt_pk FROM attempt"));
        Assert.Single(workspace.Json("status")["failures"]!.AsArray());
        workspace.Astra(ExitCode.Done, "run", "Faulty");
        workspace.Astra(ExitCode.Done, "purge", "--older-than", "2999-01-01");
        Assert.Empty(workspace.Ask("SELECT * FROM attempt"));
    }

    [Fact]
    public void A_purge_that_is_killed_has_deleted_whole_batches_and_the_next_one_does_the_rest()
    {
        const int old = 60_000;
        RunNewVersion();
        string[] newest = Newest();
        workspace.Ask($"""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {old})
            INSERT INTO astraAllStarNoOp (source_pk, spectrum_pk, version_mm, newest, setup_pk, run_id, created, modified, result_flags, flag_warn, flag_bad, document)
            SELECT r.source_pk, r.spectrum_pk, -n.i, 0, r.setup_pk, 1, r.created, r.modified, 0, 0, 0, printf('%.200c', 'x')
            FROM n, (SELECT * FROM astraAllStarNoOp WHERE newest = 0 LIMIT 1) r
            """);
        string database = Path.Combine(workspace.Folder, SqliteStore.FileName);
        Process purge = workspace.Start(["purge", "--older-than", "1.0"]);
        Assert.True(SpinWait.SpinUntil(() => purge.HasExited || Old() < old, TimeSpan.FromMinutes(1)), "the purge does not begin");
        purge.Kill();
        purge.WaitForExit();

        Assert.Equal(["ok"], workspace.Ask("PRAGMA integrity_check"));
        Assert.InRange(Old(), 0, old);
        Assert.Equal(newest, Newest());

        workspace.Astra(ExitCode.Done, "purge", "--older-than", "1.0");
        Assert.Equal(0, Old());
        Assert.Equal(newest, Newest());

        long before = new FileInfo(database).Length;
        Assert.Matches(@"Gave \d+\.\d MB back to the disk\.", workspace.Astra(ExitCode.Done, "purge", "--older-than", "1.0", "--vacuum").Output);
        Assert.True(new FileInfo(database).Length < before / 2, "the database has not become smaller");
        Assert.Equal(newest, Newest());
    }

    [Fact]
    public void While_a_run_is_under_way_nothing_is_deleted()
    {
        RunNewVersion();
        using RunLock running = RunLock.Take(workspace.Folder);

        Assert.Contains("Another run is under way", workspace.Astra(ExitCode.WrongConfiguration, "purge", "--older-than", "1.0").Error);
        Assert.StartsWith("Would delete 6 rows", workspace.Astra(ExitCode.Done, "purge", "--older-than", "1.0", "--dry-run").Output);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("1.2.3.4")]
    [InlineData("2026-13-01")]
    [InlineData("1.-2")]
    public void What_is_neither_a_version_nor_a_date_is_refused(string limit) => Assert.Contains(
        $"--older-than '{limit}' is neither a version such as 1.2.0 nor a date such as 2026-11-21.",
        workspace.Astra(ExitCode.WrongUsage, "purge", "--older-than", limit).Error);

    void RunNewVersion() => workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");

    long Old() => long.Parse(workspace.Ask("SELECT count(*) FROM astraAllStarNoOp WHERE version_mm < 0")[0], CultureInfo.InvariantCulture);

    string[] Newest() => [.. new[] { "astraAllStarNoOp", "astraAllVisitNoOp", "astraAllStarNoOpSource" }
        .SelectMany(table => workspace.Ask($"SELECT * FROM {table} WHERE newest = 1 ORDER BY task_pk"))];

    static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
