using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Models;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Astra.Reliability.Tests.Crashes;

namespace Astra.Reliability.Tests.Clock;

/// <summary>The clock is put back, between runs and within one: what is due, what is the newest and what may be deleted does not depend on it.</summary>
public sealed class ClockTests : IDisposable
{
    readonly Workspace workspace = new();
    readonly PluginCatalog plugins = PluginCatalog.Discover([Path.Combine(AppContext.BaseDirectory, "plugins")]);

    public ClockTests()
    {
        for (int i = 1; i <= 3; i++)
        {
            workspace.Put(new() { Number = i });
        }
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Nothing_is_due_because_the_clock_was_put_back() => AfterRunsOfTheFuture(() =>
    {
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource").Output);
        Assert.Equal("up_to_date 6", workspace.Plan("NoOp"));
    });

    [Fact]
    public void The_newest_result_is_that_of_the_last_run_whatever_its_date() => AfterRunsOfTheFuture(() =>
    {
        MakeResultsThoseOfVersion09();
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");

        Assert.Equal(["1000|1|3", "9|0|3"], workspace.Ask("SELECT version_mm, newest, count(*) FROM astraAllStarNoOp GROUP BY 1, 2 ORDER BY 3, 1 DESC"));
        Assert.Empty(StoredContent.Contradictions(workspace.Folder));
    });

    [Theory]
    [InlineData("2050-01-01")]
    [InlineData("2999-01-01")]
    [InlineData("1.0")]
    public void A_purge_keeps_the_results_of_the_last_run_whatever_their_dates(string limit) => AfterRunsOfTheFuture(() =>
    {
        MakeResultsThoseOfVersion09();
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource");
        string[] newest = workspace.Ask("SELECT * FROM astraAllStarNoOp WHERE version_mm = 1000");

        workspace.Astra(ExitCode.Done, "purge", "--older-than", limit);

        Assert.Equal(newest, workspace.Ask("SELECT * FROM astraAllStarNoOp WHERE newest = 1"));
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource").Output);
    });

    [Fact]
    public void Status_shows_the_last_run_first() => AfterRunsOfTheFuture(() =>
    {
        workspace.Astra(ExitCode.Done, "run", "Faulty");

        string[] runs = [.. workspace.Astra(ExitCode.Done, "status").Output.Split('\n').Where(line => line.StartsWith("Run ", StringComparison.Ordinal))];

        Assert.StartsWith("Run 2 ", runs[0]);
        Assert.StartsWith("Run 1 ", runs[1]);
    });

    [Fact]
    public void A_run_during_which_the_clock_goes_back_is_like_any_other()
    {
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        InstalledPipeline noOp = plugins.Find("NoOp");
        RunSettings settings = new(Threads: 1, BatchSize: 1, Timeout: TimeSpan.FromMinutes(1), Retries: 1);
        using (SqliteStore store = SqliteStore.Open(workspace.Folder, create: false, new BackwardClock(DateTimeOffset.UtcNow)))
        {
            PreparedRun(store, noOp, settings);
        }

        Assert.True(workspace.Ask("SELECT 1 FROM run WHERE finished < started").Length == 1, "the clock went forward");
        Assert.Empty(StoredContent.Contradictions(workspace.Folder));
        Assert.Equal(["0|6"], workspace.Ask("SELECT outcome, count(*) FROM ledger GROUP BY 1"));
        string status = workspace.Astra(ExitCode.Done, "status").Output;
        Assert.Contains("Run 1   finished", status);
        Assert.DoesNotMatch(@"NoOp +1\.0\.0 .* -?\d[\d,]{4,}", status);
    }

    [Fact]
    public void The_last_model_to_come_is_used_although_the_clock_was_put_back()
    {
        InstalledPipeline pipeline = plugins.Find("NoOpModel");
        ModelCatalog models = new(workspace.Folder, new BackwardClock(DateTimeOffset.UtcNow));
        Directory.CreateDirectory(workspace.Folder);
        foreach (string name in new[] { "first", "second", "third" })
        {
            File.WriteAllText(workspace.Beside($"{name}.txt"), $"{name.Length}{name[0] % 10}");
            models.Import(pipeline, workspace.Beside($"{name}.txt"), null, new Dictionary<string, string>());

            Assert.Equal(name, models.Of(pipeline)[0].Name);
        }

        models.Import(pipeline, workspace.Beside("second.txt"), null, new Dictionary<string, string>());

        Assert.Equal(["second", "third", "first"], models.Of(pipeline).Select(model => model.Name));
    }

    /// <summary>Runs, then makes all times those of a clock that was decades ahead.</summary>
    void AfterRunsOfTheFuture(Action then)
    {
        workspace.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource", "--ingest", workspace.Stars);
        foreach ((string table, string[] columns) in new (string, string[])[]
        {
            ("run", ["started", "finished"]), ("ledger", ["finished"]), ("astraAllStarNoOp", ["created", "modified"]),
            ("astraAllVisitNoOp", ["created", "modified"]), ("astraAllStarNoOpSource", ["created", "modified"]),
        })
        {
            workspace.Ask($"UPDATE {table} SET {string.Join(", ", columns.Select(column => $"{column} = '2099' || substr({column}, 5)"))}");
        }

        then();
    }

    void MakeResultsThoseOfVersion09()
    {
        workspace.Ask("UPDATE setup SET version = '0.9.3'");
        foreach (string table in new[] { "astraAllStarNoOp", "astraAllVisitNoOp", "astraAllStarNoOpSource" })
        {
            workspace.Ask($"UPDATE {table} SET version_mm = 9");
        }
    }

    static void PreparedRun(SqliteStore store, InstalledPipeline pipeline, RunSettings settings)
    {
        Dictionary<string, object> options = pipeline.Declaration.Options.ToDictionary(option => option.Name, option => option.DefaultValue);
        PlannedPipeline planned = new(
            pipeline, store.Register(pipeline.Declaration, new SetupIdentity("NoOp", "1.0.0", "", "", "{}")), null, options);
        Planner planner = new(store, [planned], [pipeline.Declaration], settings.Retries);
        Runner runner = new(store, settings, each => each.Installed.Open(new PipelineContext("NoOp", null) { Options = options }));
        IReadOnlyList<Analyst> analysts = runner.OpenAll([planned]);
        long run = store.StartRun("test", [planned.Setup]);
        store.FreezeWork(run, planner.Work(), () => new Dictionary<long, long> { [planned.Setup.PipelineKey] = planner.Summary.Due(planned) });
        runner.Execute(run, planner, analysts, new RunProgress([(planned, planner.Summary.Due(planned))]), CancellationToken.None);
        store.FinishRun(run, RunState.Finished, null);
        Assert.Empty(planner.Work());
        foreach (Analyst analyst in analysts)
        {
            analyst.Dispose();
        }
    }
}
