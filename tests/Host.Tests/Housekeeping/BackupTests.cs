using System.Diagnostics;
using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Housekeeping;

/// <summary>A backup is a workspace as it was at one instant.</summary>
public sealed class BackupTests : IDisposable
{
    readonly Workspace workspace = new();
    readonly Workspace restored = new();

    string Copy => workspace.Beside("backup.db");

    public void Dispose()
    {
        workspace.Dispose();
        restored.Dispose();
    }

    [Fact]
    public void A_backup_can_be_used_in_place_of_the_workspace()
    {
        Fill(3);
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource", "--ingest", workspace.Stars);

        Assert.StartsWith($"{Copy}: ", workspace.Astra(ExitCode.Done, "backup", Copy).Output);

        Restore();
        Assert.Equal(workspace.Results("NoOp"), restored.Results("NoOp"));
        Assert.Equal(workspace.Ask("SELECT * FROM ledger"), restored.Ask("SELECT * FROM ledger"));
        Assert.StartsWith("Nothing is due", restored.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource").Output);
    }

    [Fact]
    public void A_backup_is_one_file_that_needs_no_log_beside_it()
    {
        Fill(1);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        workspace.Astra(ExitCode.Done, "backup", Copy);

        Assert.Equal(["backup.db"], Directory.GetFiles(Path.GetDirectoryName(Copy)!).Select(Path.GetFileName));

        // Bytes 18 and 19 of the header: 1 is a rollback journal, 2 a write-ahead log (https://sqlite.org/fileformat2.html, section 1.3).
        Assert.Equal([1, 1], File.ReadAllBytes(Copy)[18..20]);
    }

    [Fact]
    public void A_backup_during_a_run_has_every_batch_whole_or_not_at_all()
    {
        const int stars = 400;
        Fill(stars);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        Process run = workspace.Start(["run", "NoOp", "--threads", "1", "--set", "run:batch=4"]);
        Assert.True(
            SpinWait.SpinUntil(
                () => run.HasExited || workspace.Ask("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").Length > 0 && Done(workspace) > 0, TimeSpan.FromMinutes(1)),
            "the run does not begin");
        int during = 0;
        do
        {
            long before = Done(workspace);
            workspace.Astra(ExitCode.Done, "backup", Copy);
            Restore();

            // Asked first, because opening a copy that SQLite finds half written would repair it.
            Assert.Equal(["ok"], restored.Ask("PRAGMA integrity_check"));
            Assert.InRange(Done(restored), before, Done(workspace));
            Assert.Equal(
                Done(restored), restored.Ask("SELECT task_pk FROM astraAllStarNoOp").Length + restored.Ask("SELECT task_pk FROM astraAllVisitNoOp").Length);
            Assert.Empty(restored.Ask("SELECT unit_pk FROM ledger WHERE unit_pk NOT IN (SELECT spectrum_pk FROM astraAllStarNoOp UNION SELECT spectrum_pk FROM astraAllVisitNoOp)"));
            during += Done(restored) < 2 * stars ? 1 : 0;
        }
        while (!run.HasExited);

        Assert.True(during > 0, "no backup was made before the run was through: give the run more to do");
        Assert.Equal(ExitCode.Done, Workspace.Finish(run).ExitCode);

        // What was running when the copy was made carries on in the copy.
        restored.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(workspace.Results("NoOp"), restored.Results("NoOp"));
    }

    [Fact]
    public void A_new_backup_takes_the_place_of_an_old_one()
    {
        Fill(1);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        File.WriteAllText(Copy, "an older backup");

        workspace.Astra(ExitCode.Done, "backup", Copy);

        Restore();
        Assert.Equal(["1"], restored.Ask("SELECT count(*) FROM file"));
    }

    [Fact]
    public void A_backup_that_cannot_be_made_leaves_the_old_one()
    {
        Fill(1);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        string database = Path.Combine(workspace.Folder, SqliteStore.FileName);
        File.WriteAllText(Copy, "an older backup");
        byte[] bytes = new byte[100_000];
        new Random(20261121).NextBytes(bytes);
        File.WriteAllBytes(database, bytes);

        Assert.Contains("A backup that was there is as it was.", workspace.Astra(ExitCode.WrongConfiguration, "backup", Copy).Error);

        Assert.Equal("an older backup", File.ReadAllText(Copy));
        Assert.Equal(["backup.db"], Directory.GetFiles(Path.GetDirectoryName(Copy)!).Select(Path.GetFileName));
    }

    [Fact]
    public void A_place_that_cannot_hold_a_backup_is_refused()
    {
        Fill(1);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Contains("is a folder or a device", workspace.Astra(ExitCode.WrongUsage, "backup", workspace.Stars).Error);
        Assert.Contains(
            "is the workspace's own database", workspace.Astra(ExitCode.WrongUsage, "backup", Path.Combine(workspace.Folder, SqliteStore.FileName)).Error);
        Assert.Contains(
            "was not made", workspace.Astra(ExitCode.WrongConfiguration, "backup", workspace.Beside(Path.Combine("nowhere", "backup.db"))).Error);
        Assert.Equal(["1"], workspace.Ask("SELECT count(*) FROM file"));
    }

    void Fill(int stars)
    {
        for (int i = 1; i <= stars; i++)
        {
            workspace.Put(new() { Number = i });
        }
    }

    /// <summary>Does what the user guide says: the copy becomes astra.db of an empty folder.</summary>
    void Restore()
    {
        if (Directory.Exists(restored.Folder))
        {
            Directory.Delete(restored.Folder, recursive: true);
        }

        Directory.CreateDirectory(restored.Folder);
        File.Copy(Copy, Path.Combine(restored.Folder, SqliteStore.FileName));
    }

    static long Done(Workspace workspace) => long.Parse(workspace.Ask("SELECT count(*) FROM ledger")[0], CultureInfo.InvariantCulture);
}
