using System.Text.Json;
using Astra.Host.Errors;

namespace Astra.Host.Plugins;

/// <summary>What a plugin says about itself in <c>plugin.json</c>, beside its assembly; read before any of its code is loaded.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Version">Its version; for people only.</param>
/// <param name="Contract">The contract that it was built against.</param>
/// <param name="Assembly">The file name of its assembly, in the same folder.</param>
sealed record PluginManifest(string Name, string Version, ContractVersion Contract, string Assembly)
{
    public const string FileName = "plugin.json";

    static readonly string[] Fields = ["name", "version", "contract", "assembly"];

    static readonly JsonDocumentOptions Syntax = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads the manifest of a plugin's folder.</summary>
    /// <exception cref="PluginRefusedException">The manifest is not what it should be.</exception>
    public static PluginManifest Read(string folder)
    {
        Dictionary<string, string> values = ReadFields(Path.Combine(folder, FileName));
        if (values.Keys.FirstOrDefault(field => !Fields.Contains(field)) is { } unknown)
        {
            throw new PluginRefusedException(
                $"{FileName} has an unknown field '{unknown}'.{Suggestions.DidYouMean(unknown, Fields)} The fields are {string.Join(", ", Fields)}.");
        }

        if (Fields.FirstOrDefault(field => !values.TryGetValue(field, out string? value) || string.IsNullOrWhiteSpace(value)) is { } missing)
        {
            throw new PluginRefusedException($"{FileName} has no '{missing}'; it must give {string.Join(", ", Fields)}.");
        }

        if (!ContractVersion.TryParse(values["contract"], out ContractVersion contract))
        {
            throw new PluginRefusedException(
                $"{FileName} gives the contract '{values["contract"]}'; write it as major.minor, such as \"{ContractVersion.OfHost}\".");
        }

        string assembly = values["assembly"];
        if (Path.GetFileName(assembly) != assembly || !assembly.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            throw new PluginRefusedException(
                $"{FileName} gives the assembly '{assembly}'; name a .dll file in the plugin's own folder, without a path.");
        }

        return new PluginManifest(values["name"], values["version"], contract, assembly);
    }

    static Dictionary<string, string> ReadFields(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file), Syntax);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new PluginRefusedException($"{FileName} is not a JSON object; it must give {string.Join(", ", Fields)}.");
            }

            return document.RootElement.EnumerateObject().ToDictionary(
                field => field.Name,
                field => field.Value.ValueKind == JsonValueKind.String
                    ? field.Value.GetString()!
                    : throw new PluginRefusedException($"{FileName} gives '{field.Name}' as {field.Value.GetRawText()}; put the value in quotes."));
        }
        catch (JsonException error)
        {
            throw new PluginRefusedException($"{FileName} is not valid JSON: {error.Message}", error);
        }
        catch (InvalidOperationException error)
        {
            // Escaped halves of characters are JSON, but no text.
            throw new PluginRefusedException($"{FileName} has a text that is none: {error.Message}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PluginRefusedException($"{FileName} cannot be read: {error.Message}", error);
        }
    }
}
