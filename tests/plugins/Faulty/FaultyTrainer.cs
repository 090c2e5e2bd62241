namespace Astra.Plugins.Faulty;

/// <summary>Fails on command, in every way that the host has an answer to.</summary>
[Option("fault", "none", "none, or what goes wrong: see the cases of FaultyTrainer.Train")]
public sealed class FaultyTrainer : IModelTrainer
{
    public string Pipeline => "Faulty";

    public string Needs => "nothing that it looks at";

    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        string file = Path.Combine(folder, "weights.txt");
        File.WriteAllText(file, "half");
        ModelManifest manifest = new()
        {
            Pipeline = Pipeline,
            Name = "faulty",
            Description = "Nothing.",
            TrainedOn = data.Description,
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Files = new Dictionary<string, string> { ["weights.txt"] = string.Empty },
        };
        switch (context.Option<string>("fault"))
        {
            case "none":
                return manifest;
            case "bad-input":
                throw new BadInputException("row 7 was told to be bad.");
            case "bad-input-on-a-thread":
                Parallel.For(0, 4, i => throw new BadInputException($"row {i} was told to be bad."));
                return manifest;
            case "configuration":
                throw new ConfigurationException("FaultyTrainer was told to find an option wrong.");
            case "unexpected":
                throw new InvalidOperationException("told to fail.");
            case "null":
                return null!;
            case "absent-file":
                return manifest with { Files = new Dictionary<string, string> { ["absent.txt"] = string.Empty } };
            case "file-elsewhere":
                return manifest with { Files = new Dictionary<string, string> { ["../../../workspace/astra.db"] = string.Empty } };
            case "odd-name":
                return manifest with { Name = "a/b" };
            case "hang":
                context.Progress(new TrainingStep("hanging", 0.5, "until stopped"));
                cancellation.WaitHandle.WaitOne();
                cancellation.ThrowIfCancellationRequested();
                return manifest;
            case "cancels-itself":
                throw new OperationCanceledException("told to give up.");
            default:
                throw new ConfigurationException("FaultyTrainer does not know this fault. Use one that FaultyTrainer.Train lists.");
        }
    }
}
