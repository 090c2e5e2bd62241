using System.Globalization;
using Astra.Plugins.LatentAge.Network;
using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.Plugins.LatentAge;

/// <summary>Shows what a model reads off its latent space, and makes the power spectrum of a place in it.</summary>
[Option(LatentOption, "0,0,0,0,0", "The five numbers whose power spectrum is shown; 0,0,0,0,0 is the middle of the latent space")]
public sealed class LatentAgeInspector : IModelInspector
{
    const string LatentOption = "latent";

    /// <inheritdoc/>
    public string Pipeline => LatentAgePipeline.Name;

    /// <inheritdoc/>
    public IReadOnlyList<InspectionTable> Inspect(Model model, IReadOnlyDictionary<string, object> options)
    {
        LatentAgeModel loaded = LatentAgeModel.Load(model);
        float[] latent = Parse((string)options[LatentOption]);
        LatentAgeSettings settings = loaded.Settings;
        return
        [
            new InspectionTable(
                "labels", "Labels that are read off the latent space", ["label", "unit", "least", "greatest", "in the results"],
                [
                    .. settings.Labels.Select(label => new object[]
                    {
                        label.Name, LatentLabels.All.First(known => known.Name == label.Name).Unit, label.Range[0], label.Range[1],
                        label.IsReported ? "yes" : "no: the latent space does not know it",
                    }),
                ]),
            new InspectionTable(
                "forests", "Forests", ["forest", "trees", "nodes"],
                [
                    .. settings.Labels.Zip(loaded.Forests.Labels, (label, forest) => Row(label.Name, forest.Trees, forest.Nodes)),
                    .. loaded.Forests.State is { } state ? [Row("evolutionary state", state.Trees, state.Nodes)] : Array.Empty<object[]>(),
                    .. loaded.Forests.Age is { } age ? [Row("log age", age.Trees, age.Nodes)] : Array.Empty<object[]>(),
                ]),
            new InspectionTable(
                "ages", "How the forest of ages was grown", ["choice", "value"],
                [.. (settings.Age?.Forest ?? new Dictionary<string, string>()).Select(choice => new object[] { choice.Key, choice.Value })]),
            new InspectionTable(
                "power-spectrum",
                string.Create(CultureInfo.InvariantCulture, $"The power spectrum that the decoder makes of ({string.Join(", ", latent)})"),
                ["frequency (uHz)", "ln(power / background)"],
                [.. PixelGrid.Giants.Frequencies.Zip(loaded.Network.Decode(latent), (frequency, power) => new object[] { frequency, (double)power })]),
        ];

        static object[] Row(string name, int trees, int nodes) => [name, (long)trees, (long)nodes];
    }

    static float[] Parse(string text)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        float[] latent = new float[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (words.Length != LatentArchitecture.Dimensions || !float.TryParse(words[i], CultureInfo.InvariantCulture, out latent[i]) || !float.IsFinite(latent[i]))
            {
                throw new ConfigurationException($"{LatentOption} is '{text}'; set it to {LatentArchitecture.Dimensions} numbers, such as 0,0,0,0,0.");
            }
        }

        return latent;
    }
}
