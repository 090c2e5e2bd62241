using System.Text.Json;

namespace Astra.Declarations;

/// <summary>A model's manifest on disk, and what it says about the files beside it.</summary>
public static class ManifestFile
{
    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>Reads the manifest in a folder.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <exception cref="BadInputException">There is none, or it cannot be read; the message is a sentence.</exception>
    public static ModelManifest Read(string folder)
    {
        try
        {
            ModelManifest manifest = JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(Path.Combine(folder, ModelManifest.FileName)), Json)
                ?? throw new BadInputException($"{ModelManifest.FileName} is empty.");

            // Settings are kept as they stand, and may hold halves of characters, of which there is no digest.
            _ = HashOf(manifest);
            return manifest;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{ModelManifest.FileName} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes a manifest into its model's folder.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="folder">The model's folder.</param>
    public static void Write(ModelManifest manifest, string folder) =>
        File.WriteAllText(Path.Combine(folder, ModelManifest.FileName), JsonSerializer.Serialize(manifest, Json) + "\n");

    /// <summary>Fills in what the host knows better than a trainer or an importer: pipeline, name and digests.</summary>
    /// <exception cref="InvalidOperationException">It names a file that is not there.</exception>
    public static ModelManifest Complete(ModelManifest manifest, string pipeline, string name, string folder) => manifest with
    {
        Name = name,
        Pipeline = pipeline,
        Settings = manifest.Settings.ValueKind == JsonValueKind.Undefined ? JsonSerializer.SerializeToElement(new { }) : manifest.Settings,

        // JSON has no other numbers; a figure that could not be measured is not one.
        Accuracy = manifest.Accuracy.Where(figure => double.IsFinite(figure.Value)).ToDictionary(),
        Files = manifest.Files.Keys.Order(StringComparer.Ordinal).ToDictionary(
            file => file,
            file => IsInside(file) && File.Exists(Path.Combine(folder, file))
                ? Digests.Sha256OfFile(Path.Combine(folder, file))
                : throw new InvalidOperationException($"its manifest lists the file '{file}', which it did not write")),
    };

    /// <summary>What is wrong with the files that a manifest lists; null when nothing is.</summary>
    public static string? Damage(ModelManifest manifest, string folder)
    {
        foreach ((string file, string expected) in manifest.Files)
        {
            string path = Path.Combine(folder, file);
            string? found = IsInside(file) && File.Exists(path) ? Digests.Sha256OfFile(path) : null;
            if (found is null || !found.Equals(expected, StringComparison.OrdinalIgnoreCase))
            {
                return $"{path} {(found is null ? "is missing" : "is not the file that its manifest describes (SHA-256 differs)")}";
            }
        }

        return null;
    }

    /// <summary>Changes exactly when settings or weights do; the name and the date do not matter.</summary>
    public static string HashOf(ModelManifest manifest)
    {
        string settings = manifest.Settings.ValueKind == JsonValueKind.Undefined ? string.Empty : JsonSerializer.Serialize(manifest.Settings);
        return Digests.Sha256(string.Join(
            '\n', manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key} {file.Value}").Append(settings)));
    }

    /// <summary>Whether a name leads to a place in the model's folder, and not out of it.</summary>
    static bool IsInside(string file) => file.Length > 0 && !Path.IsPathRooted(file) && !file.Split('/', '\\').Contains("..");
}
