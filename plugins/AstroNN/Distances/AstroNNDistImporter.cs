using System.Globalization;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// Brings in published weights: the checkpoint that SDSS's pipeline reads, a state dict with the layers conv1, conv2, dense_1, dense_2, dense_output
/// and dense_var, the mean of the input (input_mean) and the deviation of the labels (labels_std); or the same as safetensors.
/// </summary>
public sealed class AstroNNDistImporter : IModelImporter
{
    const string StateDictOption = "state_dict";
    const string VerificationOption = "verification";
    const string DeviationName = "labels_std";
    const string FirstLayer = "conv1.weight";

    /// <inheritdoc/>
    public string Pipeline => AstroNNDistPipeline.Name;

    /// <inheritdoc/>
    public string Accepts =>
        "a state dict of ApogeeDistBCNN saved by PyTorch (model_state_dict of SDSS's astroNN_dist checkpoint), or its tensors as safetensors. " +
        $"Options: {StateDictOption}=KEY (where a checkpoint keeps the state dict; found by itself where it is the only one) and {VerificationOption}=FILE " +
        "(tensors flux and outputs: normalised spectra and what the network answers without dropout where it comes from; compared on import, and stored).";

    /// <inheritdoc/>
    public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault(option => option is not (StateDictOption or VerificationOption)) is string unknown)
        {
            throw new ConfigurationException(
                $"The importer of {Pipeline} models has no option '{unknown}'; it has {StateDictOption} and {VerificationOption}.");
        }

        Network network = ApogeeDistArchitecture.Build(dropout: null).Network;
        (float[] mean, double deviation) = Read(path, options.GetValueOrDefault(StateDictOption), network);
        AstroNNDistSettings settings = new() { LabelDeviation = deviation };
        if (settings.Fault() is string fault)
        {
            throw new BadInputException($"{path}: {DeviationName}: {fault}.");
        }

        AstroNNDistModel model = new(settings, mean, network.Parameters, domain: null);
        Verification(model, options).Write(Path.Combine(folder, StoredLuminosities.FileName));
        WeightFile.Write(
            Path.Combine(folder, AstroNNDistModel.WeightFileName),
            [.. network.Parameters.ToTensors(), Tensor.From(AstroNNDistModel.MeanName, [mean.Length], mean)]);
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = NameOf(path),
            Description = $"ApogeeDistBCNN with the weights of {Path.GetFileName(path)}",
            TrainedOn = "Not stated in the file. The weights of DR17: 91,033 spectra of stars with parallaxes of Gaia EDR3 (Leung and Bovy's value-added catalogue)",
            Command = string.Join(' ', ["astra model import", Pipeline, path, .. options.Select(option => $"--option {option.Key}={option.Value}")]),
            Created = DateTimeOffset.UtcNow,
            Files = new Dictionary<string, string> { [AstroNNDistModel.WeightFileName] = "", [StoredLuminosities.FileName] = "" },
            Settings = settings.ToJson(),
        };
    }

    static (float[] Mean, double Deviation) Read(string path, string? stateDict, Network network)
    {
        try
        {
            WeightFile file = WeightFile.Read(path, stateDict);
            string prefix = file.Tensors.Keys.FirstOrDefault(name => name.EndsWith(FirstLayer, StringComparison.Ordinal)) is string first
                ? first[..^FirstLayer.Length]
                : "";
            string[] buffers = [$"{prefix}{AstroNNDistModel.MeanName}", $"{prefix}{DeviationName}"];
            WeightLoading.Apply(network.Parameters, file, NameMap.Exact.WithPrefix("", prefix), buffers);
            float[] mean = file.Buffer(buffers[0]).ReadSingle();
            float[] deviation = file.Buffer(buffers[1]).ReadSingle();
            if (mean.Length != ApogeeDistArchitecture.Inputs || deviation.Length != 1)
            {
                throw new BadInputException(
                    $"{path}: {buffers[0]} has {mean.Length} numbers and {buffers[1]} {deviation.Length}; there must be {ApogeeDistArchitecture.Inputs} and one.");
            }

            if (network.Parameters.FirstOrDefault(parameter => !parameter.Value.All(float.IsFinite)) is Parameter bad)
            {
                throw new BadInputException($"{path}: {bad.Name} has values that are not finite.");
            }

            return mean.All(float.IsFinite)
                ? (mean, deviation[0])
                : throw new BadInputException($"{path}: {buffers[0]} has values that are not finite.");
        }
        catch (WeightFileException e)
        {
            throw new BadInputException(e.Message, e);
        }
    }

    /// <summary>The answers of the weights' origin where the user has them; else our own to an invented spectrum, which show when a machine
    /// computes otherwise.</summary>
    static StoredLuminosities Verification(AstroNNDistModel model, IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(VerificationOption, out string? source))
        {
            RandomSource random = RandomSource.FromName("AstroNNDist verification");
            float[] flux = [.. Enumerable.Range(0, ApogeeDistArchitecture.Inputs).Select(_ => (float)(1 - (0.3 * random.NextDouble())))];
            return StoredLuminosities.Ask("this program, when the model was imported", model, flux);
        }

        StoredLuminosities stored = StoredLuminosities.Read(source);
        return AstroNNDistVerifier.Compare(model, stored).FirstOrDefault(check => !check.Passed) is VerificationCheck failed
            ? throw new BadInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: {failed.Input}: {failed.Quantity} should be {failed.Expected:R} and is {failed.Found:R}: these are not the answers of these weights."))
            : stored;
    }

    static string NameOf(string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        string name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.');
        return name.Length > 0 ? name : "imported";
    }
}
