using System.Diagnostics;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;
using Astra.Reliability.Tests.Crashes;

namespace Astra.Reliability.Tests.Processes;

/// <summary>Several processes in one workspace: each does its work, or says in one sentence why not, and what they make is what one would have made.</summary>
public sealed class SeveralProcessesTests : IDisposable
{
    static readonly string[] Run = ["run", "NoOp", "Faulty", "--threads", "1", "--set", "run:batch=1"];

    readonly Workspace workspace = new();
    readonly Workspace alone = new();

    public void Dispose()
    {
        workspace.Dispose();
        alone.Dispose();
    }

    [Fact]
    public void Processes_that_make_a_workspace_at_the_same_time_make_one()
    {
        Fill(20);
        alone.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Process[] makers = [.. Enumerable.Range(0, 4).Select(_ => workspace.Start(["ingest", workspace.Stars]))];

        Assert.All(makers.Select(Workspace.Finish), answer => Assert.True(answer.ExitCode == ExitCode.Done, answer.ToString()));
        Assert.Equal(StoredContent.OfTheWork(alone.Folder), StoredContent.OfTheWork(workspace.Folder));
        Assert.Empty(StoredContent.Contradictions(workspace.Folder));
    }

    [Fact]
    public void Of_two_runs_one_does_the_work_and_the_other_says_so()
    {
        Fill(60);
        alone.Astra(ExitCode.Done, [.. Run, "--ingest", workspace.Stars]);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);

        Answer[] answers = [.. new[] { workspace.Start(Run), workspace.Start(Run), workspace.Start(Run) }.Select(Workspace.Finish)];

        Assert.Contains(answers, answer => answer.ExitCode == ExitCode.Done);
        Assert.All(answers, answer => Assert.True(
            answer.ExitCode == ExitCode.Done || (answer.ExitCode == ExitCode.WrongConfiguration
                && answer.Error == $"astra: Another run is under way in the workspace {workspace.Folder}. Wait for it (astra status), or stop it with Ctrl-C.\n"),
            answer.ToString()));
        Assert.Equal(StoredContent.OfTheWork(alone.Folder), StoredContent.OfTheWork(workspace.Folder));
    }

    [Fact]
    public void While_a_run_is_under_way_everything_else_answers_or_waits_its_turn()
    {
        Fill(300);
        alone.Astra(ExitCode.Done, [.. Run, "--ingest", workspace.Stars]);
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        Process run = workspace.Start(Run);
        Assert.True(
            SpinWait.SpinUntil(() => run.HasExited || workspace.Ask("SELECT 1 FROM ledger LIMIT 1").Length > 0, TimeSpan.FromMinutes(2)), "the run does not begin");

        string[][] any =
        [
            ["status"], ["query", "NoOp", "--format", "csv", "--out", workspace.Beside("t.csv")], ["export", "NoOp", "--out", workspace.Beside("products")],
            ["backup", workspace.Beside("backup.db")], ["report", "--out", workspace.Beside("report.html")], ["check"], ["ingest", workspace.Stars],
            ["retry", "--all"], ["plan"], ["quarantine", "list"],
        ];
        string[][] alsoAlone = [["purge", "--older-than", "1.0"], ["migrate"], Run];
        int during = 0;
        for (int i = 0; !run.HasExited || i == 0; i++)
        {
            string[] command = any[i % any.Length];
            Answer answer = workspace.Astra(command);
            Assert.True(answer.ExitCode is ExitCode.Done, $"astra {string.Join(' ', command)} during a run: {answer}");
            string[] other = alsoAlone[i % alsoAlone.Length];
            bool stillRuns = !run.HasExited;
            answer = workspace.Astra(other);
            Assert.True(
                answer.ExitCode == ExitCode.Done
                || (answer.ExitCode == ExitCode.WrongConfiguration && answer.Error.StartsWith("astra: Another run is under way", StringComparison.Ordinal)),
                $"astra {string.Join(' ', other)} during a run: {answer}");
            during += stillRuns && answer.ExitCode == ExitCode.WrongConfiguration ? 1 : 0;
        }

        Assert.True(during > 0, "the run was over before anything else began: give it more to do");
        Answer ended = Workspace.Finish(run);
        Assert.True(ended.ExitCode == ExitCode.Done, ended.ToString());
        workspace.Astra(ExitCode.Done, Run);
        Assert.Equal(StoredContent.OfTheWork(alone.Folder), StoredContent.OfTheWork(workspace.Folder));
        Assert.Empty(StoredContent.Contradictions(workspace.Folder));
    }

    void Fill(int stars)
    {
        for (int i = 1; i <= stars; i++)
        {
            workspace.Put(new() { Number = i });
        }
    }
}
