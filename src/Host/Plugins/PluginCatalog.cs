using Astra.Host.Errors;

namespace Astra.Host.Plugins;

/// <summary>The plugins that were found at start and the pipelines that they bring.</summary>
sealed class PluginCatalog
{
    readonly List<InstalledPlugin> plugins = [];
    readonly Dictionary<string, InstalledPipeline> pipelines = new(StringComparer.OrdinalIgnoreCase);

    PluginCatalog(IReadOnlyList<string> folders) => Folders = folders;

    /// <summary>Where plugins were looked for.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>Every plugin that was found, usable or not, in the order in which they were loaded.</summary>
    public IReadOnlyList<InstalledPlugin> Plugins => plugins;

    /// <summary>The pipelines of the usable plugins, by name.</summary>
    public IReadOnlyList<InstalledPipeline> Pipelines => [.. pipelines.Values.OrderBy(pipeline => pipeline.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>
    /// Loads every plugin in some folders: each of their sub-folders that has a <c>plugin.json</c>, in the order of the folders and then of the
    /// sub-folders' names. A plugin that cannot be used is listed with the reason, and the others are there without it.
    /// A folder that does not exist has no plugins.
    /// </summary>
    public static PluginCatalog Discover(params IReadOnlyList<string> folders)
    {
        PluginCatalog catalog = new(folders);
        foreach (string folder in folders.Where(Directory.Exists))
        {
            foreach (string plugin in Directory.GetDirectories(Path.GetFullPath(folder)).Order(StringComparer.Ordinal))
            {
                catalog.Add(plugin);
            }
        }

        return catalog;
    }

    /// <summary>The pipeline of a name, in any case of letters.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public InstalledPipeline Find(string name)
    {
        if (pipelines.TryGetValue(name, out InstalledPipeline? pipeline))
        {
            return pipeline;
        }

        if (pipelines.Count == 0)
        {
            string why = plugins.Count == 0
                ? $"no plugin was found in {string.Join(" or ", Folders)}. Put a plugin's folder there."
                : "every plugin was refused. See why with: astra plugins";
            throw UserException.Usage($"no pipeline '{name}': {why}");
        }

        IEnumerable<string> known = Pipelines.Select(known => known.Name);
        string[] refused = [.. plugins.Where(plugin => plugin.State == PluginState.Refused).Select(plugin => plugin.Name)];
        string without = refused.Length == 0 ? string.Empty : $" Refused plugins: {string.Join(", ", refused)}; see why with: astra plugins";
        throw UserException.Usage($"no pipeline '{name}'.{Suggestions.DidYouMean(name, known)} Pipelines: {string.Join(", ", known)}.{without}");
    }

    void Add(string folder)
    {
        PluginManifest? manifest = null;
        try
        {
            if (!File.Exists(Path.Combine(folder, PluginManifest.FileName)))
            {
                if (Directory.EnumerateFiles(folder, "*.dll").Any())
                {
                    throw new PluginRefusedException(
                        $"it has assemblies but no {PluginManifest.FileName}. Copy that from the plugin's build, or remove the folder.");
                }

                return;
            }

            manifest = PluginManifest.Read(folder);
            InstalledPlugin plugin = new(manifest.Name, manifest.Version, manifest.Contract, folder, PluginState.Loaded, Reason: null);
            IReadOnlyList<InstalledPipeline> loaded = PluginLoader.Load(plugin, manifest);
            CheckThatNamesAreFree(loaded);
            plugins.Add(plugin);
            foreach (InstalledPipeline pipeline in loaded)
            {
                pipelines.Add(pipeline.Name, pipeline);
            }
        }
        catch (Exception error)
        {
            // Whatever happens while a plugin is loaded is the plugin's fault, and never a reason for the host not to start.
            string name = manifest?.Name ?? Path.GetFileName(folder);
            plugins.Add(new InstalledPlugin(name, manifest?.Version, manifest?.Contract, folder, PluginState.Refused, RefusalReason.Of(error)));
        }
    }

    void CheckThatNamesAreFree(IReadOnlyList<InstalledPipeline> loaded)
    {
        foreach (InstalledPipeline pipeline in loaded)
        {
            if (pipelines.TryGetValue(pipeline.Name, out InstalledPipeline? first))
            {
                throw new PluginRefusedException(
                    $"its pipeline {pipeline.Name} is already there from the plugin {first.Plugin.Name} {first.Plugin.Version} in {first.Plugin.Folder}. "
                    + "Remove one of the two.");
            }
        }
    }
}
