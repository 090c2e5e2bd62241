using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Ingest;

namespace Astra.Host.Tests.Housekeeping;

/// <summary>What runs leave alone is listed, and put back by choice: Faulty fails at one visit among three stars with a visit each.</summary>
public sealed class RetryTests : IDisposable
{
    const string Culprit = "2M00000002+0000000/";

    readonly Workspace workspace = new();

    public RetryTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            workspace.Put(new() { Number = i });
        }
    }

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("unexpected", "failed too often", "--pipeline", "faulty")]
    [InlineData("bad-input", "the file is bad", "--reason", "FIND ITS FILE")]
    [InlineData("bad-input", "the file is bad", "--all")]
    public void What_was_left_alone_is_due_again_when_it_is_put_back(string fault, string why, params string[] choice)
    {
        RunTwice(fault);
        Assert.Contains(why, workspace.Astra(ExitCode.Done, "quarantine", "list").Output);

        Answer retry = workspace.Astra(ExitCode.Done, ["retry", .. choice]);

        Assert.StartsWith("Put back 1 attempt. The next run tries them again (astra run).", retry.Output);
        Assert.Equal("retry 1, up_to_date 5", workspace.Plan("Faulty", ["Faulty", .. Options(fault)]));
        Assert.Contains("put back (astra retry): the last attempt failed", workspace.Astra(
            ExitCode.Done, ["plan", "--explain", "2M00000002+0000000", "Faulty", .. Options(fault)]).Output);
        Assert.Equal("Nothing is left alone.\n", workspace.Astra(ExitCode.Done, "quarantine", "list").Output);
        Assert.StartsWith("Nothing that is left alone fits", workspace.Astra(ExitCode.Done, ["retry", .. choice]).Output);

        // The count of failures starts anew.
        workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", .. Options(fault)]);
        Assert.Equal(["1"], workspace.Ask("SELECT attempts FROM ledger WHERE outcome <> 0"));
    }

    [Fact]
    public void An_attempt_that_goes_well_after_it_was_put_back_leaves_nothing_behind()
    {
        workspace.Astra(ExitCode.Done, "run", "Faulty", "--ingest", workspace.Stars);
        workspace.Ask("UPDATE ledger SET outcome = 3, attempts = 5 WHERE unit_pk = 4");
        workspace.Ask("""
            INSERT INTO attempt (run_id, pipeline_pk, unit_pk, outcome, reason, finished) SELECT 1, pipeline_pk, 4, 3, 'the disk was away', '2026-01-01' FROM pipeline
            """);
        Assert.Contains("the disk was away", workspace.Astra(ExitCode.Done, "quarantine", "list").Output);

        workspace.Astra(ExitCode.Done, "retry", "--reason", "disk");
        Assert.StartsWith("Run 2 ", workspace.Astra(ExitCode.Done, "run", "Faulty").Output);

        Assert.Empty(workspace.Ask("SELECT * FROM ledger WHERE outcome <> 0"));
    }

    [Theory]
    [InlineData("--reason", "another reason")]
    [InlineData("--pipeline", "NoOp")]
    [InlineData("--all", "--dry-run")]
    public void What_is_not_chosen_stays_where_it_is(params string[] choice)
    {
        RunTwice("bad-input");
        workspace.Astra(ExitCode.Done, "run", "NoOp");

        workspace.Astra(ExitCode.Done, ["retry", .. choice]);

        Assert.Equal("up_to_date 5, left_alone 1", workspace.Plan("Faulty", ["Faulty", .. Options("bad-input")]));
    }

    [Fact]
    public void A_trial_says_what_would_be_put_back()
    {
        RunTwice("bad-input");
        File.WriteAllText(workspace.Star("rubbish.fits"), "rubbish");
        workspace.Astra(ExitCode.DoneWithGaps, "ingest", workspace.Stars);

        string output = workspace.Astra(ExitCode.Done, "retry", "--all", "--dry-run").Output;

        Assert.StartsWith("Would put back 1 attempt and 1 file.", output);
        Assert.Contains(workspace.Star("rubbish.fits"), output);
    }

    [Fact]
    public void What_a_pipeline_calls_impossible_is_not_left_alone_but_settled()
    {
        RunTwice("no-result", ExitCode.DoneWithGaps, ExitCode.Done);

        Assert.StartsWith("Nothing that is left alone fits", workspace.Astra(ExitCode.Done, "retry", "--all").Output);
        Assert.Equal("up_to_date 6", workspace.Plan("Faulty", ["Faulty", .. Options("no-result")]));
    }

    [Fact]
    public void A_failure_that_is_retried_anyway_is_not_left_alone()
    {
        workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", "--ingest", workspace.Stars, .. Options("unexpected")]);

        Assert.Equal("Nothing is left alone.\n", workspace.Astra(ExitCode.Done, "quarantine", "list").Output);
        Assert.Contains("1 attempt ", workspace.Astra(ExitCode.Done, "quarantine", "list", "--set", "run:retries=0").Output);
    }

    [Fact]
    public void A_file_that_could_not_be_read_is_read_again_when_it_is_put_back()
    {
        // The same length and time as before: nothing but the retry tells that there is something to read.
        SyntheticStar star = new() { Number = 4 };
        string path = workspace.Star(star.FileName);
        byte[] good = star.Bytes();
        File.WriteAllBytes(path, new byte[good.Length]);
        workspace.Astra(ExitCode.DoneWithGaps, "ingest", workspace.Stars);
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, good);
        File.SetLastWriteTimeUtc(path, time);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(["6"], workspace.Ask("SELECT count(*) FROM spectrum"));

        var group = Assert.Single(workspace.Json("quarantine", "list")["files"]!.AsArray())!;
        Assert.Equal((1, path), ((int)group["count"]!, (string?)group["example"]));
        Assert.StartsWith("Put back 1 file.", workspace.Astra(ExitCode.Done, "retry", "--reason", (string)group["reason"]!).Output);

        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(["8"], workspace.Ask("SELECT count(*) FROM spectrum"));
        Assert.Empty(workspace.Json("quarantine", "list")["files"]!.AsArray());
    }

    [Theory]
    [InlineData("Say what to put back: --pipeline PIPELINE, --reason TEXT or both, or --all.")]
    [InlineData("--all leaves nothing to choose.", "--all", "--reason", "x")]
    [InlineData("no pipeline 'Faulti' has run in this workspace. Did you mean Faulty?", "--pipeline", "Faulti")]
    public void A_retry_without_a_clear_choice_is_refused(string sentence, params string[] choice)
    {
        workspace.Astra(ExitCode.Done, "run", "Faulty", "--ingest", workspace.Stars);

        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, ["retry", .. choice]).Error);
    }

    void RunTwice(string fault, int first = ExitCode.DoneWithGaps, int second = ExitCode.DoneWithGaps)
    {
        workspace.Astra(first, ["run", "Faulty", "--ingest", workspace.Stars, .. Options(fault)]);
        workspace.Astra(second, ["run", "Faulty", .. Options(fault)]);
    }

    static string[] Options(string fault) => ["--set", $"pipelines:Faulty:fault={fault}", "--set", $"pipelines:Faulty:fault_on={Culprit}"];
}
