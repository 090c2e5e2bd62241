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
    /// Loads the plugins in some folders: each of their sub-folders that has a <c>plugin.json</c>, in the order of the folders and then of the
    /// sub-folders' names. A plugin that cannot be used is listed with the reason, and the others are there without it.
    /// A folder that does not exist has no plugins.
    /// </summary>
    public static PluginCatalog Discover(params IReadOnlyList<string> folders) => Discover(folders, new Dictionary<string, string>());

    /// <summary>
    /// The same with a choice of versions. Of plugins of one name only one is loaded: the version that was chosen, else the newest that fits the host's contract,
    /// of equal ones the first. No code of the others runs.
    /// </summary>
    /// <param name="folders">Where plugins are.</param>
    /// <param name="versions">The version of a plugin that is to be used, by its name.</param>
    /// <param name="hold">Whether the plugins are used from now on, so that nobody deletes them meanwhile.</param>
    /// <exception cref="UserException">A version that was chosen is not there.</exception>
    public static PluginCatalog Discover(IReadOnlyList<string> folders, IReadOnlyDictionary<string, string> versions, bool hold = true)
    {
        FoundPlugin[] found = [.. folders.SelectMany(FoundPlugin.In)];
        PluginCatalog catalog = new(folders);
        IReadOnlyDictionary<string, FoundPlugin> used = Used(found, versions);
        if (versions.Keys.FirstOrDefault(name => !used.ContainsKey(name)) is { } absent)
        {
            throw UserException.Configuration(
                $"plugins:versions chooses {absent} {versions[absent]}, but there is no plugin {absent}.{Suggestions.DidYouMean(absent, used.Keys)} Correct the name, or take it out (astra config show).");
        }

        foreach (FoundPlugin plugin in found)
        {
            catalog.Add(plugin, plugin.Manifest is null ? plugin : used[plugin.Manifest.Name], hold);
        }

        return catalog;
    }

    /// <summary>Which of the plugins of each name is used, by the names in any case of letters.</summary>
    /// <exception cref="UserException">A version that was chosen is not there.</exception>
    public static IReadOnlyDictionary<string, FoundPlugin> Used(IEnumerable<FoundPlugin> found, IReadOnlyDictionary<string, string> versions) =>
        found.Where(plugin => plugin.Manifest is not null).GroupBy(plugin => plugin.Manifest!.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => Choose([.. group], versions), StringComparer.OrdinalIgnoreCase);

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

    static FoundPlugin Choose(FoundPlugin[] versions, IReadOnlyDictionary<string, string> chosen)
    {
        string name = versions[0].Manifest!.Name;
        if (chosen.FirstOrDefault(choice => choice.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { } version)
        {
            return versions.FirstOrDefault(plugin => plugin.Manifest!.Version == version) ?? throw UserException.Configuration(
                $"plugins:versions chooses {name} {version}, which is not there. There {(versions.Length == 1 ? "is" : "are")} "
                + $"{string.Join(", ", versions.Select(plugin => plugin.Manifest!.Version))}: choose one of these, or take it out (astra config show).");
        }

        return versions.OrderByDescending(plugin => PluginLoader.WrongContract(plugin.Manifest!) is null)
            .ThenByDescending(plugin => plugin.Manifest!.Version, PluginVersion.Order).First();
    }

    void Add(FoundPlugin found, FoundPlugin used, bool hold)
    {
        PluginManifest? manifest = found.Manifest;
        try
        {
            if (manifest is null)
            {
                throw new PluginRefusedException(found.Trouble!);
            }

            if (!ReferenceEquals(found, used))
            {
                plugins.Add(new InstalledPlugin(
                    manifest.Name, manifest.Version, manifest.Contract, found.Folder,
                    PluginLoader.WrongContract(manifest) is null ? PluginState.StandingBy : PluginState.Refused,
                    PluginLoader.WrongContract(manifest) ?? $"{used.Manifest!.Name} {used.Manifest.Version} in {used.Folder} is used."));
                return;
            }

            InstalledPlugin plugin = new(manifest.Name, manifest.Version, manifest.Contract, found.Folder, PluginState.Loaded, Reason: null);
            if (hold)
            {
                PluginUse.Hold(found.Folder);
            }

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
            string name = manifest?.Name ?? Path.GetFileName(found.Folder);
            plugins.Add(new InstalledPlugin(name, manifest?.Version, manifest?.Contract, found.Folder, PluginState.Refused, RefusalReason.Of(error)));
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
