using System.Reflection;
using Astra.Neural;
using Astra.Plugins.AstroNN;

namespace Astra.AstroNN.Tests;

/// <summary>A model with random weights in a folder, opened as the host does: declared options with their defaults.</summary>
sealed class InventedModel : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-astronn-");

    /// <param name="labels">What it gives: Teff, log g, [Mg/H] and [Fe/H] unless said otherwise.</param>
    public InventedModel(string[]? labels = null, Func<LabelSettings, LabelSettings>? change = null)
    {
        int[] places = [.. (labels ?? ["teff", "logg", "mg_h", "fe_h"]).Select(AstroNNLabels.PlaceOf)];
        Settings = new AstroNNSettings
        {
            Labels =
            [
                .. places.Select(place => AstroNNLabels.All[place].Name).Select(name =>
                {
                    (double mean, double deviation) = name switch { "teff" => (4600, 300), "logg" => (2.3, 0.6), _ => (-0.2, 0.3) };
                    LabelSettings label = new(name, mean, deviation, new NoiseModel(1, 0), []);
                    return change?.Invoke(label) ?? label;
                }),
            ],
            Untrained = [.. AstroNNLabels.All.Where((_, place) => !places.Contains(place)).Select(label => label.Name)],
            Hidden = [192, 96],
        };
        AstroNNShape shape = new(places, ElementWindows.Published());
        Network network = AstroNNArchitecture.Build(shape, seed: 5).Network;
        WeightFile.Write(
            Path.Combine(folder.FullName, AstroNNModel.WeightFileName),
            [.. network.Parameters.ToTensors(), .. AstroNNWeights.BesideParameters(shape, [.. Enumerable.Repeat(0.95f, 7514)], null)]);
    }

    public AstroNNSettings Settings { get; }

    public string Folder => folder.FullName;

    public Model Model => new(
        new ModelManifest
        {
            Pipeline = "AstroNN",
            Name = "invented",
            Description = "random weights",
            TrainedOn = "nothing",
            Command = "none",
            Created = DateTimeOffset.UnixEpoch,
            Files = new Dictionary<string, string> { [AstroNNModel.WeightFileName] = "" },
            Settings = Settings.ToJson(),
        },
        Folder,
        "hash");

    public AstroNNPipeline Open(params (string Name, object Value)[] options) => Open(Model, options);

    public static AstroNNPipeline Open(Model model, params (string Name, object Value)[] options)
    {
        Dictionary<string, object> values = typeof(AstroNNPipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        foreach ((string name, object value) in options)
        {
            values[name] = value;
        }

        return new AstroNNPipeline(new PipelineContext("AstroNN", model) { Options = values });
    }

    public AstroNNResult Analyse(Target target) => Assert.Single(Open().Analyse([target], CancellationToken.None));

    public void Dispose() => folder.Delete(recursive: true);
}
