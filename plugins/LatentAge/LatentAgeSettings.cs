using System.Globalization;
using System.Text.Json;
using Astra.Neural;

namespace Astra.Plugins.LatentAge;

/// <summary>What a model needs besides its weights: the settings of its manifest.</summary>
sealed record LatentAgeSettings
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The labels that are read off the latent space, some of <see cref="LatentLabels.All"/> in its order.</summary>
    public required LabelSettings[] Labels { get; init; }

    /// <summary>Whether there is a forest of evolutionary states.</summary>
    public required bool HasState { get; init; }

    /// <summary>The forest of ages; null where the training set had no ages.</summary>
    public AgeSettings? Age { get; init; }

    /// <summary>How the power spectra of the training set came about.</summary>
    public required string PowerSpectra { get; init; }

    /// <summary>Reads the settings of a manifest.</summary>
    /// <exception cref="ConfigurationException">They are not those of such a model.</exception>
    public static LatentAgeSettings Read(Model model)
    {
        string manifest = Path.Combine(model.Folder, ModelManifest.FileName);
        LatentAgeSettings settings;
        try
        {
            settings = model.Manifest.Settings.Deserialize<LatentAgeSettings>(Json) ?? throw new JsonException("there are none");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigurationException($"{manifest}: the settings are not those of a LatentAge model: {e.Message} Train the model again.", e);
        }

        return settings.Fault() is string fault ? throw new ConfigurationException($"{manifest}: {fault}. Train the model again.") : settings;
    }

    /// <summary>The settings as a manifest holds them.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, Json);

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault()
    {
        if (Labels.Contains(null))
        {
            return "labels must not have null among them";
        }

        string[] known = [.. LatentLabels.All.Select(label => label.Name)];
        if (!Labels.Select(label => Array.IndexOf(known, label.Name)).SequenceEqual(
            Labels.Select(label => Array.IndexOf(known, label.Name)).Where(place => place >= 0).Distinct().Order()))
        {
            return $"labels must be some of {string.Join(", ", known)}, in this order";
        }

        foreach ((string name, NoiseModel error, double[] range) in Labels.Select(label => (label.Name, label.Error, label.Range))
            .Concat(Age is null ? [] : [(LatentLabels.LogAge, Age.Error, Age.Range), (LatentLabels.Teff, Age.Error, Age.Teff), (LatentLabels.FeH, Age.Error, Age.FeH)]))
        {
            if (range is not [double least, double greatest] || !(least < greatest) || !(error.Scale > 0) || !(error.Offset >= 0)
                || !double.IsFinite(least + greatest + error.Scale + error.Offset))
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"{name} must have a scale of its error above zero, an offset that is not negative, and a range that ascends");
            }
        }

        return null;
    }
}

/// <summary>A label that a forest reads off the latent space.</summary>
/// <param name="Name">One of <see cref="LatentLabels.All"/>.</param>
/// <param name="Error">The reported error from the scatter of the trees.</param>
/// <param name="Range">Least and greatest value in the training set.</param>
/// <param name="IsReported">Whether it is in the results: not where held-out stars show that the latent space does not know it.</param>
sealed record LabelSettings(string Name, NoiseModel Error, double[] Range, bool IsReported);

/// <summary>The forest of ages: how it was grown, and where it may be asked.</summary>
/// <param name="Error">The reported error of log age from the scatter of the trees.</param>
/// <param name="Range">Least and greatest log10(age / Gyr) in the training set.</param>
/// <param name="Teff">Least and greatest Teff, K.</param>
/// <param name="FeH">Least and greatest [Fe/H].</param>
/// <param name="Forest">How it was grown: each choice that the sources leave open, by name.</param>
sealed record AgeSettings(NoiseModel Error, double[] Range, double[] Teff, double[] FeH, IReadOnlyDictionary<string, string> Forest);
