using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Models;

/// <summary>Whether models are as they were made, and whether there is anything among them that is none.</summary>
static class ModelCheck
{
    /// <summary>The folders of models in a workspace, whether or not their pipelines are installed, and of those that plugins ship.</summary>
    public static IReadOnlyList<(string Folder, bool Shipped)> Folders(string workspace, IEnumerable<InstalledPipeline> pipelines) =>
    [
        .. FoldersIn(Path.Combine(workspace, "models")).SelectMany(FoldersIn).Where(IsVisible).Select(folder => (folder, false)),
        .. pipelines.Select(pipeline => pipeline.Plugin.Folder).Distinct().Order(StringComparer.Ordinal)
            .SelectMany(folder => FoldersIn(Path.Combine(folder, "models"))).Where(IsVisible).Select(folder => (folder, true)),
    ];

    /// <summary>Compares the files of a model with its manifest; null when all is well.</summary>
    public static Finding? Check(string folder, bool shipped)
    {
        string advice = shipped
            ? "Install its plugin again."
            : "Import the model again (astra model import), or remove the folder.";
        try
        {
            return ManifestFile.Damage(ManifestFile.Read(folder), folder) is { } damage ? new Finding("models", folder, $"{damage}.", advice) : null;
        }
        catch (BadInputException e)
        {
            return new Finding("models", folder, $"It is no model: {e.Message}", advice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("models", folder, $"It cannot be read: {e.Message.TrimEnd('.')}.", advice);
        }
    }

    /// <summary>Folders that killed trainings and imports left.</summary>
    public static IEnumerable<Finding> LeftOver(string workspace) => FoldersIn(Path.Combine(workspace, "models")).SelectMany(FoldersIn)
        .Where(NewModelFolder.IsLeftOver)
        .Select(folder => new Finding("models", folder, "A model was being made here when its process was killed.", "Delete the folder; the next training or import does so too."));

    static bool IsVisible(string folder) => !Path.GetFileName(folder).StartsWith('.');

    static string[] FoldersIn(string folder) => Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)] : [];
}
