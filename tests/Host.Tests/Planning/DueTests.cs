using Astra.Host.Errors;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Plugins;

namespace Astra.Host.Tests.Planning;

/// <summary>What is due after something changed, and what is not.</summary>
public sealed class DueTests : IDisposable
{
    readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_second_run_does_nothing_and_says_so()
    {
        Ingest(stars: 1);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        string[] before = workspace.Ask("SELECT * FROM ledger");

        Answer second = workspace.Astra(ExitCode.Done, "run", "NoOp");

        Assert.StartsWith("Nothing is due: every result is up to date", second.Output);
        Assert.Equal(before, workspace.Ask("SELECT * FROM ledger"));
        Assert.Equal(["1"], workspace.Ask("SELECT count(*) FROM run"));
        Assert.Equal("up_to_date 3", workspace.Plan("NoOp"));
    }

    [Fact]
    public void Everything_is_due_that_has_no_result_yet()
    {
        Ingest(stars: 2);

        Assert.Equal("new 6", workspace.Plan("NoOp"));
        Assert.Contains("due: no result yet", workspace.Astra(ExitCode.Done, "plan", "NoOp", "--explain", "2M00000001+0000000").Output);
    }

    [Fact]
    public void A_file_that_was_touched_makes_just_its_own_spectra_due()
    {
        Ingest(stars: 3);
        workspace.Astra(ExitCode.Done, "run", "NoOp");

        Workspace.Touch(workspace.Star("apStar-t1-2M00000002+0000000.fits"));

        Assert.Equal("file_changed 3, up_to_date 6", workspace.Plan("NoOp"));
        Assert.Contains("due: file changed (", workspace.Astra(ExitCode.Done, "plan", "NoOp", "--explain", "2M00000002+0000000").Output);
        Assert.DoesNotContain("due:", workspace.Astra(ExitCode.Done, "plan", "NoOp", "--explain", "2M00000001+0000000").Output);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(
            ["2"], workspace.Ask("SELECT DISTINCT s.source_pk FROM ledger l JOIN spectrum s ON s.spectrum_pk = l.unit_pk WHERE l.run_id = 2"));
        Assert.Equal("up_to_date 9", workspace.Plan("NoOp"));
    }

    [Fact]
    public void A_new_model_makes_everything_of_its_pipeline_due_and_nothing_else()
    {
        Ingest(stars: 2);
        Import("1.5");
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpModel");
        Assert.Equal("up_to_date 6", workspace.Plan("NoOpModel"));

        Import("2.5");

        Assert.Equal("model_changed 6", workspace.Plan("NoOpModel"));
        Assert.Equal("up_to_date 6", workspace.Plan("NoOp"));
        Assert.Matches(
            @"due: model changed \(was number-1 [0-9a-f]{6}, is number-2 [0-9a-f]{6}\)", workspace.Astra(ExitCode.Done, "plan", "NoOpModel", "--explain", "2M00000001+0000000").Output);
        workspace.Astra(ExitCode.Done, "run", "NoOpModel");
        Assert.Equal(["2.5"], workspace.Ask("SELECT DISTINCT json_extract(document, '$.value') FROM astraAllStarNoOpModel"));
        Assert.Equal("up_to_date 6", workspace.Plan("NoOpModel"));
    }

    [Fact]
    public void A_model_that_is_chosen_by_name_is_used()
    {
        Ingest(stars: 1);
        Import("1.5");
        Import("2.5");

        workspace.Astra(ExitCode.Done, "run", "NoOpModel", "--set", "pipelines:NoOpModel:model=number-1");

        Assert.Equal(["1.5"], workspace.Ask("SELECT json_extract(document, '$.value') FROM astraAllStarNoOpModel"));
    }

    [Fact]
    public void A_damaged_model_stops_the_run_before_it_starts()
    {
        Ingest(stars: 1);
        Import("1.5");
        File.WriteAllText(Path.Combine(workspace.Folder, "models", "NoOpModel", "number-1", "value.txt"), "3");

        Answer run = workspace.Astra(ExitCode.WrongConfiguration, "run", "NoOpModel");

        Assert.Contains("number-1", run.Error);
        Assert.Contains("SHA-256 differs", run.Error);
        Assert.Equal(["0"], workspace.Ask("SELECT count(*) FROM run"));
    }

    [Fact]
    public void A_pipeline_without_its_model_says_how_to_get_one()
    {
        Ingest(stars: 1);

        Assert.Contains("Import one (astra model import NoOpModel PATH) or train one (astra train NoOpModel --data TABLE --labels A,B,C); astra describe NoOpModel says", workspace.Astra(ExitCode.WrongConfiguration, "run", "NoOpModel").Error);
    }

