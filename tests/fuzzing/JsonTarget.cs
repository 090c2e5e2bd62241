using System.Collections;
using System.Text;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Plugins;
using Astra.Plugins.DistMass;

namespace Astra.Fuzzing;

/// <summary>The files of JSON: a model's manifest, a plugin's, the configuration, and DistMass's networks.</summary>
sealed class JsonTarget : FuzzTarget
{
    const string Manifest = """
        {"pipeline":"Cannon","name":"a","description":"b","trained_on":"c","command":"d","created":"2026-01-01T00:00:00+00:00","accuracy":{"teff scatter (K)":45.5},
        "files":{"weights.safetensors":"00ff"},"settings":{"labels":["teff"],"scale":[1,2]}}
        """;

    const string Plugin = """{"name":"A","version":"1.0","contract":"1.2","assembly":"A.dll"}""";

    const string Configuration = """{"run":{"threads":2,"batch":64,"retries":1},"plugins":{"folders":["a","b"]},"pipelines":{"Cannon":{"model":"m","max_iterations":5}}}""";

    const string Network = """
        {"target":"distance","activation":"relu","optimiser":"adam","command":"c","trained_on":"t","stars":{"given":3},"accuracy":{"x":0.1},"input_mean":[1,2,3,4,5],"input_deviation":[1,1,1,1,1],
        "target_mean":1,"target_deviation":2,"hidden_weights":[1,2,3,4,5,6,7,8,9,10],"hidden_bias":[1,2],"output_weights":[1,2],"output_bias":0.5,
        "distance_error":{"coefficients":[0.1,0.2,0.3],"least_logg":1,"most_logg":4,"least":0.05},"mass_error":null,"domain_edge":1.5,
        "domain_stars":[0,0,0,0,0,0,0,0,0,1,0,0,0,1,0,0,0,0,1,1,0,0,1,0,0,0,0,1,0,1,0,0,1,1,0,0,0,1,1,1,0,1,0,0,0,0,1,0,0,1,0,1,0,1,0,0,1,0,1,1,
        0,1,1,0,0,0,1,1,0,1,0,1,1,1,0,0,1,1,1,1,1,0,0,0,0,1,0,0,0,1,1,0,0,1,0,1,0,0,1,1]}
        """;

    public override string Name => "json";

    public override bool IsRefusal(Exception exception) => exception is BadInputException or PluginRefusedException or UserException or ConfigurationException;

    public override ulong Read(byte[] input, string file)
    {
        // Which file an input is stands in its last byte.
        string folder = file + ".d";
        Directory.CreateDirectory(folder);
        byte[] text = input[..^1];
        ContentDigest digest = new();
        switch (input[^1])
        {
            case 0:
                File.WriteAllBytes(Path.Combine(folder, ModelManifest.FileName), text);
                ModelManifest manifest = ManifestFile.Read(folder);
                digest.Add(ManifestFile.HashOf(manifest));
                digest.Add(ManifestFile.Damage(manifest, folder));
                digest.Add(manifest.Pipeline.Equals("Cannon", StringComparison.OrdinalIgnoreCase) ? 1L : 0);
                digest.Add(manifest.Name.Length + manifest.Description.Length + manifest.TrainedOn.Length + manifest.Command.Length + manifest.Accuracy.Count);
                break;
            case 1:
                File.WriteAllBytes(Path.Combine(folder, PluginManifest.FileName), text);
                digest.Add(PluginManifest.Read(folder).Name);
                break;
            case 2:
                File.WriteAllBytes(Path.Combine(folder, ConfigurationLayer.FileName), text);
                digest.Add(AstraConfiguration.Load(folder, new Dictionary<string, string>(), new Hashtable()).Run.Threads);
                break;
            default:
                File.WriteAllBytes(Path.Combine(folder, DistMassModel.NetworksFile), text);
                File.WriteAllText(Path.Combine(folder, DistMassModel.StarsFile), "star,target,origin\n");
                digest.Add(DistMassModel.Load(folder).Networks.Count());
                break;
        }

        return digest.Value;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() => [Seed(Manifest, 0), Seed(Plugin, 1), Seed(Configuration, 2), Seed(Network, 3)];

    protected override Mutant Mutate(byte[] seed, MutationRandom random)
    {
        byte[] text = seed[..^1];
        byte[] damaged = random.OneIn(3)
            ? Several(text, random, bytes => ByteMutations.Apply(bytes, random, random.Pick(Seeds)))
            : Encoding.UTF8.GetBytes(Several(Encoding.UTF8.GetString(text), random, json => JsonMutations.Apply(json, random)));
        return new Mutant([.. damaged, seed[^1]]);
    }

    static byte[] Seed(string json, byte reader) => [.. Encoding.UTF8.GetBytes(json.ReplaceLineEndings("")), reader];
}
