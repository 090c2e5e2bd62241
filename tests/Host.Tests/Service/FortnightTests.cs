using System.Diagnostics;
using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Runs;
using Astra.Host.Tests.EndToEnd;
using Astra.Host.Tests.Ingest;

namespace Astra.Host.Tests.Service;

/// <summary>Two weeks of nights on a simulated clock, with what happens in two weeks: each step is a night.</summary>
public sealed class FortnightTests : IDisposable
{
    static readonly DateTimeOffset FirstDay = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly Workspace workspace = new();
    int stars;

    public void Dispose() => workspace.Dispose();

    string HookFile => workspace.Beside("told.json");

    [Fact]
    public void What_happens_in_two_weeks_is_dealt_with_and_told()
    {
        ImportModel("first", 1);
        Configure(model: "first");
        SimulatedTime time = new(FirstDay);
        SimulatedService service = new(workspace, time);
        Assert.Equal(new DateTimeOffset(2027, 3, 2, 2, 30, 0, TimeSpan.Zero), service.Next);

        // 1: the first stars.
        Arrive(40);
        RunSummary night = Quiet(service.Night());
        Assert.Equal((1, 40, 40, 40), (night.Run, night.Ingest.NewStars, night.Ingest.NewFiles, night.Ingest.Visits));
        Assert.Equal([80, 40, 80], night.Pipelines.OrderBy(p => p.Pipeline == "NoOpSource" ? 1 : p.Pipeline == "NoOp" ? 0 : 2).Select(p => p.Done));
        Assert.Equal(["ingest", "plan", "freeze", "run", "publish"], night.Stages.Select(stage => stage.Stage));
        Assert.NotEmpty(night.Products);
        Assert.All(night.Products, product => Assert.True(File.Exists(product)));

        // 2: nothing new. The products stay as they are.
        night = Quiet(service.Night());
        Assert.Equal((2, 0, 0), (night.Run, night.Ingest.NewFiles, night.Pipelines.Sum(p => p.Due)));
        Assert.Empty(night.Products);

        // 3: a few more stars, one in a new folder.
        Arrive(9);
        new SyntheticStar { Number = ++stars }.WriteTo(workspace.Star($"deeper/still/apStar-t1-2M{stars:D8}+0000000.fits"));
        Assert.Equal((10, 10), (Quiet(night = Summary(service.Night())).Ingest.NewStars, night.Ingest.NewFiles));

        // 4: a file is replaced by another of its name, as downloads do.
        Replace(1, scale: 2);
        Assert.Equal((0, 1), (Quiet(night = Summary(service.Night())).Ingest.NewFiles, night.Ingest.ChangedFiles));
        Assert.Equal(2, night.Pipelines.Single(p => p.Pipeline == "NoOp").Done);

        // 5: a file is rewritten in place, which moves no folder's date: seen when every file is looked at again.
        RewriteInPlace(2, scale: 3);
        Assert.Equal(0, Quiet(Summary(service.Night())).Ingest.ChangedFiles);

        // 6: another model.
        ImportModel("second", 2);
        Configure(model: "second");
        night = Quiet(service.Night());
        PipelineSummary model = night.Pipelines.Single(p => p.Pipeline == "NoOpModel");
        Assert.Equal(2 * stars, model.Done);
        Assert.StartsWith("second ", model.Model);
        Assert.StartsWith("first ", model.ModelBefore);
        Assert.Equal(0, night.Pipelines.Single(p => p.Pipeline == "NoOp").Due);

        // 7: the disk is gone, just when a new model makes everything due.
        ImportModel("third", 3);
        Configure(model: "third");
        string away = workspace.Beside("unplugged");
        Directory.Move(workspace.Stars, away);
        night = Summary(service.Night());
        Assert.Equal([Matter.Folder, Matter.Failures], night.Attention.Select(matter => matter.Kind));
        Assert.Equal(0, night.Ingest.Missing);
        Assert.Equal("folder", (string?)Told()["attention"]![0]!["kind"]);
        Assert.Equal(2 * stars, night.Pipelines.Single(p => p.Pipeline == "NoOpModel").Failed);

        // 8: an empty mount point is no better; the night still happens, and repeats what failed without losing patience.
        Directory.CreateDirectory(workspace.Stars);
        night = Summary(service.Night());
        Assert.Contains("is a disk not mounted?", night.Attention[0].Text);
        Assert.Equal(8, (long)Told()["run"]!);
        Assert.Equal(0, night.Ingest.Missing);
        Assert.Equal(2 * stars, night.Pipelines.Single(p => p.Pipeline == "NoOpModel").Failed);

        // 9: it is back, and a week is over: every file is looked at, so the one that was rewritten in place is seen as well.
        Directory.Delete(workspace.Stars);
        Directory.Move(away, workspace.Stars);
        night = Quiet(service.Night());
        Assert.Equal((0, 1, 0), (night.Ingest.NewFiles, night.Ingest.ChangedFiles, night.Ingest.Missing));
        Assert.Equal(2 * stars, night.Pipelines.Single(p => p.Pipeline == "NoOpModel").Done);

        // 10: the service is killed in the night, and started again the next day.
        service.Stop();
        Arrive(60);
        KillANight();
        using SimulatedService again = new(workspace, time);
        night = Quiet(again.Wait());
        Assert.Contains(night.Notes, note => note.Contains("was killed; what it had done is stored, and this one carries on.", StringComparison.Ordinal));
        Assert.Equal(2 * stars, workspace.Results("NoOp").Length);

        // 11: a file that cannot be read is told once.
        File.WriteAllText(workspace.Star("apStar-t1-2M99999999+0000000.fits"), "no FITS");
        night = Summary(again.Night());
        Assert.Equal([Matter.Files], night.Attention.Select(matter => matter.Kind));
        Assert.Equal(1, night.Ingest.Unusable.Single().Count);
        Assert.Equal("files", (string?)Told()["attention"]![0]!["kind"]);

        // 12: it has not changed.
        Quiet(again.Night());

        // 13: it is there in full.
        File.Delete(workspace.Star("apStar-t1-2M99999999+0000000.fits"));
        Arrive(10);
        Assert.Equal(10, Quiet(Summary(again.Night())).Ingest.NewStars);

        // 14: something is wrong with the reduction: a flag is common that never was.
        for (int i = 0; i < 12; i++)
        {
            workspace.Put(new() { Number = ++stars, Scale = -1 });
        }

        night = Summary(again.Night());
        FlagChange change = Assert.Single(night.Flags);
        Assert.Equal(("NoOp", "NEGATIVE_FLUX", "new", 24L, 1.0), (change.Pipeline, change.Flag, change.Kind, change.Results, change.Fraction));
        Assert.Equal([Matter.Flag], night.Attention.Select(matter => matter.Kind));
        Assert.Equal("flag", (string?)Told()["attention"]![0]!["kind"]);

        // Nothing was lost on the way: all is as if it had been done at once.
        again.Stop();
        Assert.Equal(2 * stars, workspace.Results("NoOp").Length);
        Assert.StartsWith("Nothing is wrong", workspace.Astra(ExitCode.Done, "check").Output);
        using Workspace atOnce = new();
        atOnce.Astra(ExitCode.Done, "run", "NoOp", "NoOpSource", "--ingest", workspace.Stars);
        Assert.Equal(atOnce.Results("NoOp"), workspace.Results("NoOp"));
        Assert.Equal(atOnce.Results("NoOpSource"), workspace.Results("NoOpSource"));
    }

