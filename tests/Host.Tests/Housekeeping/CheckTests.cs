using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Housekeeping;

/// <summary>Each kind of damage, alone, in a workspace that is whole otherwise: one line, and an exit code for the nightly script.</summary>
public sealed class CheckTests : IDisposable
{
    readonly Workspace workspace = new();

    public CheckTests()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Put(new() { Number = 2 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource", "--ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_workspace_that_is_whole_has_no_findings()
    {
        workspace.Astra(ExitCode.Done, "export", "NoOp");
        workspace.Astra(ExitCode.Done, "export", "NoOpSource", "--gzip");

        Assert.Matches(@"^Nothing is wrong with the database, \d+ models and 3 products\.\n$", workspace.Astra(ExitCode.Done, "check").Output);
        Assert.Empty(workspace.Json("check")["findings"]!.AsArray());
    }

    [Theory]
    [InlineData("UPDATE astraAllVisitNoOp SET document = '{\"mean_flux\": 1' WHERE task_pk > 0", "(astraAllVisitNoOp): 2 documents cannot be parsed, such as ")]
    [InlineData("UPDATE astraAllStarNoOpSource SET newest = 0 WHERE source_pk = 2", "(astraAllStarNoOpSource): 1 units of work have no newest result, or several, such as 2M00000002+0000000.")]
    [InlineData("INSERT INTO astraAllStarNoOpSource (source_pk, version_mm, newest, setup_pk, run_id, created, modified, result_flags, flag_warn, flag_bad, document) SELECT source_pk, 7, 1, setup_pk, run_id, created, modified, 0, 0, 0, '{}' FROM astraAllStarNoOpSource WHERE source_pk = 1", "1 units of work have no newest result, or several, such as 2M00000001+0000000.")]
    [InlineData("DELETE FROM ledger WHERE unit_pk = 1 AND pipeline_pk = (SELECT pipeline_pk FROM pipeline WHERE name = 'NoOpSource')", "(astraAllStarNoOpSource): 1 results are not those of the last attempt in the ledger, such as 2M00000001+0000000.")]
    [InlineData("UPDATE astraAllStarNoOp SET run_id = 77", "(astraAllStarNoOp): 2 results are not those of the last attempt")]
    [InlineData("DELETE FROM astraAllStarNoOpSource WHERE source_pk = 2", "(ledger): 1 entries of NoOpSource have no result, such as 2M00000002+0000000.")]
    [InlineData("UPDATE ledger SET outcome = 3 WHERE unit_pk = 1 AND pipeline_pk = (SELECT pipeline_pk FROM pipeline WHERE name = 'NoOpSource')", "(ledger): 1 failures of NoOpSource have no reason, such as 2M00000001+0000000.")]
    [InlineData("UPDATE astraAllStarNoOp SET source_pk = 99 WHERE source_pk = 1", "(astraAllStarNoOp): 1 results are of a star, a spectrum or a setup that is not there")]
    [InlineData("PRAGMA foreign_keys = OFF; UPDATE spectrum SET file_pk = 99 WHERE spectrum_pk = 1", "(spectrum): 1 rows refer to a file that is not there.")]
    public void A_contradiction_in_the_database_is_found_and_named(string damage, string sentence)
    {
        workspace.Ask(damage);

        string line = Assert.Single(Findings(), line => line.Contains(sentence, StringComparison.Ordinal));

        Assert.StartsWith($"database: {Path.Combine(workspace.Folder, SqliteStore.FileName)} (", line);
        Assert.EndsWith("Restore a backup, or ingest and run anew in a new workspace.", line);
    }

    [Fact]
    public void A_damaged_page_of_the_database_is_found()
    {
        string database = Path.Combine(workspace.Folder, SqliteStore.FileName);
        long page = long.Parse(workspace.Ask("SELECT rootpage FROM sqlite_master WHERE name = 'ledger'")[0], System.Globalization.CultureInfo.InvariantCulture);
        workspace.Ask("PRAGMA wal_checkpoint(TRUNCATE)");
        using (FileStream file = new(database, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = (page - 1) * 16384;
            file.Write(new byte[16384]);
        }

        Assert.Contains(Findings(), line => line.StartsWith("database: ", StringComparison.Ordinal) && line.Contains("SQLite", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_of_spectra_that_have_gone_are_one_line()
    {
        File.Delete(workspace.Star("apStar-t1-2M00000001+0000000.fits"));
        Assert.StartsWith($"files: {workspace.Star("apStar-t1-2M00000001+0000000.fits")}: This file of spectra has gone. ", Assert.Single(Findings()));

        // Noted by a run or not, it is gone.
        File.Delete(workspace.Star("apStar-t1-2M00000002+0000000.fits"));
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Contains("This and 1 more files of spectra have gone.", Assert.Single(Findings()));
    }

    [Fact]
    public void A_file_that_moved_and_was_ingested_again_has_not_gone()
    {
        string elsewhere = Directory.CreateDirectory(workspace.Beside("elsewhere")).FullName;
        File.Move(workspace.Star("apStar-t1-2M00000001+0000000.fits"), Path.Combine(elsewhere, "apStar-t1-2M00000001+0000000.fits"));
        workspace.Astra(ExitCode.Done, "ingest", elsewhere);
        workspace.Astra(ExitCode.Done, "run", "NoOp");

        workspace.Astra(ExitCode.Done, "check");
    }

    [Fact]
    public void A_model_that_is_not_what_its_manifest_says_is_found()
    {
        string model = ImportModel();
        string listed = JsonNode.Parse(File.ReadAllText(Path.Combine(model, "manifest.json")))!["files"]!.AsObject().First().Key;
        string weights = Path.Combine(model, listed);
        Assert.Equal(ExitCode.Done, workspace.Astra("check").ExitCode);

        File.AppendAllText(weights, "x");
        Assert.StartsWith($"models: {model}: {weights} is not the file that its manifest describes", Assert.Single(Findings()));
        File.Delete(weights);
        Assert.StartsWith($"models: {model}: {weights} is missing.", Assert.Single(Findings()));
    }

    [Fact]
    public void What_is_no_model_among_the_models_is_found()
    {
        string orphan = Directory.CreateDirectory(Path.Combine(workspace.Folder, "models", "Forgotten", "old")).FullName;
        string leftOver = Directory.CreateDirectory(Path.Combine(workspace.Folder, "models", "NoOpModel", ".astra-new-1")).FullName;
        File.WriteAllText(Path.Combine(leftOver, "lock"), string.Empty);

        string[] findings = Findings();

        Assert.Equal(2, findings.Length);
        Assert.StartsWith($"models: {orphan}: It is no model: manifest.json cannot be read:", findings[0]);
        Assert.StartsWith($"models: {leftOver}: A model was being made here when its process was killed.", findings[1]);
        using FileStream held = new(Path.Combine(leftOver, "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Single(Findings());
    }

    [Fact]
    public void A_product_that_has_changed_is_found()
    {
        workspace.Astra(ExitCode.Done, "export", "NoOp", "--version", "1.0");
        string products = Path.Combine(workspace.Folder, "products");
        string star = Path.Combine(products, "astraAllStarNoOp-1.0.fits");
        byte[] bytes = File.ReadAllBytes(star);

        byte[] changed = [.. bytes];
        changed[^2000] ^= 1;
        File.WriteAllBytes(star, changed);
        Assert.Equal(
            $"products: {star}: HDU 2 has changed since it was written (checksums). Export it again (astra export).", Assert.Single(Findings()));

        File.WriteAllBytes(star, bytes[..^4000]);
        Assert.StartsWith($"products: {star}: It cannot be read: ", Assert.Single(Findings()));

        File.WriteAllBytes(star, bytes);
        File.Move(star, Path.Combine(products, "astraAllStarNoOp-2.0.fits"));
        Assert.Contains("Its header says that it is version 1.0 of NoOp, and its name says otherwise.", Assert.Single(Findings()));
    }

    [Fact]
    public void What_a_killed_export_left_is_found_and_what_is_being_written_is_not()
    {
        string products = Directory.CreateDirectory(Path.Combine(workspace.Folder, "products")).FullName;
        string left = Path.Combine(products, "astraAllStarNoOp-1.0.fits.999999999-1.tmp");
        File.WriteAllText(left, "half a product");
        File.WriteAllText(Path.Combine(products, $"astraAllStarNoOp-1.0.fits.{Environment.ProcessId}-1.tmp"), "half a product");
        File.WriteAllText(Path.Combine(products, "notes.tmp"), "of a person");

        Assert.Equal($"products: {left}: It was being written when its process was killed. Delete it.", Assert.Single(Findings()));

        using FileStream held = new(left, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        workspace.Astra(ExitCode.Done, "check");
    }

    [Fact]
    public void Findings_are_there_for_programs()
    {
        workspace.Ask("UPDATE astraAllVisitNoOp SET document = 'x'");

        var found = Assert.Single(JsonNode.Parse(workspace.Astra(ExitCode.DoneWithGaps, "check", "--json").Output)!["findings"]!.AsArray())!;

        Assert.Equal("database", (string?)found["area"]);
        Assert.Contains("2 documents cannot be parsed", (string?)found["what"]);
    }

    string[] Findings() => workspace.Astra(ExitCode.DoneWithGaps, "check").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    string ImportModel()
    {
        string number = workspace.Beside("number.txt");
        File.WriteAllText(number, "42");
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", number, "--name", "mine");
        return Path.Combine(workspace.Folder, "models", "NoOpModel", "mine");
    }
}
