using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Plugins;

namespace Astra.Host.Tests.Execution;

/// <summary>Calls that neither come back nor stop when they are told to, and others that fail once: runs in one process, with little patience.</summary>
public sealed class RunnerTests : IDisposable
{
    static readonly RunSettings Impatient = new(Threads: 1, BatchSize: 4, Timeout: TimeSpan.FromSeconds(0.5), Retries: 1) { Grace = TimeSpan.FromSeconds(0.2) };

    readonly Workspace workspace = new();
    readonly PluginCatalog plugins = PluginCatalog.Discover(PluginFolder.Built);

    public RunnerTests()
    {
        for (int i = 1; i <= 4; i++)
        {
            workspace.Put(new() { Number = i });
        }

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_call_that_never_comes_back_is_abandoned_and_the_others_go_on()
    {
        IReadOnlyList<string> stopped = Run("hang-forever", on: "2M00000003+0000000/");

        Assert.Empty(stopped);
        Assert.Equal(["0|7", "3|1"], workspace.Ask("SELECT outcome, count(*) FROM ledger GROUP BY outcome"));
        Assert.Contains("did not stop when told to", Assert.Single(workspace.Ask("SELECT reason FROM attempt")));
    }

    [Fact]
    public void After_three_the_pipeline_is_stopped_for_the_run_and_the_rest_stays_due()
    {
        IReadOnlyList<string> stopped = Run("hang-forever");

        Assert.Equal(["Faulty"], stopped);
        Assert.Equal(["3|2"], workspace.Ask("SELECT outcome, count(*) FROM ledger GROUP BY outcome"));
        Assert.Equal(
            "new 6, retry 2", workspace.Plan("Faulty", "Faulty", "--set", "pipelines:Faulty:fault=hang-forever", "--set", "pipelines:Faulty:fault_seconds=4"));
    }

    [Fact]
    public void A_failure_that_does_not_come_back_leaves_a_good_result()
    {
        string visit = workspace.Ask("SELECT identity FROM spectrum WHERE kind = 2")[1];

        Run("unexpected-once", visit);
        Assert.Equal(["0|1|7", "3|1|1"], workspace.Ask("SELECT outcome, attempts, count(*) FROM ledger GROUP BY outcome"));
        Run("unexpected-once", visit);
        Assert.Equal(["0|8"], workspace.Ask("SELECT outcome, count(*) FROM ledger GROUP BY outcome"));
        Assert.Equal(["1.0|0|0"], workspace.Ask("SELECT DISTINCT printf('%.1f', value), result_flags, flag_bad FROM astraAllVisitFaulty"));
    }

    /// <summary>Runs Faulty and says which pipelines were stopped.</summary>
    IReadOnlyList<string> Run(string fault, string on = "")
    {
        using SqliteStore store = workspace.Open();
        InstalledPipeline faulty = plugins.Find("Faulty");
        Dictionary<string, object> options = new() { ["fault"] = fault, ["fault_on"] = on, ["fault_seconds"] = 4 };
        PlannedPipeline planned = new(faulty, store.Register(faulty.Declaration, new SetupIdentity("Faulty", "1.0.0", "", "", System.Text.Json.JsonSerializer.Serialize(options))), null, options);
        Planner planner = new(store, [planned], [faulty.Declaration], Impatient.Retries);
        Runner runner = new(store, Impatient, pipeline => pipeline.Installed.Open(new PipelineContext("Faulty", null) { Options = options }));
        IReadOnlyList<Analyst> analysts = runner.OpenAll([planned]);
        long run = store.StartRun("test", [planned.Setup]);
        store.FreezeWork(run, planner.Work(), () => new Dictionary<long, long> { [planned.Setup.PipelineKey] = planner.Summary.Due(planned) });
        runner.Execute(run, planner, analysts, new RunProgress([(planned, planner.Summary.Due(planned))]), CancellationToken.None);
        store.FinishRun(run, RunState.Finished, null);
        foreach (Analyst analyst in analysts)
        {
            analyst.Dispose();
        }

        return runner.Stopped;
    }
}
