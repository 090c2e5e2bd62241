using System.Globalization;
using System.Text.Json;
using Astra.Neural;

namespace Astra.Plugins.AstroNN;

/// <summary>What a model needs besides its weights: the settings of its manifest.</summary>
sealed record AstroNNSettings
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The labels that the network gives, in the order of <see cref="AstroNNLabels.All"/>.</summary>
    public required LabelSettings[] Labels { get; init; }

    /// <summary>The labels that the model does not report: it was not trained on them, or what it learned is of no use. Their columns are
    /// NaN.</summary>
    public required string[] Untrained { get; init; }

    /// <summary>Neurons of the two dense layers of the whole spectrum.</summary>
    public required int[] Hidden { get; init; }

    /// <summary>The share of neurons that each pass leaves out.</summary>
    public double Dropout { get; init; } = AstroNNArchitecture.PublishedDropout;

    /// <summary>Reads the settings of a manifest.</summary>
    /// <exception cref="ConfigurationException">They are not those of such a model.</exception>
    public static AstroNNSettings Read(Model model)
    {
        string manifest = Path.Combine(model.Folder, ModelManifest.FileName);
        AstroNNSettings settings;
        try
        {
            settings = model.Manifest.Settings.Deserialize<AstroNNSettings>(Json) ?? throw new JsonException("there are none");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigurationException(
                $"{manifest}: the settings are not those of an AstroNN model: {e.Message} Import or train the model again.", e);
        }

        return settings.Fault() is string fault
            ? throw new ConfigurationException($"{manifest}: {fault}. Import or train the model again.")
            : settings;
    }

    /// <summary>The settings as a manifest holds them.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, Json);

    /// <summary>The places of the labels among <see cref="AstroNNLabels.All"/>.</summary>
    public int[] Places() => [.. Labels.Select(label => AstroNNLabels.PlaceOf(label.Name))];

    /// <summary>Whether the model reports a label of the network.</summary>
    /// <param name="output">0-based, of <see cref="Labels"/>.</param>
    public bool IsReported(int output) => !Untrained.Contains(Labels[output].Name);

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault()
    {
        if (Labels.Contains(null) || Untrained.Contains(null))
        {
            return "labels and untrained must not have null among them";
        }

        int[] places = Places();
        if (places.Length == 0 || places[0] < 0 || places.Zip(places.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            return $"labels must be some of {string.Join(", ", AstroNNLabels.All.Select(label => label.Name))}, in this order";
        }

        if (Untrained.FirstOrDefault(name => AstroNNLabels.PlaceOf(name) < 0) is string unknown)
        {
            return $"untrained has '{unknown}', which is no label";
        }

        if (AstroNNLabels.All.FirstOrDefault(label => !Labels.Any(own => own.Name == label.Name) && !Untrained.Contains(label.Name)) is { } lost)
        {
            return $"{lost.Name} is neither among the labels nor among those that are untrained";
        }

        if (Labels.FirstOrDefault(label => !label.IsSound) is { } wrong)
        {
            return $"{wrong.Name} must have a finite mean, a positive deviation, a scale and an offset of its error that are not negative, and a range that is empty or ascends";
        }

        if (Hidden is not [> 0, > 0])
        {
            return "hidden must be the neurons of two layers";
        }

        return Dropout is > 0 and < 1 ? null : string.Create(CultureInfo.InvariantCulture, $"dropout is {Dropout} and must lie between 0 and 1");
    }
}

/// <summary>A label that a network gives.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Mean">Of the training set: label = output x deviation + mean.</param>
/// <param name="Deviation">In the label's unit.</param>
/// <param name="Error">The reported error from the network's own.</param>
/// <param name="ValidRange">Least and greatest value that was trained on; empty where unknown.</param>
sealed record LabelSettings(string Name, double Mean, double Deviation, NoiseModel Error, double[] ValidRange)
{
    /// <summary>Whether its numbers can be.</summary>
    internal bool IsSound =>
        double.IsFinite(Mean) && Deviation > 0 && double.IsFinite(Deviation) && Error.Scale >= 0 && Error.Offset >= 0
        && double.IsFinite(Error.Scale + Error.Offset) && (ValidRange.Length == 0 || (ValidRange.Length == 2 && ValidRange[0] < ValidRange[1]));
}
