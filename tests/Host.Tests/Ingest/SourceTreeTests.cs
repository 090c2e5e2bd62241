using Astra.Host.Ingest;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Ingest;

/// <summary>A watched tree: what moves a folder's date is found without looking at any other file.</summary>
public sealed class SourceTreeTests : IDisposable
{
    readonly Workspace workspace = new();
    readonly SqliteStore store;
    readonly SourceTree tree;

    public SourceTreeTests()
    {
        store = workspace.Open();

        // A clock that is ahead: what a test has just made is old enough to be trusted.
        tree = new SourceTree(store, new Ingester(store), new Service.SimulatedTime(DateTimeOffset.UtcNow.AddHours(1)));
        Put("a/1", 1);
        Put("a/2", 2);
        Put("a/deep/3", 3);
        Put("b/4", 4);
        Assert.Equal(4, Scan().New);
    }

    public void Dispose()
    {
        store.Dispose();
        workspace.Dispose();
    }

    [Fact]
    public void Where_nothing_moved_no_file_is_looked_at()
    {
        // A file that is no longer the one that was ingested, in a folder with the date of before.
        File.WriteAllText(Path("a/1"), "rewritten in place");

        Assert.Equal(IngestReport.Nothing with { Rejected = [], Unreachable = [] }, Scan() with { Rejected = [], Unreachable = [] });
        Assert.Single(tree.ScanEveryFile([workspace.Stars], null, default).Rejected);
    }

    [Fact]
    public void New_files_are_found_in_old_and_new_folders()
    {
        Put("a/deep/5", 5);
        Put("c/new/6", 6);

        IngestReport report = Scan();
        Assert.Equal((2, 0, 0), (report.New, report.Changed, report.Missing));

        // The file that was there in the folder that moved was looked at; those elsewhere were not.
        Assert.Equal(1, report.Unchanged);
    }

    [Fact]
    public void A_file_that_is_replaced_under_its_name_is_read_again()
    {
        Put("elsewhere", 2, scale: 2);
        Scan();
        File.Move(Path("elsewhere"), Path("a/2"), overwrite: true);

        Assert.Equal(1, Scan().Changed);
    }

    [Fact]
    public void Files_and_folders_that_go_are_missed_once()
    {
        File.Delete(Path("a/1"));
        Directory.Delete(Path("b"), recursive: true);

        Assert.Equal(2, Scan().Missing);
        Assert.Equal(0, Scan().Missing);
        Assert.Equal(2, store.Files().Count(file => file.State == FileState.Missing));
    }

    [Fact]
    public void A_file_that_comes_back_is_ingested_again()
    {
        File.Move(Path("a/1"), workspace.Beside("away"));
        Scan();
        File.Move(workspace.Beside("away"), Path("a/1"));

        Assert.Equal((0, 1), (Scan().New, store.Files().Count(file => file.Path == Path("a/1") && file.State == FileState.Ingested)));
    }

    [Fact]
    public void The_copy_of_a_file_that_goes_takes_its_place()
    {
        Put("c/1-again", 1);
        Scan();
        Assert.Equal(FileState.Duplicate, store.FindFile(Path("c/1-again"))!.State);
        File.Delete(Path("a/1"));

        Scan();
        Assert.Equal(FileState.Ingested, store.FindFile(Path("c/1-again"))!.State);
    }

    [Fact]
    public void A_tree_that_is_away_changes_nothing()
    {
        Directory.Move(workspace.Stars, workspace.Beside("away"));
        IngestReport away = Scan();
        Directory.CreateDirectory(workspace.Stars);
        IngestReport unmounted = Scan();
        Directory.Delete(workspace.Stars);
        Directory.Move(workspace.Beside("away"), workspace.Stars);

        Assert.Equal("the folder is not there", Assert.Single(away.Unreachable).Reason);
        Assert.Contains("is a disk not mounted?", Assert.Single(unmounted.Unreachable).Reason);
        Assert.Equal((0, 0), (away.Missing, unmounted.Missing));
        Assert.Equal((0, 0, 0), (Scan().New, Scan().Missing, Scan().Unreachable.Count));
    }

    [Fact]
    public void A_mount_below_the_tree_that_is_away_changes_nothing_and_hides_nothing()
    {
        Directory.Move(Path("a"), workspace.Beside("away"));
        Directory.CreateDirectory(Path("a"));
        Put("b/5", 5);

        IngestReport report = Scan();
        Assert.Equal(Path("a"), Assert.Single(report.Unreachable).Path);
        Assert.Equal((1, 0), (report.New, report.Missing));
    }

    [Fact]
    public void A_link_that_leads_round_and_round_is_followed_nowhere()
    {
        Directory.CreateSymbolicLink(Path("a/deep/up"), Path("a"));

        Assert.Equal(0, Scan().New);
    }

    [Fact]
    public void A_folder_that_changed_just_now_is_listed_again()
    {
        SourceTree punctual = new(store, new Ingester(store), TimeProvider.System);
        Put("b/5", 5);
        DateTime date = Directory.GetLastWriteTimeUtc(Path("b"));
        punctual.Scan([workspace.Stars], null, default);

        // Within the same step of the file system's clock: the date says nothing.
        Put("b/6", 6);
        Directory.SetLastWriteTimeUtc(Path("b"), date);
        Assert.Equal(1, punctual.Scan([workspace.Stars], null, default).New);
    }

    /// <summary>The folder's date does not move when a disk recovers.</summary>
    [Fact]
    public void A_file_that_was_put_back_is_read_again_whatever_the_dates_say()
    {
        File.WriteAllText(Path("b/5"), "no FITS");
        Assert.Single(Scan().Rejected);
        Assert.Empty(Scan().Rejected);
        store.PutBackFiles(new LeftAloneSelection(1));
        Assert.Single(Scan().Rejected);
        Assert.Empty(Scan().Rejected);
    }

    [Fact]
    public void What_is_no_file_under_the_name_of_one_holds_nothing_up()
    {
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", [Path("b/5")]))
        {
            make.WaitForExit();
        }

        Assert.Equal(FileTrouble.Empty, Assert.Single(Scan().Rejected).Reason);
    }

    [Fact]
    public void The_trouble_of_a_disk_is_not_that_of_a_file()
    {
        Assert.True(FileTrouble.MayPass(new IOException("Input/output error")));
        Assert.True(FileTrouble.MayPass(new UnauthorizedAccessException()));
        Assert.False(FileTrouble.MayPass(new BadInputException("no flux")));
    }

    [Fact]
    public void A_scan_finds_what_an_ingest_finds()
    {
        using Workspace other = new();
        other.Astra(Errors.ExitCode.Done, "ingest", workspace.Stars);

        foreach (string table in new[] { "source", "spectrum" })
        {
            Assert.Equal(other.Ask($"SELECT * FROM {table} ORDER BY 1"), workspace.Ask($"SELECT * FROM {table} ORDER BY 1"));
        }
    }

    IngestReport Scan() => tree.Scan([workspace.Stars], null, default);

    string Path(string name) => workspace.Star(name.Any(char.IsDigit) && !name.Contains('.', StringComparison.Ordinal) ? name + ".fits" : name == "elsewhere" ? "elsewhere.fits" : name);

    void Put(string name, int number, double scale = 1) => new SyntheticStar { Number = number, Scale = scale }.WriteTo(Path(name));
}
