using Astra.Declarations;
using Astra.Simulation;

namespace Astra.Tutorial.Tests;

/// <summary>Models of steps 5 and 6, trained on giants that the shipped emulator draws; each is made once for all tests.</summary>
static class TrainedModel
{
    static readonly Dictionary<int, Lazy<(string Folder, ModelManifest Manifest)>> Models = new() { [5] = new(() => Train(5)), [6] = new(() => Train(6)) };

    public static string Folder(int step) => Models[step].Value.Folder;

    public static ModelManifest Manifest(int step) => Models[step].Value.Manifest;

    static (string Folder, ModelManifest Manifest) Train(int step)
    {
        string folder = Directory.CreateTempSubdirectory("astra-tutorial-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        ModelManifest manifest = ManifestFile.Complete(
            Step.Of(step).Trainer.Train(new DrawnGiants(200, seed: 1), folder, Context, CancellationToken.None), "IronWidth", "polynomial", folder);
        ManifestFile.Write(manifest, folder);
        return (folder, manifest);
    }

    public static TrainingContext Context => new()
    {
        Options = new Dictionary<string, object> { ["noise_correlation"] = 0.45, ["folds"] = 5 },
        Threads = 2,
        Command = "astra train IronWidth",
    };
}

/// <summary>Red giants with S/N 60 to 300, whose labels are known exactly. Teff is given as an input.</summary>
sealed class DrawnGiants(int count, int seed) : ITrainingSet
{
    readonly SpectrumSimulator simulator = new(Emulator.Read(Emulator.ShippedFolder), new SimulationSettings { Seed = seed, SnrMin = 60, SnrMax = 300 });

    public string Description => "drawn giants";

    public IReadOnlyList<string> Labels { get; } = ["teff", "logg", "fe_h", "alpha_fe"];

    public int Count => count;

    public TrainingStar Star(int star) => new($"drawn-{star}", star + 1, LabelsOf(star), null);

    public Target Read(int star)
    {
        double[] labels = LabelsOf(star);
        return new Target(
            new Source(star, $"drawn-{star}"),
            Draw(star).Spectrum,
            new Dictionary<string, InputValue> { ["teff"] = new(labels[0], "AstroNN.teff") });
    }

    public SimulatedSpectrum Draw(int star) => simulator.Draw(star, LabelsOf(star));

    /// <summary>Around the giant branch of old stars: log g follows Teff.</summary>
    double[] LabelsOf(int star)
    {
        RandomSource random = RandomSource.FromName(FormattableString.Invariant($"giant {seed} {star}"));
        double teff = 4100 + (1000 * random.NextDouble());
        return [teff, 1.2 + (0.0016 * (teff - 4100)) + (0.15 * random.NextGaussian()), -0.9 + (1.2 * random.NextDouble()), 0.2 * random.NextDouble()];
    }
}
