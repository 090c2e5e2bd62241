using System.IO.Compression;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Ingest;

/// <summary>Files that come, change, move and go.</summary>
public sealed class IngestTests : IDisposable
{
    const string FirstId = "2M00000001+0000000";

    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_star_becomes_a_source_a_combined_spectrum_and_its_visits()
    {
        workspace.Put(new() { Number = 1, Visits = 3 });

        Answer ingest = workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.StartsWith("Ingested 1 new and 0 changed files: 1 combined spectra, 3 visits.", ingest.Output);
        Assert.Equal([FirstId], workspace.Ask("SELECT sdss4_apogee_id FROM source"));
        Assert.Equal(
            ["1|0||51.0", "2|2|56001|21.0", "2|3|56002|22.0", "2|4|56003|23.0"], workspace.Ask("SELECT kind, row, mjd, printf('%.1f', snr) FROM spectrum ORDER BY spectrum_pk"));
    }

    [Fact]
    public void A_single_visit_is_in_the_row_of_the_combined_spectrum()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Equal(["1|0", "2|0"], workspace.Ask("SELECT kind, row FROM spectrum ORDER BY spectrum_pk"));
    }

    [Fact]
    public void Ingesting_again_changes_nothing()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        string[] before = Everything();

        Assert.StartsWith(
            "Ingested 0 new and 0 changed files: 0 combined spectra, 0 visits. 1 files had not changed.", workspace.Astra(ExitCode.Done, "ingest", workspace.Stars).Output);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public void A_run_notices_a_changed_file_without_being_told()
    {
        string path = workspace.Put(new() { Number = 1, Visits = 2 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);

        workspace.Put(new() { Number = 1, Visits = 3, Scale = 2 });
        Workspace.Touch(path);
        Answer run = workspace.Astra(ExitCode.Done, "run", "NoOp");

        Assert.Contains("NoOp: 4 of 4 done", run.Output);
        Assert.Equal(4, workspace.Results("NoOp").Length);
    }

    [Fact]
    public void A_visit_that_the_file_no_longer_has_keeps_its_result_and_is_not_due()
    {
        string path = workspace.Put(new() { Number = 1, Visits = 3 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);

        workspace.Put(new() { Number = 1, Visits = 2 });
        Workspace.Touch(path);

        Assert.Equal("file_changed 3", workspace.Plan("NoOp"));
        Assert.Equal(4, workspace.Results("NoOp").Length);
    }

    [Fact]
    public void A_file_that_has_gone_is_missing_and_not_due_until_it_comes_back()
    {
        string path = workspace.Put(new() { Number = 1 });
        workspace.Put(new() { Number = 2 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);
        string aside = workspace.Beside("aside.fits");

        File.Move(path, aside);
        Assert.Equal("up_to_date 2", workspace.Plan("NoOp"));
        Assert.Contains("the file has gone", workspace.Astra(ExitCode.Done, "status").Output);
        Assert.Equal(4, workspace.Results("NoOp").Length);
        Assert.Equal("options_changed 2", workspace.Plan("NoOp", "NoOp", "--set", "pipelines:NoOp:factor=2"));

        File.Move(aside, path);
        Assert.Equal("up_to_date 4", workspace.Plan("NoOp"));
        Assert.DoesNotContain("the file has gone", workspace.Astra(ExitCode.Done, "status").Output);
    }

    [Fact]
    public void A_file_that_was_moved_keeps_its_results()
    {
        string path = workspace.Put(new() { Number = 1 });
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);
        string moved = workspace.Star("deeper/apStar-t1-2M00000001+0000000.fits");
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);

        File.Move(path, moved);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Equal("up_to_date 2", workspace.Plan("NoOp"));
        Assert.Equal([moved], workspace.Ask("SELECT DISTINCT path FROM spectrum JOIN file USING (file_pk)"));
    }

    [Fact]
    public void The_same_star_at_two_places_is_used_once_and_the_other_named()
    {
        string path = workspace.Put(new() { Number = 1 });
        string copy = workspace.Star("copy/" + Path.GetFileName(path));
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(path, copy);

        Answer ingest = workspace.Astra(ExitCode.DoneWithGaps, "ingest", workspace.Stars);

        Assert.Contains($"not used: {copy}: has the same spectra as {path}, which is used", ingest.Error);
        Assert.Equal(["2"], workspace.Ask("SELECT count(*) FROM spectrum"));
    }

    [Fact]
    public void The_other_copy_is_used_when_the_first_has_gone()
    {
        string path = workspace.Put(new() { Number = 1 });
        string copy = workspace.Star("copy/" + Path.GetFileName(path));
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(path, copy);
        workspace.Astra(ExitCode.DoneWithGaps, "ingest", workspace.Stars);

        File.Delete(path);
        workspace.Astra("ingest", workspace.Stars);
        workspace.Astra(ExitCode.Done, "run", "NoOp");

        Assert.Equal([copy], workspace.Ask("SELECT DISTINCT path FROM spectrum JOIN file USING (file_pk) WHERE active = 1 AND state = 0"));
        Assert.Equal(2, workspace.Results("NoOp").Length);
    }

    [Fact]
    public void Of_two_versions_of_a_star_the_newer_is_used_and_the_link_to_it_is_the_same_file()
    {
        string older = new SyntheticStar { Number = 1 }.WriteTo(workspace.Star($"apStar-1.0-apo25m-{FirstId}-59380.fits"));
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        string newer = new SyntheticStar { Number = 1, Visits = 2 }.WriteTo(workspace.Star($"apStar-1.0-apo25m-{FirstId}-59700.fits"));
        File.CreateSymbolicLink(workspace.Star($"apStar-1.0-apo25m-{FirstId}.fits"), newer);

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Equal(
            [$"{newer}|1|3"], workspace.Ask("SELECT path, count(DISTINCT identity) - 2, count(*) FROM spectrum JOIN file USING (file_pk) WHERE active = 1 AND state = 0"));
        Assert.Equal(
            [$"2|superseded by {newer}, a newer version of the star"], workspace.Ask($"SELECT state, reason FROM file WHERE path = '{older}'"));
        Assert.Equal(["2"], workspace.Ask("SELECT count(*) FROM file"));
    }

    [Fact]
    public void A_compressed_file_gives_what_the_plain_one_gives()
    {
        SyntheticStar star = new() { Number = 1, Visits = 2 };
        using (GZipStream packed = new(File.Create(workspace.Star(star.FileName + ".gz")), CompressionLevel.Fastest))
        {
            packed.Write(star.Bytes());
        }

        workspace.Astra(ExitCode.Done, "run", "NoOp", "--ingest", workspace.Stars);

        using Workspace plain = new();
        plain.Put(star);
        plain.Astra(ExitCode.Done, "run", "NoOp", "--ingest", plain.Stars);
        Assert.Equal(plain.Results("NoOp"), workspace.Results("NoOp"));
        Assert.Equal(3, plain.Results("NoOp").Length);
    }

    [Fact]
    public void A_path_that_does_not_exist_is_wrong_usage() =>
        Assert.StartsWith("astra: There is no file or folder nowhere.", workspace.Astra(ExitCode.WrongUsage, "ingest", "nowhere").Error);

    [Fact]
    public void Files_of_other_kinds_in_a_folder_are_passed_over()
    {
        workspace.Put(new() { Number = 1 });
        File.WriteAllText(workspace.Star("notes.txt"), "clouds until 3");

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        Assert.Equal(["1"], workspace.Ask("SELECT count(*) FROM file"));
    }

    string[] Everything() =>
        [.. workspace.Ask("SELECT * FROM file"), .. workspace.Ask("SELECT * FROM source"), .. workspace.Ask("SELECT * FROM spectrum")];
}
