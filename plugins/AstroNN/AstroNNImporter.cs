using System.Globalization;
using Astra.Neural;
using Astra.Spectra;

namespace Astra.Plugins.AstroNN;

/// <summary>
/// Brings in published weights: a checkpoint of SDSS Astra's port to PyTorch, whose <c>model_state_dict</c> has the layers and the buffers
/// input_mean,
/// labels_mean, labels_std and aspcap_masks.0 to 18; or the same as safetensors. All names may have one prefix, such as <c>module.</c>.
/// </summary>
public sealed class AstroNNImporter : IModelImporter
{
    const string StateDictOption = "state_dict";
    const string VerificationOption = "verification";
    const string FirstLayer = "conv1.weight";

    // Abundances of a training set spread by 0.2 to 0.6 dex. The phosphorus of DR17's model has 557: missing values were taken for measured ones.
    const double LargestSpread = 5;

    /// <inheritdoc/>
    public string Pipeline => "AstroNN";

    /// <inheritdoc/>
    public string Accepts =>
        "a checkpoint of AstroNN saved by PyTorch (astroNN_model_parameter_*.pt), or its tensors as safetensors. " +
        $"Options: {StateDictOption}=KEY (where a checkpoint keeps the state dict) and {VerificationOption}=FILE (tensors flux, error, mask and outputs: spectra, and " +
        "the 22 standardised labels and 22 logarithms of variances that the network without dropout answers where it comes from; compared on import, and stored " +
        "for astra model verify).";

    /// <inheritdoc/>
    public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault(option => option is not (StateDictOption or VerificationOption)) is string unknown)
        {
            throw new ConfigurationException(
                $"The importer of AstroNN models has no option '{unknown}'; it has {StateDictOption} and {VerificationOption}.");
        }

        (AstroNNWeights weights, AstroNNSettings settings) = Read(path, options.GetValueOrDefault(StateDictOption));
        AstroNNModel model = new(settings, weights, domain: null);
        WriteVerification(model, Path.Combine(folder, StoredAnswers.FileName), options);
        WeightFile.Write(
            Path.Combine(folder, AstroNNModel.WeightFileName),
            [.. weights.Parameters.ToTensors(), .. AstroNNWeights.BesideParameters(weights.Shape, weights.InputMean, weights.Seen)]);
        string unreported = settings.Untrained.Length == 0
            ? ""
            : $"; {string.Join(", ", settings.Untrained)} is not reported, since its training labels spread by more than {LargestSpread} dex: missing values were taken for measured ones";
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = NameOf(path),
            Description = $"AstroNN with the weights of {Path.GetFileName(path)}{unreported}",
            TrainedOn = "Not stated in the file. The published weights: spectra of DR17 at S/N above 200 with labels of ASPCAP",
            Command = string.Join(' ', ["astra model import", Pipeline, path, .. options.Select(option => $"--option {option.Key}={option.Value}")]),
            Created = DateTimeOffset.UtcNow,
            Files = new Dictionary<string, string> { [AstroNNModel.WeightFileName] = "", [StoredAnswers.FileName] = "" },
            Settings = settings.ToJson(),
        };
    }

    static (AstroNNWeights Weights, AstroNNSettings Settings) Read(string path, string? stateDict)
    {
        try
        {
            WeightFile file = WeightFile.Read(path, stateDict);
            string prefix = file.Tensors.Keys.FirstOrDefault(name => name.EndsWith(FirstLayer, StringComparison.Ordinal)) is string first
                ? first[..^FirstLayer.Length]
                : "";
            NameMap names = NameMap.Exact.WithPrefix("", prefix);
            AstroNNWeights weights = AstroNNWeights.Read(file, [.. Enumerable.Range(0, AstroNNLabels.All.Length)], names);
            float[] mean = AstroNNWeights.Numbers(file, names.InFile(AstroNNWeights.LabelMeanName), AstroNNLabels.All.Length);
            float[] deviation = AstroNNWeights.Numbers(file, names.InFile(AstroNNWeights.LabelDeviationName), AstroNNLabels.All.Length);
            AstroNNSettings settings = new()
            {
                Labels = [.. AstroNNLabels.All.Select((label, i) => new LabelSettings(label.Name, mean[i], deviation[i], new NoiseModel(1, 0), []))],
                Untrained =
                [
                    .. AstroNNLabels.All.Where((label, i) => label.Unit == "dex" && deviation[i] > LargestSpread).Select(label => label.Name),
                ],
                Hidden = [weights.Shape.FirstHidden, weights.Shape.SecondHidden],
            };
            return settings.Fault() is string fault ? throw new InvalidDataException($"{fault}.") : (weights, settings);
        }
        catch (WeightFileException e)
        {
            throw new BadInputException(e.Message, e);
        }
        catch (InvalidDataException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The answers of the weights' origin where the user has them; else our own to an invented spectrum, which show when a machine
    /// computes otherwise.</summary>
    static void WriteVerification(AstroNNModel model, string path, IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(VerificationOption, out string? source))
        {
            Spectrum[] spectra = [InventedSpectrum()];
            StoredAnswers.Write(path, "this program, when the model was imported", spectra, AstroNNVerifier.Ask(model, spectra));
            return;
        }

        StoredAnswers stored = StoredAnswers.Read(source, model.Plain.OutputSize);
        try
        {
            if (AstroNNVerifier.Compare(model, stored).FirstOrDefault(check => !check.Passed) is VerificationCheck failed)
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

        StoredAnswers.Write(path, stored.Origin, stored.Spectra, stored.Outputs);
    }

    static Spectrum InventedSpectrum()
    {
        RandomSource random = RandomSource.FromName("AstroNN verification");
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[flux.Length];
        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] = (float)(300 * (1 - (0.3 * random.NextDouble())));
            error[p] = 3;
        }

        return new Spectrum("invented", SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]);
    }

    static string NameOf(string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        string name = string.Concat(stem.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.');
        return name.Length > 0 ? name : "imported";
    }
}
