using System.Diagnostics;
using System.Runtime.InteropServices;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Training;

/// <summary>A training that a person stops: the trainer hangs until it is told to stop.</summary>
public sealed class StoppedTrainingTests : IDisposable
{
    const int SigInt = 2;
    const int SigKill = 9;

    readonly Workspace workspace = new();

    public StoppedTrainingTests()
    {
        workspace.Put(new() { Number = 1 });
        File.WriteAllText(workspace.Beside("labels.csv"), "APOGEE_ID,TEFF\n2M00000001+0000000,4000\n");
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Ctrl_C_keeps_nothing_of_the_model()
    {
        Process training = HangingTraining();

        Send(training, SigInt);
        Answer stopped = Workspace.Finish(training);

        Assert.Equal(128 + SigInt, stopped.ExitCode);
        Assert.Equal("Ctrl-C: stopping the training, of which nothing is kept; press again to stop at once.\n", stopped.Error);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void What_a_killed_training_leaves_is_no_model_and_is_cleared_away_by_the_next()
    {
        Process training = HangingTraining();
        Send(training, SigKill);
        training.WaitForExit();
        Assert.Single(Directory.GetDirectories(Models, ".*"));
        Assert.Empty(workspace.Json("model", "list", "Faulty").AsArray());

        workspace.Astra(ExitCode.Done, Train("none"));

        Assert.Equal(["faulty"], Directory.GetDirectories(Models).Select(Path.GetFileName));
    }

    [Fact]
    public void A_training_leaves_another_that_is_under_way_alone()
    {
        Process training = HangingTraining();
        string working = Assert.Single(Directory.GetDirectories(Models, ".*"));

        workspace.Astra(ExitCode.Done, Train("none"));

        Assert.True(File.Exists(Path.Combine(working, "model", "weights.txt")));
        Assert.False(training.HasExited);
    }

    string Models => Path.Combine(workspace.Folder, "models", "Faulty");

    Process HangingTraining()
    {
        Process training = workspace.Start(Train("hang"));
        while (training.StandardOutput.ReadLine() is { } line && line != "  hanging")
        {
        }

        Assert.False(training.HasExited, "the training does not begin");
        return training;
    }

    string[] Train(string fault) =>
        ["train", "Faulty", "--data", workspace.Beside("labels.csv"), "--labels", "teff", "--spectra", workspace.Stars, "--option", $"fault={fault}"];

    static void Send(Process process, int signal) => Assert.Equal(0, Kill(process.Id, signal));

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int process, int signal);
}
