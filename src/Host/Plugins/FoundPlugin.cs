namespace Astra.Host.Plugins;

/// <summary>A folder that holds a plugin, before any of its code is loaded.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="Manifest">What it says of itself; null when that cannot be read.</param>
/// <param name="Trouble">Why its manifest cannot be read; null when it can.</param>
sealed record FoundPlugin(string Folder, PluginManifest? Manifest, string? Trouble)
{
    /// <summary>Marks a plugin that was removed while a process used it; its folder is deleted later.</summary>
    public const string RemovedMark = ".removed";

    /// <summary>The plugins in a folder of plugins, by the names of their folders; none where it does not exist. Hidden folders hold what is being installed.</summary>
    public static IEnumerable<FoundPlugin> In(string folder) => Directory.Exists(folder)
        ? Directory.GetDirectories(Path.GetFullPath(folder))
            .Where(plugin => !Path.GetFileName(plugin).StartsWith('.') && !File.Exists(Path.Combine(plugin, RemovedMark)))
            .Order(StringComparer.Ordinal).Select(Read).OfType<FoundPlugin>()
        : [];

    /// <summary>Null for a folder that is no plugin's.</summary>
    public static FoundPlugin? Read(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, PluginManifest.FileName)))
            {
                return new FoundPlugin(folder, PluginManifest.Read(folder), null);
            }

            return Directory.EnumerateFiles(folder, "*.dll").Any()
                ? new FoundPlugin(
                    folder, null, $"it has assemblies but no {PluginManifest.FileName}. Copy that from the plugin's build, or remove the folder.")
                : null;
        }
        catch (Exception e) when (e is PluginRefusedException or IOException or UnauthorizedAccessException)
        {
            return new FoundPlugin(folder, null, RefusalReason.Of(e));
        }
    }
}
