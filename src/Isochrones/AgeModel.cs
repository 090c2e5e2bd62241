using System.Text.Json;
using Astra.Neural;

namespace Astra.Isochrones;

/// <summary>
/// Ages of giants by isochrones, as a model's file: what <see cref="IsochroneDigest"/> found, and the relations made from it. Read-only, so one object
/// serves all threads.
/// </summary>
public sealed class AgeModel
{
    /// <summary>The file, in the model's folder.</summary>
    public const string FileName = "anchors.safetensors";

    const string AnchorArray = "anchors";
    const string SequenceArray = "main_sequence";

    static readonly string[] AnchorColumns =
        ["age (Gyr)", "[M/H]", "state (0 red clump, 1 red giant branch)", "initial mass", "current mass", "spread of current mass", "rows"];

    static readonly string[] SequenceColumns = ["[M/H]", "log10 initial mass", "log10 luminosity"];

    readonly Dictionary<EvolutionaryState, GiantAgeRelation> relations = [];

    /// <summary>Builds the relations.</summary>
    /// <exception cref="ArgumentException">They cannot be built; the message says why.</exception>
    public AgeModel(IReadOnlyList<AgeAnchor> anchors, IReadOnlyList<MainSequencePoint> sequence)
    {
        Anchors = anchors;
        MainSequence = sequence;
        foreach (EvolutionaryState state in Enum.GetValues<EvolutionaryState>())
        {
            relations[state] = new GiantAgeRelation(state, anchors, sequence);
        }
    }

    /// <summary>The giants of each isochrone.</summary>
    public IReadOnlyList<AgeAnchor> Anchors { get; }

    /// <summary>The main sequences.</summary>
    public IReadOnlyList<MainSequencePoint> MainSequence { get; }

    /// <summary>What the columns of the file's arrays are, for the manifest.</summary>
    public static JsonElement Settings { get; } = JsonSerializer.SerializeToElement(
        new Dictionary<string, string[]> { [AnchorArray] = AnchorColumns, [SequenceArray] = SequenceColumns });

    /// <summary>The relation of a state.</summary>
    public GiantAgeRelation Relation(EvolutionaryState state) => relations[state];

    /// <summary>Loads a model.</summary>
    /// <exception cref="ConfigurationException">The folder holds none; the message names the file and the reason.</exception>
    public static AgeModel Load(Model model)
    {
        string path = Path.Combine(model.Folder, FileName);
        IReadOnlyDictionary<string, Tensor> tensors;
        try
        {
            tensors = WeightFile.Read(path).Tensors;
        }
        catch (WeightFileException e)
        {
            throw new ConfigurationException($"{e.Message} Import the model again.", e);
        }

        double[][] anchors = Rows(path, tensors, AnchorArray, AnchorColumns.Length);
        double[][] sequence = Rows(path, tensors, SequenceArray, SequenceColumns.Length);
        try
        {
            return new AgeModel(
                [.. anchors.Select(row => new AgeAnchor(row[0], row[1], StateOf(path, row[2]), row[3], row[4], row[5], (int)row[6]))],
                [.. sequence.Select(row => new MainSequencePoint(row[0], row[1], row[2]))]);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"{path}: {e.Message} Import the model again.", e);
        }
    }

    /// <summary>Writes the file into a folder.</summary>
    public void Write(string folder)
    {
        double[] anchors =
            [.. Anchors.SelectMany(a => new[] { a.Age, a.Metallicity, (double)a.State, a.InitialMass, a.CurrentMass, a.Spread, a.Rows })];
        double[] sequence = [.. MainSequence.SelectMany(p => new[] { p.Metallicity, p.LogMass, p.LogLuminosity })];
        WeightFile.Write(Path.Combine(folder, FileName),
        [
            Tensor.From(AnchorArray, [Anchors.Count, AnchorColumns.Length], anchors),
            Tensor.From(SequenceArray, [MainSequence.Count, SequenceColumns.Length], sequence),
        ]);
    }

    static double[][] Rows(string path, IReadOnlyDictionary<string, Tensor> tensors, string name, int columns)
    {
        if (!tensors.TryGetValue(name, out Tensor? tensor) || tensor.Shape.Count != 2 || tensor.Shape[1] != columns)
        {
            throw new ConfigurationException($"{path}: there is no array '{name}' of {columns} columns. Import the model again.");
        }

        double[] values = tensor.ReadDouble();
        return values.All(double.IsFinite)
            ? [.. values.Chunk(columns)]
            : throw new ConfigurationException($"{path}: the array '{name}' has values that are not finite. Import the model again.");
    }

    static EvolutionaryState StateOf(string path, double number) => number is 0 or 1
        ? (EvolutionaryState)(int)number
        : throw new ConfigurationException(FormattableString.Invariant($"{path}: {number} is no evolutionary state. Import the model again."));
}
