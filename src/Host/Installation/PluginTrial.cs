using Astra.Host.Plugins;

namespace Astra.Host.Installation;

/// <summary>What came of loading a plugin to see whether it loads.</summary>
/// <param name="Plugin">The plugin, with the reason where it is refused.</param>
/// <param name="Manifest">Its manifest; null when that cannot be read.</param>
/// <param name="Pipelines">Its pipelines; none where it is refused.</param>
sealed record PluginTrial(InstalledPlugin Plugin, PluginManifest? Manifest, IReadOnlyList<InstalledPipeline> Pipelines)
{
    /// <summary>Loads the plugin in a folder as the host does at its start, but on a thread of its own: loading runs code of the plugin, which may never come back.</summary>
    public static PluginTrial Of(string folder, TimeSpan limit)
    {
        PluginTrial? trial = null;
        Thread thread = new(() => trial = Load(folder)) { IsBackground = true, Name = "astra plugin trial" };
        thread.Start();
        return thread.Join(limit)
            ? trial!
            : Refused(folder, null, Invariant($"loading it did not come back within {limit.TotalSeconds:0.#} s. Do nothing that waits in constructors and static fields."));
    }

    static PluginTrial Load(string folder)
    {
        PluginManifest? manifest = null;
        try
        {
            manifest = PluginManifest.Read(folder);
            InstalledPlugin plugin = new(manifest.Name, manifest.Version, manifest.Contract, folder, PluginState.Loaded, null);
            return new PluginTrial(plugin, manifest, PluginLoader.Load(plugin, manifest));
        }
        catch (Exception e)
        {
            return Refused(folder, manifest, RefusalReason.Of(e));
        }
    }

    static PluginTrial Refused(string folder, PluginManifest? manifest, string reason) => new(
        new InstalledPlugin(
            manifest?.Name ?? Path.GetFileName(folder), manifest?.Version, manifest?.Contract, folder, PluginState.Refused, reason),
        manifest, []);
}
