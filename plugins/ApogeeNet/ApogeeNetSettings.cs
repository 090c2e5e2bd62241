using System.Text.Json;
using Astra.Neural;

namespace Astra.Plugins.ApogeeNet;

/// <summary>What a model needs besides its weights: the settings of its manifest.</summary>
sealed record ApogeeNetSettings
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Mean and deviation of the labels, in the order of the network's outputs: log g, log10 Teff, [Fe/H].</summary>
    public required LabelScale[] Labels { get; init; }

    /// <summary>How the metadata are standardised.</summary>
    public required MetadataSettings Metadata { get; init; }

    /// <summary>How the spectra are scaled.</summary>
    public required InputSettings Input { get; init; }

    /// <summary>The reported error from the scatter of the noise draws, in the order of <see cref="Labels"/> but for Teff in kelvin.</summary>
    public required NoiseModel[] NoiseModels { get; init; }

    /// <summary>The labels that the model was trained on, in the order of <see cref="NoiseModels"/> (Teff in kelvin): least and greatest; empty
    /// where unknown.</summary>
    public double[][] ValidRange { get; init; } = [];

    /// <summary>[Fe/H] is not reported of hotter stars (K); Sprague et al. 2022 report it up to 6500 K.</summary>
    public double HottestFeH { get; init; } = 6500;

    /// <summary>
    /// Those of the published network: Sprague et al. 2022, Table 2, with the digits of the code (github.com/hutchresearch/ApogeeNet2); the noise
    /// models are SDSS's for its astraAllStarApogeeNetV2 table.
    /// </summary>
    public static ApogeeNetSettings Published { get; } = new()
    {
        Labels =
        [
            new(2.925783395767212, 1.1890668869018555),
            new(3.6705732345581055, 0.0917675793170929),
            new(-0.13088105618953705, 0.25668784976005554),
        ],
        Metadata = new MetadataSettings
        {
            Mean =
            [
                -0.6959113178296891, 13.630030428758845, 14.5224418320574, 12.832448427460813, 11.537019017423619, 10.858717523536697,
                10.702106344460235,
            ],
            Deviation =
            [
                14.572430555504504, 2.2762944923233883, 2.8342029214199704, 2.136884367623457, 1.6793628207779732, 1.4888102872755238,
                1.5848713221149886,
            ],
            Replacement = [-84.82700, 21.40844, 24.53892, 20.26276, 18.43900, 24.00000, 17.02500],
        },
        Input = InputSettings.Published,
        NoiseModels = [new(1.5, 0.01), new(1.25, 5), new(1.25, 0.01)],
    };

    /// <summary>Reads the settings of a manifest.</summary>
    /// <exception cref="ConfigurationException">They are not those of such a model.</exception>
    public static ApogeeNetSettings Read(Model model)
    {
        string manifest = Path.Combine(model.Folder, ModelManifest.FileName);
        ApogeeNetSettings settings;
        try
        {
            settings = model.Manifest.Settings.Deserialize<ApogeeNetSettings>(Json) ?? throw new JsonException("there are none");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigurationException(
                $"{manifest}: the settings are not those of an ApogeeNet model: {e.Message} Import or train the model again.", e);
        }

        return settings.Fault() is string fault
            ? throw new ConfigurationException($"{manifest}: {fault}. Import or train the model again.")
            : settings;
    }

    /// <summary>The settings as a manifest holds them.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, Json);

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault()
    {
        if (Labels.Length != ApogeeNetArchitecture.Labels || Labels.Any(label => label is null || !double.IsFinite(label.Mean) || !IsPositive(label.Deviation)))
        {
            return "there must be means and positive deviations of three labels (log g, log10 Teff, [Fe/H])";
        }

        if (NoiseModels.Length != Labels.Length || NoiseModels.Any(noise => noise is null || !(noise.Scale >= 0 && noise.Offset >= 0)))
        {
            return "there must be noise models of three labels, with scales and offsets that are not negative";
        }

        if (ValidRange.Length != 0
            && (ValidRange.Length != Labels.Length || ValidRange.Any(range => range is not [double least, double most] || !(least < most))))
        {
            return "the valid range must be empty, or have a least and a greatest value of three labels";
        }

        if (!(HottestFeH > 0))
        {
            return "hottest_fe_h must be a temperature in kelvin";
        }

        return Metadata.Fault() ?? Input.Fault();
    }

    internal static bool IsPositive(double value) => value > 0 && double.IsFinite(value);
}

/// <summary>How a label is standardised: z = (label - mean) / deviation.</summary>
/// <param name="Mean">In the label's unit.</param>
/// <param name="Deviation">In the label's unit.</param>
sealed record LabelScale(double Mean, double Deviation)
{
    /// <summary>The label of a network's output.</summary>
    public double ToLabel(float output) => (output * Deviation) + Mean;

    /// <summary>The network's output for a label.</summary>
    public double ToOutput(double label) => (label - Mean) / Deviation;
}

/// <summary>How the metadata are standardised, each array in the order of <see cref="MetadataVector"/>.</summary>
sealed record MetadataSettings
{
    /// <summary>Subtracted.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Divided by.</summary>
    public required double[] Deviation { get; init; }

    /// <summary>Takes the place of what is missing.</summary>
    public required double[] Replacement { get; init; }

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault() =>
        Mean.Length == MetadataVector.Length && Deviation.Length == MetadataVector.Length && Replacement.Length == MetadataVector.Length
        && Mean.All(double.IsFinite) && Replacement.All(double.IsFinite) && Deviation.All(ApogeeNetSettings.IsPositive)
            ? null
            : $"the metadata need {MetadataVector.Length} finite means, positive deviations and replacements";
}
