using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Planning;

/// <summary>A pipeline that takes another's results: NoOpSource doubles what NoOp found for the star.</summary>
public sealed class DependencyTests : IDisposable
{
    readonly Workspace workspace = new();

    public DependencyTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            workspace.Put(new() { Number = i, Visits = 2 });
        }

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void It_runs_after_the_other_in_the_same_run()
    {
        Assert.Equal("new 3", workspace.Plan("NoOpSource", "NoOpSource", "NoOp"));
        workspace.Astra(ExitCode.Done, "run", "NoOpSource", "NoOp");

        Assert.Equal(["1", "1", "1"], workspace.Ask("""
            SELECT abs(json_extract(s.document, '$.doubled_flux') - 2 * n.mean_flux) < 1e-3 FROM astraAllStarNoOpSource s JOIN astraAllStarNoOp n USING (source_pk)
            """));
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, "run", "NoOpSource", "NoOp").Output);
    }

    [Fact]
    public void Without_the_other_or_its_results_it_cannot_run_and_says_what_to_do()
    {
        Answer alone = workspace.Astra(ExitCode.WrongConfiguration, "run", "NoOpSource");

        Assert.StartsWith("astra: NoOpSource needs flux from NoOp; none of these has any row with it. Ingest a catalogue", alone.Error);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        workspace.Astra(ExitCode.Done, "run", "NoOpSource");
    }

    [Fact]
    public void It_is_due_when_what_it_takes_changed()
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");
        string changed = workspace.Put(new() { Number = 2, Visits = 2, Scale = 3 });
        Workspace.Touch(changed);

        Assert.Equal("waits 1, up_to_date 2", workspace.Plan("NoOpSource", "NoOp", "NoOpSource"));
        Assert.Contains("NoOpSource   due: waits for NoOp in this run (its result is an input)",
            workspace.Astra(ExitCode.Done, "plan", "NoOp", "NoOpSource", "--explain", "2M00000002+0000000").Output);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal("input_changed 1, up_to_date 2", workspace.Plan("NoOpSource"));
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");
        Assert.Equal(["3"], workspace.Ask("SELECT count(*) FROM astraAllStarNoOpSource s JOIN astraAllStarNoOp n USING (source_pk) WHERE abs(json_extract(s.document, '$.doubled_flux') - 2 * n.mean_flux) < 1e-3"));
        Assert.Equal("up_to_date 3", workspace.Plan("NoOpSource"));
    }

    [Fact]
    public void What_it_waited_for_and_turned_out_the_same_is_counted_as_unchanged()
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");
        Workspace.Touch(workspace.Star("apStar-t1-2M00000002+0000000.fits"));

        Answer run = workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");

        Assert.Contains("NoOpSource: 1 of 1 done", run.Output);
        Assert.Equal(
            ["1|0|1"], workspace.Ask("SELECT due, done, unchanged FROM run_pipeline JOIN pipeline USING (pipeline_pk) WHERE name = 'NoOpSource' AND run_id = 2"));
        Assert.Equal(["1"], workspace.Ask("SELECT DISTINCT run_id FROM astraAllStarNoOpSource"));
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource").Output);
    }

    [Fact]
    public void A_star_whose_input_is_not_known_is_excluded_with_the_reason()
    {
        workspace.Put(new() { Number = 4, Cards = { ["RA"] = null } });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Assert.Equal("new 9, excluded 2", workspace.Plan("NoOp"));
        Assert.Contains(
            "NoOp   input ra is not known (source.ra)", workspace.Astra(ExitCode.Done, "plan", "NoOp", "--explain", "2M00000004+0000000").Output);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Contains("NoOp: 2 excluded because an input is not known", workspace.Astra(ExitCode.Done, "run", "NoOp").Output);
    }

    [Fact]
    public void A_bad_result_is_no_input()
    {
        workspace.Put(new() { Number = 1, Visits = 2, Scale = -1 });

        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");

        Assert.Equal(["2M00000002+0000000", "2M00000003+0000000"], workspace.Results("NoOpSource").Select(row => row.Split('|')[0]));
    }

    [Fact]
    public void A_result_whose_input_is_no_longer_known_does_not_go_on_looking_good()
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");
        Workspace.Touch(workspace.Put(new() { Number = 1, Visits = 2, Scale = -1 }));

        Answer run = workspace.Astra(ExitCode.DoneWithGaps, "run", "NoOp", "NoOpSource");

        Assert.Contains("NoOpSource: 1 of 1 done", run.Output);
        Assert.Equal(["1"], workspace.Ask("SELECT count(*) FROM astraAllStarNoOpSource WHERE flag_bad = 1 AND json_extract(document, '$.doubled_flux') IS NULL"));
        Assert.Contains("input flux is no longer known (NoOp.mean_flux)", workspace.Astra(ExitCode.Done, "status").Output);
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource").Output);

        Workspace.Touch(workspace.Put(new() { Number = 1, Visits = 2 }));
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");
        Assert.Equal(["0"], workspace.Ask("SELECT count(*) FROM astraAllStarNoOpSource WHERE flag_bad = 1"));
    }
}
