using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.Housekeeping;

/// <summary>A workspace with the first schema there was, and with what today's astra finds, becomes one of today.</summary>
public sealed class MigrateTests : IDisposable
{
    static readonly string FirstSchema = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Housekeeping", "schemas", "first.sql"));

    readonly Workspace workspace = new();

    string Database => Path.Combine(workspace.Folder, SqliteStore.FileName);

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_workspace_of_the_first_schema_is_migrated_with_all_that_is_in_it()
    {
        FillTwoStars();
        string[] today = Shape();
        string[] noOp = workspace.Results("NoOp");
        string[] noOpSource = workspace.Results("NoOpSource");
        string[] pipelines = workspace.Ask("SELECT * FROM pipeline");
        string[] ledger = workspace.Ask("SELECT * FROM ledger");
        TurnBackToFirst();
        Assert.NotEqual(today, Shape());

        foreach (string[] command in new[] { new[] { "status" }, ["run"], ["query", "NoOp"] })
        {
            Assert.Equal(
                $"astra: The workspace database {Database} was made by an older astra (version 1 of its tables; this one uses version {Schema.Version}). Bring it up to date, which an older astra cannot undo: astra migrate\n",
                workspace.Astra(ExitCode.WrongConfiguration, command).Error);
        }

        Assert.StartsWith($"Migrated the workspace from version 1 to {Schema.Version}.\n", workspace.Astra(ExitCode.Done, "migrate").Output);

        Assert.Equal(today, Shape());
        Assert.Equal(pipelines, workspace.Ask("SELECT * FROM pipeline"));
        Assert.Equal(ledger, workspace.Ask("SELECT * FROM ledger"));
        Assert.Equal(noOp, workspace.Results("NoOp"));
        Assert.Equal(noOpSource, workspace.Results("NoOpSource"));
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource").Output);
        Assert.Equal(["ok"], workspace.Ask("PRAGMA integrity_check"));
        Assert.Equal($"The workspace is up to date (version {Schema.Version}).\n", workspace.Astra(ExitCode.Done, "migrate").Output);
    }

    [Fact]
    public void A_migration_that_fails_leaves_everything_as_it_was()
    {
        FillTwoStars();
        TurnBackToFirst();
        workspace.Ask("ALTER TABLE astraAllVisitNoOp RENAME COLUMN flag_warn TO another");
        string[] before = Shape();

        Assert.Contains("flag_warn", workspace.Astra(ExitCode.WrongConfiguration, "migrate").Error);

        Assert.Equal(before, Shape());
        Assert.Equal(["1"], workspace.Ask("PRAGMA user_version"));
    }

    [Fact]
    public void Where_a_migration_is_a_matter_of_an_instant_it_needs_no_command()
    {
        Directory.CreateDirectory(workspace.Folder);
        Make(Database, FirstSchema[..FirstSchema.IndexOf("CREATE TABLE \"astraAllStarNoOp\"", StringComparison.Ordinal)] + "PRAGMA user_version = 1;");

        FillTwoStars();

        Assert.Equal([$"{Schema.Version}"], workspace.Ask("PRAGMA user_version"));
        Assert.Equal(4, workspace.Results("NoOp").Length);
    }

    [Fact]
    public void A_workspace_of_a_newer_astra_is_not_migrated()
    {
        FillTwoStars();
        workspace.Ask("PRAGMA user_version = 99");

        Assert.Contains("was made by a newer astra (version 99", workspace.Astra(ExitCode.WrongConfiguration, "migrate").Error);
        Assert.Equal(["99"], workspace.Ask("PRAGMA user_version"));
    }

    [Fact]
    public void There_is_a_step_for_every_version_that_ever_was() =>
        Assert.Equal(Enumerable.Range(1, Schema.Version - 1), Migration.All.Select(step => step.Version));

    void FillTwoStars()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Put(new() { Number = 2 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource", "--ingest", workspace.Stars);
    }

    /// <summary>Puts a database of the first schema in place of the workspace's, with the same rows.</summary>
    void TurnBackToFirst()
    {
        string first = workspace.Beside("first.db");
        string[] tables = workspace.Ask(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('run_flag', 'folder', 'moment') ORDER BY name = 'setup', name");
        Make(first, FirstSchema + $"ATTACH '{Database}' AS today; PRAGMA foreign_keys = OFF;" + string.Concat(tables.Select(
            table => table == "pipeline"
                ? "INSERT INTO main.pipeline (pipeline_pk, name) SELECT pipeline_pk, name FROM today.pipeline;"
                : $"INSERT INTO main.{table} SELECT * FROM today.{table};")));
        File.Delete($"{Database}-wal");
        File.Delete($"{Database}-shm");
        File.Move(first, Database, overwrite: true);
    }

    static void Make(string database, string sql)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
        connection.Open();
        connection.Execute(sql);
    }

    /// <summary>Every column of every table, and every index with what it covers.</summary>
    string[] Shape() =>
    [
        .. workspace.Ask("SELECT m.name, c.cid, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, 2"),
        .. workspace.Ask("SELECT m.name, c.seqno, c.name FROM sqlite_master m, pragma_index_info(m.name) c WHERE m.type = 'index' ORDER BY 1, 2"),
    ];
}
