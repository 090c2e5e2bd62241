using System.Text.Json;

namespace Astra.Plugins.AstroNN.Distances;

/// <summary>What a model needs besides its weights: the settings of its manifest.</summary>
sealed record AstroNNDistSettings
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    /// <summary>What the network's outputs are multiplied by, mas x 10^(0.2 mag): the standard deviation of the labels, which are not
    /// centred.</summary>
    public required double LabelDeviation { get; init; }

    /// <summary>The share of the neurons that a pass leaves out.</summary>
    public double Dropout { get; init; } = ApogeeDistArchitecture.PublishedDropout;

    /// <summary>What the network's total error is multiplied by, so that it is right on stars that were held out.</summary>
    public double ErrorScale { get; init; } = 1;

    /// <summary>Least and greatest pseudo-luminosity that the model was trained on; empty where unknown.</summary>
    public double[] LabelRange { get; init; } = [];

    /// <summary>Reads the settings of a manifest.</summary>
    /// <exception cref="ConfigurationException">They are not those of such a model.</exception>
    public static AstroNNDistSettings Read(Model model)
    {
        string manifest = Path.Combine(model.Folder, ModelManifest.FileName);
        AstroNNDistSettings settings;
        try
        {
            settings = model.Manifest.Settings.Deserialize<AstroNNDistSettings>(Json) ?? throw new JsonException("there are none");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigurationException(
                $"{manifest}: the settings are not those of an AstroNNDist model: {e.Message} Import or train the model again.", e);
        }

        return settings.Fault() is string fault
            ? throw new ConfigurationException($"{manifest}: {fault}. Import or train the model again.")
            : settings;
    }

    /// <summary>The settings as a manifest holds them.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, Json);

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault() => this switch
    {
        { LabelDeviation: not (> 0 and < double.PositiveInfinity) } => "label_deviation must be a positive number",
        { Dropout: not (>= 0 and < 1) } => "dropout must be at least 0 and below 1",
        { ErrorScale: not (> 0 and < double.PositiveInfinity) } => "error_scale must be a positive number",
        { LabelRange: not ([] or [_, _]) } => "label_range must be empty, or have a least and a greatest value",
        { LabelRange: [double least, double most] } when !(least < most) => "label_range must have a least value below its greatest",
        _ => null,
    };
}
