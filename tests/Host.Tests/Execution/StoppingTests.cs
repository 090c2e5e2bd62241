using System.Diagnostics;
using System.Runtime.InteropServices;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Execution;

/// <summary>A run that a person stops. A visit of the third of four stars hangs, so the run waits there for whatever the test does to it.</summary>
public sealed class StoppingTests : IDisposable
{
    const int SigInt = 2;
    const int SigTerm = 15;

    readonly Workspace workspace = new();

    public StoppingTests()
    {
        for (int i = 1; i <= 4; i++)
        {
            workspace.Put(new() { Number = i });
        }

        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
    }

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public void The_batch_in_hand_is_finished_and_the_next_run_carries_on(int signal)
    {
        Process run = HangingRun(timeout: 4);
        Send(run, signal);
        Answer stopped = Workspace.Finish(run);

        Assert.Equal(ExitCode.DoneWithGaps, stopped.ExitCode);
        Assert.Contains("finishing the batch in hand; press again to stop at once.", stopped.Error);
        Assert.Matches("Run 1 stopped: [6-8] of 8 done and stored. `astra run` carries on.", stopped.Output);
        Assert.Equal("stopped", (string?)workspace.Json("status")["runs"]![0]!["state"]);
        string done = Assert.Single(workspace.Ask("SELECT count(*) FROM ledger"));
        Assert.Contains($"{done} of 8 done", stopped.Output);

        workspace.Astra(ExitCode.DoneWithGaps, Command(timeout: 1));
        Assert.Equal(["0|7", "3|1"], workspace.Ask("SELECT outcome, count(*) FROM ledger GROUP BY outcome"));
    }

    [Fact]
    public void A_second_signal_ends_it_at_once_and_loses_nothing_that_was_done()
    {
        Process run = HangingRun(timeout: 100);
        Send(run, SigInt);
        ReadUntil(run, "press again");
        Send(run, SigInt);
        Answer stopped = Workspace.Finish(run);

        Assert.Equal(128 + SigInt, stopped.ExitCode);
        Assert.Equal(["5"], workspace.Ask("SELECT count(*) FROM ledger WHERE outcome = 0"));
        Assert.Equal("killed", (string?)workspace.Json("status")["runs"]![0]!["state"]);
        workspace.Astra(ExitCode.DoneWithGaps, Command(timeout: 1));
        Assert.Equal(["8"], workspace.Ask("SELECT count(*) FROM ledger"));
    }

    [Fact]
    public void A_second_run_at_the_same_time_is_refused_while_others_may_look()
    {
        Process run = HangingRun(timeout: 100);

        Assert.Equal($"astra: Another run is under way in the workspace {workspace.Folder}. Wait for it (astra status), or stop it with Ctrl-C.\n",
            workspace.Astra(ExitCode.WrongConfiguration, "run", "NoOp").Error);
        Assert.Equal("running", (string?)workspace.Json("status")["runs"]![0]!["state"]);
        Assert.Equal(
            $"{workspace.Beside("stars.csv")}: 3 rows\n", workspace.Astra(ExitCode.Done, "query", "Faulty", "--out", workspace.Beside("stars.csv")).Output);
        Assert.False(run.HasExited);
    }

    /// <summary>Starts a run and waits until it hangs: two stars are done, and the third's combined spectrum.</summary>
    Process HangingRun(int timeout)
    {
        Process run = workspace.Start(Command(timeout));
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(10);
                return run.HasExited || workspace.Ask("SELECT count(*) FROM ledger")[0] == "5";
            },
            TimeSpan.FromMinutes(1)), "the run does not begin");
        return run;
    }

    static string[] Command(int timeout) =>
        ["run", "Faulty", "--threads", "1", "--set", "run:batch=1", "--set", $"run:timeout={timeout}", "--set", "pipelines:Faulty:fault=hang", "--set", "pipelines:Faulty:fault_on=2M00000003+0000000/"];

    static void ReadUntil(Process run, string text)
    {
        while (run.StandardError.ReadLine() is { } line && !line.Contains(text, StringComparison.Ordinal))
        {
        }
    }

    static void Send(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int process, int signal);
}