    void Configure(string model) => SimulatedService.Configure(workspace, new
    {
        service = new
        {
            sources = new[] { workspace.Stars },
            schedules = new[] { "30 2 * * *" },
            pipelines = new[] { "NoOp", "NoOpSource", "NoOpModel" },
            report = false,
            every_file = 8,
            hook = $"cat > '{HookFile}'",
        },
        pipelines = new Dictionary<string, object> { ["NoOpModel"] = new { model } },
    });

    void ImportModel(string name, int number)
    {
        File.WriteAllText(workspace.Beside($"{name}.txt"), $"{number}");
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", workspace.Beside($"{name}.txt"));
    }

    void Arrive(int count)
    {
        for (int i = 0; i < count; i++)
        {
            workspace.Put(new() { Number = ++stars });
        }
    }

    void Replace(int number, double scale)
    {
        SyntheticStar star = new() { Number = number, Scale = scale };
        star.WriteTo(workspace.Beside("downloaded"));
        File.Move(workspace.Beside("downloaded"), workspace.Star(star.FileName), overwrite: true);
    }

    void RewriteInPlace(int number, double scale)
    {
        SyntheticStar star = new() { Number = number, Scale = scale };
        DateTime before = Directory.GetLastWriteTimeUtc(workspace.Stars);
        star.WriteTo(workspace.Star(star.FileName));
        Assert.Equal(before, Directory.GetLastWriteTimeUtc(workspace.Stars));
    }

    /// <summary>Kills a night in a process of its own when some of its results are stored.</summary>
    void KillANight()
    {
        long before = Ledger();
        Process night = workspace.Start(["service", "--once", "--set", "run:batch=2", "--set", "run:threads=1"]);
        Assert.True(SpinWait.SpinUntil(() => Ledger() > before || night.HasExited, TimeSpan.FromMinutes(1)), "the night does not begin");
        night.Kill();
        night.WaitForExit();
        Assert.Equal("killed", (string?)workspace.Json("status")["runs"]![0]!["state"]);
    }

    long Ledger() => long.Parse(workspace.Ask("SELECT count(*) FROM ledger")[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What the hook was given; asked once for each time that it should have been called.</summary>
    JsonNode Told()
    {
        JsonNode told = JsonNode.Parse(File.ReadAllText(HookFile))!;
        File.Delete(HookFile);
        return told;
    }

    static RunSummary Summary(RunResult? night)
    {
        Assert.NotNull(night);
        Assert.Null(night.Error);
        Assert.Equal("finished", night.Summary.State);
        Assert.True(File.Exists(night.SummaryPath));
        Assert.True(File.Exists(Path.ChangeExtension(night.SummaryPath, ".json")));
        return night.Summary;
    }

    RunSummary Quiet(RunResult? night) => Quiet(Summary(night));

    /// <summary>A night that needs no human, and so calls no hook.</summary>
    RunSummary Quiet(RunSummary night)
    {
        Assert.Empty(night.Attention);
        Assert.False(File.Exists(HookFile));
        return night;
    }
}
