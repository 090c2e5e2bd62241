using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Astra.Plugins.DistMass;

/// <summary>
/// A model: up to seven networks (one of absolute magnitudes, six of masses) and the stars that they were trained on. Read-only, so one object serves
/// all threads.
/// </summary>
sealed class DistMassModel
{
    /// <summary>The file of the networks: one JSON object a line, so that each can be read and compared.</summary>
    public const string NetworksFile = "networks.jsonl";

    /// <summary>The file of the training stars: star, target, origin.</summary>
    public const string StarsFile = "training-stars.csv";

    const string StarsHeading = "star,target,origin";

    readonly LabelNetwork?[] networks = new LabelNetwork?[NetworkTargets.Names.Count];
    readonly Dictionary<string, Membership> bits = new(StringComparer.Ordinal);

    /// <summary>Makes a model.</summary>
    /// <param name="networks">Its networks, at most one for each target.</param>
    /// <param name="stars">Their training stars.</param>
    /// <exception cref="ArgumentException">Two networks have the same target, or one has a fault.</exception>
    public DistMassModel(IEnumerable<NetworkDescription> networks, IReadOnlyList<TrainedStar> stars)
    {
        foreach (NetworkDescription description in networks)
        {
            LabelNetwork network = new(description);
            ref LabelNetwork? slot = ref this.networks[(int)NetworkTargets.Parse(description.Target)];
            slot = slot is null ? network : throw new ArgumentException($"There are two networks of {description.Target}.");
        }

        Stars = stars;
        foreach (TrainedStar star in stars)
        {
            bits[star.Name] = bits.GetValueOrDefault(star.Name) | star.Bit;
        }
    }

    /// <summary>The stars that the networks were trained on.</summary>
    public IReadOnlyList<TrainedStar> Stars { get; }

    /// <summary>The network of a target; null where the model has none.</summary>
    public LabelNetwork? this[NetworkTarget target] => networks[(int)target];

    /// <summary>The networks that there are.</summary>
    public IEnumerable<NetworkDescription> Networks => networks.OfType<LabelNetwork>().Select(network => network.Description);

    /// <summary>Which training sets a star belongs to.</summary>
    public Membership MembershipOf(string star) => bits.GetValueOrDefault(star);

    /// <summary>Loads a model.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="ConfigurationException">The folder holds none; the message names the file, the line and the reason.</exception>
    public static DistMassModel Load(string folder)
    {
        string path = Path.Combine(folder, NetworksFile);
        string starsPath = Path.Combine(folder, StarsFile);
        List<NetworkDescription> networks = [];
        List<TrainedStar> stars = [];
        try
        {
            foreach ((int line, string text) in File.ReadLines(path).Index())
            {
                networks.Add(ReadNetwork(path, line + 1, text));
            }

            foreach ((int line, string text) in File.ReadLines(starsPath).Index().Skip(1))
            {
                stars.Add(TrainedStar.Parse(text) ?? throw new ConfigurationException(
                    $"{starsPath}, line {line + 1}: '{text}' is not {StarsHeading}. Train or import the model again."));
            }

            return new DistMassModel(networks, stars);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException($"{path}: {e.Message} Train or import the model again.", e);
        }
    }

    /// <summary>Writes the model's files into a folder.</summary>
    public void Write(string folder)
    {
        StringBuilder lines = new();
        foreach (NetworkDescription network in Networks)
        {
            lines.Append(JsonSerializer.Serialize(network, NetworkJson.Options)).Append('\n');
        }

        File.WriteAllText(Path.Combine(folder, NetworksFile), lines.ToString());
        lines.Clear().Append(StarsHeading).Append('\n');
        foreach (TrainedStar star in Stars)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{star}\n");
        }

        File.WriteAllText(Path.Combine(folder, StarsFile), lines.ToString());
    }

    static NetworkDescription ReadNetwork(string path, int line, string text)
    {
        try
        {
            NetworkDescription network = JsonSerializer.Deserialize<NetworkDescription>(text, NetworkJson.Options)
                ?? throw new JsonException("it is null");
            return network.Fault() is string fault ? throw new JsonException(fault) : network;
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path}, line {line}: {e.Message.TrimEnd('.')}. Train or import the model again.", e);
        }
    }
}
