using System.Text.Json;

namespace Astra;

/// <summary>What a model is and where it came from: the file <c>manifest.json</c> in the model's folder, beside its weights.</summary>
public sealed record ModelManifest
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The pipeline that the model is for.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Its name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>What it was trained on.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>The command that made it.</summary>
    public required string Command { get; init; }

    /// <summary>When it was made or brought in (UTC).</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>How good it is, by figure: name (such as <c>teff scatter (K)</c>) and value, measured on data that training never saw.</summary>
    public IReadOnlyDictionary<string, double> Accuracy { get; init; } = new Dictionary<string, double>();

    /// <summary>The weight files, in the manifest's folder, each with its SHA-256 in hexadecimal.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>What else the pipeline needs to know to use the weights: label names, scaling, normalisation.</summary>
    public JsonElement Settings { get; init; }
}

/// <summary>A model in use: its manifest, its folder and its hash.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Folder">The folder that holds the manifest and the weights.</param>
/// <param name="Hash">A digest of settings and weights, hexadecimal: changes exactly when the model does.</param>
public sealed record Model(ModelManifest Manifest, string Folder, string Hash);

/// <summary>
/// Brings a published model into the workspace, for <c>astra model import</c>. A plugin may have one for each of its pipelines;
/// the class has a public constructor without parameters.
/// </summary>
public interface IModelImporter
{
    /// <summary>The pipeline that it imports models for.</summary>
    string Pipeline { get; }

    /// <summary>What it can read and which options it knows, for the user who gave it something else.</summary>
    string Accepts { get; }

    /// <summary>Reads a model and writes its weights into a new folder. The host then writes the manifest and the files' hashes.</summary>
    /// <param name="path">The file or folder that the user named.</param>
    /// <param name="folder">An empty folder for the weights.</param>
    /// <param name="options">Options that the user gave, by name.</param>
    /// <returns>What was imported. <see cref="ModelManifest.Files"/> lists the files written; their hashes may be empty.</returns>
    /// <exception cref="BadInputException">The file is not a model that this importer can read.</exception>
    /// <exception cref="ConfigurationException">An option is unknown or wrong.</exception>
    ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options);
}
