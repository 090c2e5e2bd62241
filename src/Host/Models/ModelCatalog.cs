using System.Globalization;
using System.Text.Json;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Models;

/// <summary>
/// The models of a workspace: those that plugins ship, in <c>models/NAME</c> of the plugin's folder, and those that were imported, in
/// <c>models/PIPELINE/NAME</c> of the workspace.
/// </summary>
sealed class ModelCatalog(string workspace)
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The models of a pipeline, the one that is used unless configured otherwise first: imported before shipped, newest first.</summary>
    public IReadOnlyList<AvailableModel> Of(InstalledPipeline pipeline)
    {
        IEnumerable<AvailableModel> imported = Read(Path.Combine(workspace, "models", pipeline.Name), "imported");
        IEnumerable<AvailableModel> shipped = Read(Path.Combine(pipeline.Plugin.Folder, "models"), "shipped")
            .Where(model => model.Manifest is null || model.Manifest.Pipeline.Equals(pipeline.Name, StringComparison.OrdinalIgnoreCase));
        return [.. imported.Concat(shipped).OrderBy(model => model.Origin == "imported" ? 0 : 1)
            .ThenByDescending(model => model.Manifest?.Created).ThenBy(model => model.Name, StringComparer.Ordinal)];
    }

    /// <summary>The model that a pipeline runs with.</summary>
    /// <param name="configured">The name in the configuration; empty when none is.</param>
    /// <exception cref="ConfigurationException">There is none, or its files are not what its manifest says.</exception>
    public Model Choose(InstalledPipeline pipeline, string configured)
    {
        IReadOnlyList<AvailableModel> models = Of(pipeline);
        if (configured.Length > 0)
        {
            AvailableModel? named = models.FirstOrDefault(model => model.Name.Equals(configured, StringComparison.OrdinalIgnoreCase));
            return Load(named ?? throw new ConfigurationException(
                $"{pipeline.Name} has no model '{configured}'.{Suggestions.DidYouMean(configured, models.Select(model => model.Name))} See them with: astra model list {pipeline.Name}"));
        }

        if (models.Count == 0)
        {
            string howTo = pipeline.Importer is { } importer
                ? $"Import one: astra model import {pipeline.Name} PATH (it reads {importer.Accepts.TrimEnd('.')})."
                : "Its plugin ships none.";
            throw new ConfigurationException($"{pipeline.Name} has no model. {howTo}");
        }

        return Load(models[0]);
    }

    /// <summary>Brings a published model into the workspace.</summary>
    /// <param name="name">What to call it; null for the name that the importer gives.</param>
    /// <returns>The model, and whether it was there already under this or another name.</returns>
    /// <exception cref="UserException">It cannot be imported.</exception>
    public (AvailableModel Model, bool WasThere) Import(
        InstalledPipeline pipeline, string path, string? name, IReadOnlyDictionary<string, string> options)
    {
        IModelImporter importer = pipeline.Importer ?? throw UserException.Usage($"{pipeline.Name} cannot import models.");
        string full = Path.GetFullPath(path);
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            throw UserException.Usage($"There is no file or folder {path}. {pipeline.Name} imports {importer.Accepts}");
        }

        string parent = Path.Combine(workspace, "models", pipeline.Name);
        string temporary = Path.Combine(parent, $".{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            ModelManifest manifest = importer.Import(full, temporary, options);
            manifest = manifest with
            {
                Name = name ?? manifest.Name,
                Pipeline = pipeline.Name,
                Settings = manifest.Settings.ValueKind == JsonValueKind.Undefined ? JsonSerializer.SerializeToElement(new { }) : manifest.Settings,
                Files = manifest.Files.Keys.Order(StringComparer.Ordinal).ToDictionary(
                    file => file, file => Digests.Sha256OfFile(Path.Combine(temporary, file))),
            };
            CheckName(manifest.Name);
            string hash = HashOf(manifest);
            if (Of(pipeline).FirstOrDefault(
                model => model.Origin == "imported" && model.Manifest is not null && HashOf(model.Manifest) == hash && (name is null || model.Name == name)) is { } same)
            {
                return (same, true);
            }

            string folder = Path.Combine(parent, manifest.Name);
            if (Directory.Exists(folder))
            {
                throw UserException.Usage(
                    $"{pipeline.Name} already has another model called {manifest.Name}. Give this one another name with --name.");
            }

            File.WriteAllText(Path.Combine(temporary, ModelManifest.FileName), JsonSerializer.Serialize(manifest, Json) + "\n");
            Directory.Move(temporary, folder);
            return (new AvailableModel(manifest.Name, folder, "imported", manifest, null), false);
        }
        catch (Exception e) when (e is BadInputException or ConfigurationException)
        {
            throw UserException.Usage($"{path} cannot be imported as a model of {pipeline.Name}: {e.Message}");
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>Changes exactly when settings or weights do; the name and the date do not matter.</summary>
    public static string HashOf(ModelManifest manifest)
    {
        string settings = manifest.Settings.ValueKind == JsonValueKind.Undefined ? string.Empty : JsonSerializer.Serialize(manifest.Settings);
        return Digests.Sha256(string.Join(
            '\n', manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key} {file.Value}").Append(settings)));
    }

    static Model Load(AvailableModel model)
    {
        if (model.Manifest is not { } manifest)
        {
            throw new ConfigurationException($"The model in {model.Folder} cannot be used: {model.Trouble} Import it again, or remove the folder.");
        }

        foreach ((string file, string expected) in manifest.Files)
        {
            string path = Path.Combine(model.Folder, file);
            string? found = File.Exists(path) ? Digests.Sha256OfFile(path) : null;
            if (found != expected)
            {
                throw new ConfigurationException(
                    $"The model {manifest.Name} of {manifest.Pipeline} is damaged: {path} {(found is null ? "is missing" : "is not the file that its manifest describes (SHA-256 differs)")}. Import it again.");
            }
        }

        return new Model(manifest, model.Folder, HashOf(manifest));
    }

    static IEnumerable<AvailableModel> Read(string folder, string origin)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (
            string model in Directory.GetDirectories(folder).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            string file = Path.Combine(model, ModelManifest.FileName);
            ModelManifest? manifest = null;
            string? trouble = null;
            try
            {
                manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(file), Json);
                trouble = manifest is null ? $"{ModelManifest.FileName} is empty." : null;
            }
            catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
            {
                trouble = $"{ModelManifest.FileName} cannot be read: {e.Message}";
            }

            yield return new AvailableModel(Path.GetFileName(model), model, origin, manifest, trouble);
        }
    }

    static void CheckName(string name)
    {
        if (name.Length is 0 or > 64 || name.StartsWith('.') || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
        {
            throw UserException.Usage(
                Invariant($"'{name}' cannot be the name of a model: use letters, digits, '-', '_' and '.', at most 64 of them."));
        }
    }
}

/// <summary>A model's folder.</summary>
/// <param name="Origin">imported or shipped.</param>
/// <param name="Manifest">Null when it cannot be read; then <paramref name="Trouble"/> says why.</param>
sealed record AvailableModel(string Name, string Folder, string Origin, ModelManifest? Manifest, string? Trouble);
