using Astra.Neural;
using Astra.Plugins.LatentAge.Forest;
using Astra.Plugins.LatentAge.Network;

namespace Astra.Plugins.LatentAge;

/// <summary>Encoder, decoder and forests. Read-only, so one object serves all threads.</summary>
sealed class LatentAgeModel
{
    /// <summary>The file of the network's weights, in the model's folder.</summary>
    public const string WeightFileName = "weights.safetensors";

    /// <summary>The file of the forests.</summary>
    public const string ForestFileName = "forests.safetensors";

    const string AgePrefix = "age.";
    const string StatePrefix = "state.";

    /// <summary>The latent numbers' names, as inputs of forests.</summary>
    public static readonly string[] LatentNames = [.. Enumerable.Range(0, LatentArchitecture.Dimensions).Select(i => $"z{i}")];

    /// <summary>The inputs of the forest of ages.</summary>
    public static readonly string[] AgeInputs = [.. LatentNames, LatentLabels.Teff, LatentLabels.FeH];

    /// <summary>The classes of the forest of evolutionary states.</summary>
    public static readonly string[] States = ["RGB", "RC"];

    /// <summary>Builds a model.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="network">Encoder and decoder.</param>
    /// <param name="forests">Its forests.</param>
    public LatentAgeModel(LatentAgeSettings settings, LatentNetwork network, LatentForests forests) =>
        (Settings, Network, Forests) = (settings, network, forests);

    /// <summary>Everything that the manifest says about it.</summary>
    public LatentAgeSettings Settings { get; }

    /// <summary>Encoder and decoder.</summary>
    public LatentNetwork Network { get; }

    /// <summary>What reads labels and ages off the latent space.</summary>
    public LatentForests Forests { get; }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ConfigurationException">Manifest or weights are not those of such a model; the message names file and reason.</exception>
    public static LatentAgeModel Load(Model model)
    {
        LatentAgeSettings settings = LatentAgeSettings.Read(model);
        string path = Path.Combine(model.Folder, WeightFileName);
        try
        {
            LatentNetwork network = LatentNetwork.Read(WeightFile.Read(path));
            path = Path.Combine(model.Folder, ForestFileName);
            return new LatentAgeModel(settings, network, ReadForests(model.Folder, settings));
        }
        catch (Exception e) when (e is WeightFileException or InvalidDataException)
        {
            string where = e is WeightFileException ? "" : $"{path}: ";
            throw new ConfigurationException($"{where}{e.Message} Train the model again.", e);
        }
    }

    /// <summary>Writes forests.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="settings">The model's settings.</param>
    /// <param name="forests">The forests.</param>
    public static void WriteForests(string folder, LatentAgeSettings settings, LatentForests forests)
    {
        List<Tensor> tensors = [];
        Dictionary<string, string> metadata = [];
        foreach ((LabelSettings label, ForestRegressor forest) in settings.Labels.Zip(forests.Labels))
        {
            Add($"{label.Name}.", forest);
        }

        if (forests.State is { } state)
        {
            tensors.AddRange(ForestFile.Tensors(StatePrefix, state, half: true));
            Take(ForestFile.Metadata(StatePrefix, state));
        }

        if (forests.Age is { } age)
        {
            Add(AgePrefix, age);
        }

        WeightFile.Write(Path.Combine(folder, ForestFileName), tensors, metadata);

        void Add(string prefix, ForestRegressor forest)
        {
            tensors.AddRange(ForestFile.Tensors(prefix, forest, half: true));
            Take(ForestFile.Metadata(prefix, forest));
        }

        void Take(IEnumerable<KeyValuePair<string, string>> pairs)
        {
            foreach ((string key, string value) in pairs)
            {
                metadata[key] = value;
            }
        }
    }

    /// <summary>Reads forests.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="settings">The model's settings.</param>
    /// <exception cref="WeightFileException">The file is not one of forests.</exception>
    /// <exception cref="InvalidDataException">The forests are not those of the settings.</exception>
    public static LatentForests ReadForests(string folder, LatentAgeSettings settings)
    {
        WeightFile file = WeightFile.Read(Path.Combine(folder, ForestFileName));
        return new LatentForests(
            [.. settings.Labels.Select(label => Regressor(file, $"{label.Name}.", LatentNames))],
            settings.HasState ? Classifier(file) : null,
            settings.Age is null ? null : Regressor(file, AgePrefix, AgeInputs));
    }

    static ForestRegressor Regressor(WeightFile file, string prefix, string[] inputs)
    {
        ForestRegressor forest = ForestFile.ReadRegressor(file, prefix);
        return forest.Names.SequenceEqual(inputs) ? forest : throw WrongInputs(prefix, forest.Names, inputs);
    }

    static ForestClassifier Classifier(WeightFile file)
    {
        ForestClassifier forest = ForestFile.ReadClassifier(file, StatePrefix);
        return !forest.Names.SequenceEqual(LatentNames)
            ? throw WrongInputs(StatePrefix, forest.Names, LatentNames)
            : forest.Classes.SequenceEqual(States)
                ? forest
                : throw new InvalidDataException($"the forest '{StatePrefix}' tells {string.Join(", ", forest.Classes)} apart, not {string.Join(", ", States)}.");
    }

    static InvalidDataException WrongInputs(string prefix, IReadOnlyList<string> found, string[] wanted) =>
        new($"the forest '{prefix}' takes {string.Join(", ", found)}, not {string.Join(", ", wanted)}.");
}
