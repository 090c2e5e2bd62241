using System.Globalization;

namespace Astra.Plugins.NoOp;

[Flags]
public enum NoOpModelFlags : long
{
    [Flag("no result", Severity.Bad)]
    NoResult = 1 << 11,
}

public sealed record NoOpModelResult : PipelineResult<NoOpModelFlags>
{
    [Column("value", "", "the number in the model")]
    public double Value { get; init; } = double.NaN;

    [Column("draw", "", "a random number of the spectrum and the model")]
    public double Draw { get; init; } = double.NaN;
}

/// <summary>Needs a model: a file <c>value.txt</c> with one number.</summary>
[Pipeline("NoOpModel", "1.0.0", "Gives every spectrum the number in its model, to show a pipeline with a model.", NeedsModel = true)]
[Input("k_mag", "source.k_mag", Optional = true)]
public sealed class NoOpModel(PipelineContext context) : IPipeline<NoOpModelResult>
{
    public const string FileName = "value.txt";

    readonly double value = Read(Path.Combine(context.Model.Folder, FileName))
        ?? throw new ConfigurationException($"The model {context.Model.Manifest.Name} has no number in {FileName}. Import it again.");

    public static double? Read(string file) =>
        File.Exists(file) && double.TryParse(File.ReadAllText(file), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : null;

    public IReadOnlyList<NoOpModelResult> Analyse(IReadOnlyList<Target> batch, CancellationToken cancellation) =>
        [.. batch.Select(target => new NoOpModelResult { Value = value, Draw = context.RandomFor(target).NextDouble() })];
}

/// <summary>Makes a model of any text file with one number in it.</summary>
public sealed class NoOpModelImporter : IModelImporter
{
    public string Pipeline => "NoOpModel";

    public string Accepts => "a text file with one number; no options";

    public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options)
    {
        if (options.Count > 0)
        {
            throw new ConfigurationException($"NoOpModel takes no options when it imports a model; leave out {string.Join(", ", options.Keys)}.");
        }

        double number = NoOpModel.Read(path) ?? throw new BadInputException($"{path} is not a text file with one number.");
        File.WriteAllText(Path.Combine(folder, NoOpModel.FileName), number.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(folder, NoOpVerifier.FileName), number.ToString(CultureInfo.InvariantCulture));
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = Path.GetFileNameWithoutExtension(path),
            Description = $"The number {number.ToString(CultureInfo.InvariantCulture)}.",
            TrainedOn = "nothing",
            Command = "none",
            Created = DateTimeOffset.UtcNow,
            Files = new Dictionary<string, string> { [NoOpModel.FileName] = string.Empty },
        };
    }
}
