using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Ingest;

namespace Astra.Host.Tests.Execution;

/// <summary>What the host does when a pipeline goes wrong: Faulty fails at one visit among three stars with a visit each.</summary>
public sealed class PolicyTests : IDisposable
{
    const string Culprit = "2M00000002+0000000/";
    const int NoResult = 1 << 11;

    readonly Workspace workspace = new();

    public PolicyTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            workspace.Put(new() { Number = i });
        }

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("no-result", "NoResult", NoResult | 1, "told to have no result", "up_to_date 6")]
    [InlineData("bad-input", "BadInput", NoResult, "told to find its file bad", "up_to_date 5, left_alone 1")]
    [InlineData("unexpected", "Failed", NoResult, "InvalidOperationException: ", "retry 1, up_to_date 5")]
    [InlineData("hang", "Failed", NoResult, "did not come back within 1 s", "retry 1, up_to_date 5")]
    [InlineData("too-few", "Failed", NoResult, "returned 0 results for 1 spectra", "retry 1, up_to_date 5")]
    [InlineData("too-many", "Failed", NoResult, "returned 2 results for 1 spectra", "retry 1, up_to_date 5")]
    [InlineData("null", "Failed", NoResult, "returned null instead of results for 1 spectra", "retry 1, up_to_date 5")]
    [InlineData("wrong-flag", "Failed", NoResult, "set flag bits that it does not declare (5)", "retry 1, up_to_date 5")]
    [InlineData("all-nan", "NoResult", NoResult, "every value of the result is NaN", "up_to_date 6")]
    public void Only_the_culprit_of_a_batch_has_no_result_and_the_reason_is_kept(string fault, string outcome, int flags, string reason, string plan)
    {
        string[] options = Options(fault, "--set", "run:timeout=1");

        Answer run = workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", .. options]);

        Assert.Contains("1 without a result; `astra status` says why.", run.Output);
        Assert.Equal(
            [$"2|{flags}|1|"], workspace.Ask("SELECT source_pk, result_flags, flag_bad, value FROM astraAllVisitFaulty WHERE value IS NULL"));
        Assert.Equal(["0|1.0|5"], workspace.Ask("""
            SELECT result_flags, printf('%.1f', value), count(*) FROM (SELECT * FROM astraAllStarFaulty UNION ALL SELECT * FROM astraAllVisitFaulty) WHERE value IS NOT NULL
            """));
        var failure = Assert.Single(workspace.Json("status")["failures"]!.AsArray())!;
        Assert.Equal(outcome, (string?)failure["outcome"]);
        Assert.Contains(reason, (string?)failure["reason"]);
        Assert.Contains(Culprit, (string?)failure["example"]);
        Assert.Equal(plan, workspace.Plan("Faulty", ["Faulty", .. options]));
    }

    [Fact]
    public void An_unexpected_failure_is_tried_once_more_in_a_later_run_and_then_left()
    {
        string[] run = ["run", "Faulty", .. Options("unexpected")];

        workspace.Astra(ExitCode.DoneWithGaps, run);
        workspace.Astra(ExitCode.DoneWithGaps, run);

        Assert.Equal(["3|2|2"], workspace.Ask("SELECT outcome, attempts, run_id FROM ledger WHERE outcome <> 0"));
        Assert.Equal("up_to_date 5, left_alone 1", workspace.Plan("Faulty", ["Faulty", .. Options("unexpected")]));
        Answer third = workspace.Astra(ExitCode.DoneWithGaps, run);
        Assert.StartsWith("Nothing is due", third.Output);
        Assert.Contains("Faulty: 1 without a result are left alone (astra status says why)", third.Output);
        Assert.Contains(
            "left alone: failed 2 times, last in run 2", workspace.Astra(ExitCode.Done, ["plan", "--explain", "2M00000002+0000000", "Faulty", .. Options("unexpected")]).Output);
    }

    [Fact]
    public void Retries_are_as_many_as_configured()
    {
        string[] run = ["run", "Faulty", .. Options("unexpected"), "--set", "run:retries=0"];

        workspace.Astra(ExitCode.DoneWithGaps, run);

        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.DoneWithGaps, run).Output);
    }

    [Fact]
    public void An_unexpected_failure_keeps_its_stack_and_the_others_do_not()
    {
        workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", .. Options("unexpected")]);

        Assert.Contains("   at Astra.Plugins.Faulty.Faulty.Fail(", Assert.Single(workspace.Ask("SELECT detail FROM attempt")));
        Assert.DoesNotContain("   at ", Assert.Single(workspace.Ask("SELECT reason FROM attempt")));
    }

    [Fact]
    public void A_bad_file_is_left_until_it_changes()
    {
        string[] options = Options("bad-input");
        workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", .. options]);

        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.DoneWithGaps, ["run", "Faulty", .. options]).Output);
        Workspace.Touch(workspace.Star(new SyntheticStar { Number = 2 }.FileName));
        Assert.Equal("file_changed 2, up_to_date 4", workspace.Plan("Faulty", ["Faulty", .. options]));
    }

    [Fact]
    public void A_wrong_configuration_stops_the_run_and_what_was_committed_stays()
    {
        Answer run = workspace.Astra(
            ExitCode.WrongConfiguration, ["run", "Faulty", .. Options("configuration"), "--set", "run:batch=1", "--threads", "1"]);

        Assert.Equal("astra: Faulty: Faulty was told to find its configuration wrong. Set pipelines:Faulty:fault to none.\n", run.Error);
        Assert.Equal("failed", (string?)workspace.Json("status")["runs"]![0]!["state"]);
        Assert.Empty(workspace.Ask("SELECT * FROM ledger WHERE outcome <> 0"));
        Assert.Equal(
            workspace.Ask("SELECT count(*) FROM ledger"), workspace.Ask("SELECT (SELECT count(*) FROM astraAllStarFaulty) + (SELECT count(*) FROM astraAllVisitFaulty)"));
    }

    [Theory]
    [InlineData("open-fails", "Faulty cannot start: Faulty was told to fail when it is opened.")]
    public void A_pipeline_that_cannot_start_stops_the_run_before_anything_is_done(string fault, string message)
    {
        Answer run = workspace.Astra(ExitCode.WrongConfiguration, ["run", "NoOp", "Faulty", .. Options(fault)]);

        Assert.Equal($"astra: {message}\n", run.Error);
        Assert.Equal(["0"], workspace.Ask("SELECT count(*) FROM run"));
        Assert.Equal(["0"], workspace.Ask("SELECT count(*) FROM ledger"));
    }

    [Fact]
    public void A_pipeline_that_fails_everywhere_does_not_touch_another()
    {
        workspace.Astra(ExitCode.DoneWithGaps, "run", "NoOp", "Faulty", "--set", "pipelines:Faulty:fault=unexpected");

        Assert.Equal(
            ["NoOp|0|6", "Faulty|3|6"], workspace.Ask("SELECT name, outcome, count(*) FROM ledger JOIN pipeline USING (pipeline_pk) GROUP BY name, outcome ORDER BY outcome"));
    }

    static string[] Options(string fault, params string[] more) =>
        ["--set", $"pipelines:Faulty:fault={fault}", "--set", $"pipelines:Faulty:fault_on={Culprit}", .. more];
}
