using System.Diagnostics;
using Astra.Host.Errors;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>A run that is killed at random instants, over and over: what was done stays done, nothing is there twice or by half.</summary>
public sealed class KilledRunTests : IDisposable
{
    const int Kills = 20;
    const int Stars = 500;

    /// <summary>Two spectra a star for NoOp and Faulty, and the star for NoOpSource: each an entry of the ledger and a result.</summary>
    const int Complete = 2 * 5 * Stars;

    readonly Workspace workspace = new();
    readonly Workspace uninterrupted = new();

    public void Dispose()
    {
        workspace.Dispose();
        uninterrupted.Dispose();
    }

    [Fact]
    public void Nothing_that_was_done_is_lost_and_nothing_is_done_twice()
    {
        for (int i = 1; i <= Stars; i++)
        {
            workspace.Put(new() { Number = i });
        }

        string[] pipelines = ["NoOp", "NoOpSource", "Faulty"];
        uninterrupted.Astra(ExitCode.Done, ["run", .. pipelines, "--ingest", workspace.Stars]);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        Random random = new(20261121);
        int midway = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            HashSet<string> done = RunAndKill(["run", .. pipelines, "--threads", "1", "--set", "run:batch=4"], random, kill);

            Assert.Equal(["ok"], workspace.Ask("PRAGMA integrity_check"));
            HashSet<string> found = Done();
            Assert.True(found.IsSupersetOf(done), $"kill {kill}: lost {string.Join(Environment.NewLine, done.Except(found).Take(5))}");
            AssertLedgerAndResultsAgree();
            midway += done.Count < Complete ? 1 : 0;
        }

        Assert.True(midway >= Kills * 3 / 4, $"only {midway} of {Kills} kills came before the end: give the run more to do");
        workspace.Astra(ExitCode.Done, ["run", .. pipelines]);
        Assert.StartsWith("Nothing is due", workspace.Astra(ExitCode.Done, ["run", .. pipelines]).Output);
        AssertLedgerAndResultsAgree();
        foreach (string pipeline in pipelines)
        {
            Assert.Equal(pipeline == "NoOpSource" ? Stars : 2 * Stars, workspace.Results(pipeline).Length);
            Assert.Equal(uninterrupted.Results(pipeline), workspace.Results(pipeline));
        }
    }

    [Fact]
    public void An_ingest_that_is_killed_carries_on_where_it_was()
    {
        for (int i = 1; i <= Stars; i++)
        {
            workspace.Put(new() { Number = i });
        }

        Random random = new(20261122);
        for (int kill = 0; kill < 6; kill++)
        {
            Process ingest = workspace.Start(["ingest", workspace.Stars]);
            Stopwatch watch = Stopwatch.StartNew();
            Assert.True(
                SpinWait.SpinUntil(() => ingest.HasExited || File.Exists(Path.Combine(workspace.Folder, "astra.db")), TimeSpan.FromMinutes(1)), "the ingest does not begin");
            Wait(watch, watch.Elapsed + TimeSpan.FromMilliseconds(random.Next(0, 500)));
            ingest.Kill();
            ingest.WaitForExit();

            Assert.Equal(["ok"], workspace.Ask("PRAGMA integrity_check"));
            if (workspace.Ask("SELECT 1 FROM sqlite_master WHERE name = 'spectrum'").Length > 0)
            {
                Assert.Empty(
                    workspace.Ask("SELECT file_pk FROM file LEFT JOIN spectrum USING (file_pk) GROUP BY file_pk HAVING count(spectrum_pk) <> 2"));
            }
        }

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        uninterrupted.Astra(ExitCode.Done, "ingest", workspace.Stars);
        foreach (string table in new[] { "file", "source", "spectrum" })
        {
            Assert.Equal(uninterrupted.Ask($"SELECT * FROM {table}"), workspace.Ask($"SELECT * FROM {table}"));
        }
    }

    /// <summary>Starts a run, kills it at a random instant, and says what was seen as done before that.</summary>
    HashSet<string> RunAndKill(string[] command, Random random, int kill)
    {
        Process run = workspace.Start(command);
        long before = Count();
        Stopwatch watch = Stopwatch.StartNew();

        // Every fifth is killed at any instant from the start on, the others after some results more and a moment.
        if (kill % 5 == 0)
        {
            Wait(watch, TimeSpan.FromMilliseconds(random.Next(50, 1200)));
        }
        else
        {
            int results = random.Next(1, 80);
            Assert.True(SpinWait.SpinUntil(() => run.HasExited || Count() >= before + results, TimeSpan.FromMinutes(1)), "the run does not begin");
            watch.Restart();
            Wait(watch, TimeSpan.FromMilliseconds(random.NextDouble() * 10));
        }

        HashSet<string> done = Done();
        run.Kill();
        run.WaitForExit();
        return done;
    }

    /// <summary>All ledger entries, and the rows of results with all that is in them.</summary>
    HashSet<string> Done() =>
    [
        .. workspace.Ask("SELECT 'ledger', * FROM ledger"),
        .. Tables().SelectMany(table => workspace.Ask($"SELECT '{table}', * FROM {table}")),
    ];

    long Count() => long.Parse(workspace.Ask("SELECT count(*) FROM ledger")[0], System.Globalization.CultureInfo.InvariantCulture);

    string[] Tables() => workspace.Ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'astraAll%' ORDER BY name");

    void AssertLedgerAndResultsAgree()
    {
        foreach (string table in Tables())
        {
            string unit = table.EndsWith("NoOpSource", StringComparison.Ordinal) ? "source_pk" : "spectrum_pk";
            Assert.Empty(workspace.Ask($"SELECT {unit} FROM {table} GROUP BY {unit}, version_mm HAVING count(*) > 1"));
            Assert.Empty(workspace.Ask($"""
                SELECT {unit} FROM {table} r
                WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE l.unit_pk = r.{unit} AND l.setup_pk = r.setup_pk AND l.run_id = r.run_id)
                """));
        }

        Assert.Equal(Count(), Tables().Sum(table => workspace.Ask($"SELECT 1 FROM {table}").Length));
    }

    static void Wait(Stopwatch watch, TimeSpan time) => SpinWait.SpinUntil(() => watch.Elapsed >= time);
}