    [Fact]
    public void Another_value_of_an_option_makes_everything_due_and_its_old_value_again()
    {
        Ingest(stars: 1);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        string[] once = workspace.Results("NoOp");

        Assert.Equal("options_changed 3", workspace.Plan("NoOp", "NoOp", "--set", "pipelines:NoOp:factor=2"));
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--set", "pipelines:NoOp:factor=2");
        Assert.NotEqual(once, workspace.Results("NoOp"));
        Assert.Equal("options_changed 3", workspace.Plan("NoOp"));
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        Assert.Equal(once, workspace.Results("NoOp"));
    }

    [Theory]
    [InlineData("run:batch=2")]
    [InlineData("run:threads=3")]
    [InlineData("run:timeout=17")]
    public void What_does_not_change_a_result_makes_nothing_due(string setting)
    {
        Ingest(stars: 1);
        workspace.Astra(ExitCode.Done, "run", "NoOp");

        Assert.Equal("up_to_date 3", workspace.Plan("NoOp", "NoOp", "--set", setting));
    }

    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(1, 1, 0, 2)]
    [InlineData(2, 0, 0, 2)]
    public void A_new_version_makes_everything_due_and_a_patch_replaces_while_a_minor_version_adds(int major, int minor, int patch, int results)
    {
        Ingest(stars: 1);
        workspace.Astra(ExitCode.Done, "run", "NoOp");
        using SqliteStore store = workspace.Open();
        InstalledPipeline noOp = PluginCatalog.Discover(PluginFolder.Built).Find("NoOp");
        PipelineDeclaration newer = noOp.Declaration with { Version = new PipelineVersion(major, minor, patch) };
        string options = workspace.Ask("SELECT options FROM setup")[0];
        PlannedPipeline planned = new(noOp, store.Register(newer, new SetupIdentity("NoOp", newer.Version.ToString(), "", "", options)), null, new Dictionary<string, object>());
        Planner planner = new(store, [planned], [newer], retries: 1);

        Assert.All(planner.Explain("2M00000001+0000000"), pair =>
        {
            Decision decision = Assert.Single(pair.Decisions).Decision;
            Assert.Equal(Reason.VersionChanged, decision.Reason);
            Assert.Equal($"version changed (was 1.0.0, is {newer.Version})", decision.Detail);
        });
        long run = store.StartRun("test", [planned.Setup]);
        store.FreezeWork(run, planner.Work(), () => new Dictionary<long, long>());
        store.Commit(run, [.. store.ReadUnits(planner.Query(planner.Stages[0]) with { Work = (run, 0) }).SelectMany(page => page).Select(unit => Attempt(planned, unit))], new Dictionary<long, long>());

        Assert.Equal([$"{results}"], workspace.Ask("SELECT count(*) FROM astraAllStarNoOp"));
        Assert.Equal(["1"], workspace.Ask("SELECT count(*) FROM astraAllStarNoOp WHERE newest = 1 AND run_id = 2"));
        Assert.Empty(planner.Work());
    }

    [Fact]
    public void The_plan_does_no_work()
    {
        Ingest(stars: 1);
        workspace.Astra(ExitCode.Done, "plan");
        workspace.Astra(ExitCode.Done, "run", "NoOp", "--dry-run");

        Assert.Equal(["0"], workspace.Ask("SELECT count(*) FROM ledger"));
        Assert.Equal(["0"], workspace.Ask("SELECT count(*) FROM run"));
    }

    [Fact]
    public void The_plan_cannot_explain_a_star_that_is_not_there() =>
        Assert.Contains(
            "There is no star or spectrum 'Vega' in the workspace", WithOneStar().Astra(ExitCode.WrongUsage, "plan", "NoOp", "--explain", "Vega").Error);

    static AttemptRecord Attempt(PlannedPipeline pipeline, UnitRow unit) => new()
    {
        Setup = pipeline.Setup,
        Unit = unit,
        Outcome = Outcome.Done,
        Flags = 0,
        Document = "{}"u8.ToArray(),
        Indexed = [.. pipeline.Declaration.Columns.Where(column => column.Indexed).Select(_ => (object?)null)],
        InputDigest = new InputResolver(pipeline.Declaration, [.. pipeline.Declaration.Inputs.SelectMany(input => input.Alternatives)]).Digest(unit),
        Attempts = 1,
        Elapsed = 0,
        Overhead = 0,
    };

    Workspace WithOneStar()
    {
        Ingest(stars: 1);
        return workspace;
    }

    /// <summary>Stars with a combined spectrum and two visits each.</summary>
    void Ingest(int stars)
    {
        for (int i = 1; i <= stars; i++)
        {
            workspace.Put(new() { Number = i, Visits = 2 });
        }

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    /// <summary>Imports a model number-1, number-2 and so on.</summary>
    void Import(string number)
    {
        string file = workspace.Beside($"number-{Directory.GetFiles(workspace.Beside("."), "number-*").Length + 1}.txt");
        File.WriteAllText(file, number);
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", file);
    }
}
