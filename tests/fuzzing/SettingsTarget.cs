using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Astra.Plugins.ApogeeNet;
using Astra.Plugins.AstroNN;
using Astra.Plugins.AstroNN.Distances;
using Astra.Plugins.Cannon;
using Astra.Plugins.LatentAge;

namespace Astra.Fuzzing;

/// <summary>What pipelines make of the settings in a model's manifest; the manifests are those of the models that ship.</summary>
sealed class SettingsTarget : FuzzTarget
{
    /// <summary>What the resources are called that hold them.</summary>
    const string Resources = "manifest:";

    static readonly (string Pipeline, Action<Model> Read)[] Readers =
    [
        ("ApogeeNet", model => ApogeeNetSettings.Read(model)),
        ("AstroNN", model => AstroNNSettings.Read(model)),
        ("AstroNNDist", model => AstroNNDistSettings.Read(model)),
        ("Cannon", model => CannonSettings.Read(model)),
        ("LatentAge", model => LatentAgeSettings.Read(model)),
    ];

    public override string Name => "settings";

    public override bool IsRefusal(Exception exception) => exception is ConfigurationException;

    public override ulong Read(byte[] input, string file)
    {
        JsonElement settings;
        try
        {
            settings = JsonDocument.Parse(input.AsMemory(0, input.Length - 1)).RootElement;
        }
        catch (JsonException e)
        {
            // The manifest's reader says so before any pipeline is asked.
            throw new ConfigurationException(e.Message, e);
        }

        ModelManifest manifest = new()
        {
            Pipeline = "A", Name = "a", Description = "", TrainedOn = "", Command = "", Created = default, Files = new Dictionary<string, string>(), Settings = settings,
        };
        Readers[input[^1] % Readers.Length].Read(new Model(manifest, "folder", "hash"));
        return input[^1];
    }

    /// <summary>An input: the settings of a pipeline's shipped model with another value for one of them.</summary>
    public static byte[] With(string pipeline, string field, string value)
    {
        int reader = Array.FindIndex(Readers, reader => reader.Pipeline == pipeline);
        byte[] seed = new SettingsTarget().Seeds.Single(seed => seed[^1] == reader);
        JsonObject settings = JsonNode.Parse(seed.AsSpan(0, seed.Length - 1))!.AsObject();
        settings[field] = JsonNode.Parse(value);
        return [.. Encoding.UTF8.GetBytes(settings.ToJsonString()), (byte)reader];
    }

    protected override IReadOnlyList<byte[]> CreateSeeds()
    {
        Assembly assembly = typeof(SettingsTarget).Assembly;
        List<byte[]> seeds = [];
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using JsonDocument manifest = JsonDocument.Parse(assembly.GetManifestResourceStream(resource)!);
            int reader = Array.FindIndex(Readers, reader => reader.Pipeline == manifest.RootElement.GetProperty("pipeline").GetString());
            if (reader >= 0)
            {
                seeds.Add([.. Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest.RootElement.GetProperty("settings"))), (byte)reader]);
            }
        }

        return seeds.Count == Readers.Length ? seeds : throw new InvalidOperationException($"{seeds.Count} manifests of {Readers.Length} pipelines are among the resources.");
    }

    protected override Mutant Mutate(byte[] seed, MutationRandom random) =>
        new([.. Encoding.UTF8.GetBytes(Several(Encoding.UTF8.GetString(seed, 0, seed.Length - 1), random, json => JsonMutations.Apply(json, random))), seed[^1]]);
}
