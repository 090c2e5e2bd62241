using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// Brings in published weights: a state dict of PyTorch with the layer names of github.com/hutchresearch/ApogeeNet2 (conv1 to conv12, metadata.l1 to
/// l5, fc1 to fc3, each with weight and bias), or the same as safetensors. All names may have one prefix, such as <c>module.</c>.
/// </summary>
public sealed class ApogeeNetImporter : IModelImporter
{
    const string StateDictOption = "state_dict";
    const string VerificationOption = "verification";
    const string FirstLayer = "conv1.weight";

    /// <inheritdoc/>
    public string Pipeline => "ApogeeNet";

    /// <inheritdoc/>
    public string Accepts =>
        "a state dict of APOGEE Net II saved by PyTorch (model.pt), or its tensors as safetensors. " +
        $"Options: {StateDictOption}=KEY (where a checkpoint keeps the state dict) and {VerificationOption}=FILE (tensors flux, error, metadata and outputs, " +
        "spectra and what the network answers where it comes from; compared on import, and stored for astra model verify).";

    /// <inheritdoc/>
    public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault(option => option is not (StateDictOption or VerificationOption)) is string unknown)
        {
            throw new ConfigurationException(
                $"The importer of ApogeeNet models has no option '{unknown}'; it has {StateDictOption} and {VerificationOption}.");
        }

        (Network network, Node labels, Node features) = ApogeeNetArchitecture.Build();
        try
        {
            WeightFile file = WeightFile.Read(path, options.GetValueOrDefault(StateDictOption));
            string prefix = file.Tensors.Keys.FirstOrDefault(name => name.EndsWith(FirstLayer, StringComparison.Ordinal)) is string first
                ? first[..^FirstLayer.Length]
                : "";
            WeightLoading.Apply(network.Parameters, file, NameMap.Exact.WithPrefix("", prefix));
        }
        catch (WeightFileException e)
        {
            throw new BadInputException(e.Message, e);
        }

        RequireFinite(path, network);
        ApogeeNetModel model = new(ApogeeNetSettings.Published, network.Freeze(labels, features), domain: null);
        WriteVerification(model, Path.Combine(folder, StoredAnswers.FileName), options);
        WeightFile.Write(Path.Combine(folder, ApogeeNetModel.WeightFileName), network.Parameters.ToTensors());
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = NameOf(path),
            Description = $"APOGEE Net II with the weights of {Path.GetFileName(path)}",
            TrainedOn = "Not stated in the file. The published weights: spectra of DR16 with labels of APOGEE Net I and, for hot stars, of the literature",
            Command = string.Join(' ', ["astra model import", Pipeline, path, .. options.Select(option => $"--option {option.Key}={option.Value}")]),
            Created = DateTimeOffset.UtcNow,
            Files = new Dictionary<string, string> { [ApogeeNetModel.WeightFileName] = "", [StoredAnswers.FileName] = "" },
            Settings = ApogeeNetSettings.Published.ToJson(),
        };
    }

    static void RequireFinite(string path, Network network)
    {
        if (network.Parameters.FirstOrDefault(parameter => !parameter.Value.All(float.IsFinite)) is Parameter bad)
        {
            throw new BadInputException($"{path}: {bad.Name} has values that are not finite.");
        }
    }

    /// <summary>The answers of the weights' origin where the user has them; else our own to an invented spectrum, which show when a machine
    /// computes otherwise.</summary>
    static void WriteVerification(ApogeeNetModel model, string path, IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(VerificationOption, out string? source))
        {
            (Spectrum, double[])[] inputs = [InventedSpectrum()];
            StoredAnswers.Write(path, "this program, when the model was imported", inputs, StoredAnswers.Ask(model, inputs));
            return;
        }

        StoredAnswers stored = StoredAnswers.Read(source);
        try
        {
            if (ApogeeNetVerifier.Compare(model, stored).FirstOrDefault(check => !check.Passed) is VerificationCheck failed)
            {
                throw new BadInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}: {failed.Input}: {failed.Quantity} should be {failed.Expected:R} and is {failed.Found:R}: these are not the answers of these weights."));
            }
        }
        catch (NoResultException e)
        {
            throw new BadInputException($"{source}: {e.Message}", e);
        }

        StoredAnswers.Write(path, stored.Origin, stored.Inputs, stored.Outputs);
    }

    static (Spectrum Spectrum, double[] Metadata) InventedSpectrum()
    {
        RandomSource random = RandomSource.FromName("ApogeeNet verification");
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[flux.Length];
        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] = (float)(300 * (1 - (0.3 * random.NextDouble())));
            error[p] = 3;
        }

        return (new Spectrum("invented", SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]), [1.2, 14.1, 14.8, 13.3, 12, 11.4, 11.3]);
    }

    static string NameOf(string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        string name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.');
        return name.Length > 0 ? name : "imported";
    }
}
