using Astra.Host.Errors;
using Astra.Host.Models;
using Astra.Host.Plugins;

namespace Astra.Host.Installation;

/// <summary>
/// A folder of plugins that plugins are installed into and removed from: that of a workspace or the user's. A version has a folder of its own, <c>NAME-VERSION</c>,
/// which appears whole or not at all and is never written into afterwards, so that whoever has loaded it is not disturbed.
/// </summary>
/// <param name="root">The folder; made where it is not there.</param>
sealed class PluginStore(string root)
{
    /// <summary>What loading may take before a plugin counts as hanging.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The versions of a plugin that are here, newest first.</summary>
    /// <param name="name">The plugin's name, in any case of letters.</param>
    public IReadOnlyList<FoundPlugin> Versions(string name) =>
    [
        .. FoundPlugin.In(root).Where(plugin => (plugin.Manifest?.Name ?? Path.GetFileName(plugin.Folder)).Equals(name, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(plugin => plugin.Manifest?.Version, PluginVersion.Order),
    ];

    /// <summary>The names of the plugins that are here.</summary>
    public IReadOnlyList<string> Names => [.. FoundPlugin.In(root).Select(plugin => plugin.Manifest?.Name ?? Path.GetFileName(plugin.Folder)).Distinct()];

    /// <summary>Installs a plugin that loads and fits beside the others.</summary>
    /// <param name="source">Its folder, or a ZIP archive of it.</param>
    /// <param name="others">The plugins that are used now.</param>
    /// <param name="force">Whether to replace another content under the same version.</param>
    /// <exception cref="UserException">It is no plugin, it does not load, or there is another one in its place.</exception>
    public InstalledVersion Install(string source, PluginCatalog others, bool force)
    {
        using NewModelFolder arriving = NewModelFolder.In(root, "plugin");
        Sweep();
        string unpacked = UnpackedPlugin.From(source, arriving.Path);
        PluginTrial trial = PluginTrial.Of(unpacked, Patience);
        if (trial.Plugin.Reason is { } reason)
        {
            throw UserException.Usage($"{source} is not installed: {reason}");
        }

        PluginManifest manifest = trial.Manifest!;
        CheckName("name", manifest.Name, source);
        CheckName("version", manifest.Version, source);
        CheckThatPipelinesAreFree(trial, others, source);

        FoundPlugin[] same = [.. Versions(manifest.Name).Where(plugin => plugin.Manifest?.Version == manifest.Version)];
        if (same.FirstOrDefault(plugin => FolderDigest.Of(plugin.Folder) == FolderDigest.Of(unpacked)) is { } identical)
        {
            return new InstalledVersion(manifest, identical.Folder, trial.Pipelines, WasThere: true);
        }

        if (same.Length > 0 && !force)
        {
            throw UserException.Usage(
                $"{source} is not installed: {manifest.Name} {manifest.Version} is there with another content, in {same[0].Folder}. Give the new one another version, or replace the old one with --force.");
        }

        if (same.FirstOrDefault(plugin => PluginUse.IsUsed(plugin.Folder) == true) is { } used)
        {
            throw UserException.Usage(
                $"{source} is not installed: a running astra uses {manifest.Name} {manifest.Version} in {used.Folder}. Wait until it ends, or give the new one another version.");
        }

        PluginUse.Prepare(unpacked);
        string folder = Path.Combine(root, $"{manifest.Name}-{manifest.Version}");
        for (int another = 2; Directory.Exists(folder); another++)
        {
            // Beside the old one, which goes when the new one is in place: killed in between, the old one is used.
            folder = Path.Combine(root, Invariant($"{manifest.Name}-{manifest.Version}-{another}"));
        }

        Directory.Move(unpacked, folder);
        foreach (FoundPlugin old in same)
        {
            Delete(old.Folder);
        }

        return new InstalledVersion(manifest, folder, trial.Pipelines, WasThere: false);
    }

    /// <summary>Takes a version away. Its folder stays, marked, while somebody uses it.</summary>
    /// <param name="plugin">The version.</param>
    /// <param name="runUnderWay">Whether a run is under way that may use it, where its folder does not tell.</param>
    /// <returns>Whether a running process uses it.</returns>
    public bool Remove(FoundPlugin plugin, bool runUnderWay)
    {
        Sweep();
        bool isLink = new DirectoryInfo(plugin.Folder).LinkTarget is not null;
        if (!isLink && (PluginUse.IsUsed(plugin.Folder) ?? runUnderWay))
        {
            File.WriteAllText(Path.Combine(plugin.Folder, FoundPlugin.RemovedMark), string.Empty);
            return true;
        }

        Delete(plugin.Folder);
        return false;
    }

    /// <summary>Deletes what was removed while somebody used it, and is used no more.</summary>
    void Sweep()
    {
        foreach (string folder in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            if (File.Exists(Path.Combine(folder, FoundPlugin.RemovedMark)) && PluginUse.IsUsed(folder) != true)
            {
                Delete(folder);
            }
        }
    }

    /// <summary>Takes a folder away at once, and then deletes it: killed in between, it is no plugin any more.</summary>
    static void Delete(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            // What an author has linked to is the author's.
            Directory.Delete(folder);
            return;
        }

        File.WriteAllText(Path.Combine(folder, FoundPlugin.RemovedMark), string.Empty);
        foreach (string entry in Directory.GetFileSystemEntries(folder))
        {
            if (Path.GetFileName(entry) == FoundPlugin.RemovedMark)
            {
                continue;
            }

            if (Directory.Exists(entry) && new DirectoryInfo(entry).LinkTarget is null)
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    static void CheckName(string what, string text, string source)
    {
        if (!ModelCatalog.CanBeName(text.Replace('+', '-')))
        {
            throw UserException.Usage(
                $"{source} is not installed: {PluginManifest.FileName} gives the {what} '{text}', which cannot be part of a folder's name. Use letters, digits, '-', '_', '+' and '.', at most 64 of them.");
        }
    }

    static void CheckThatPipelinesAreFree(PluginTrial trial, PluginCatalog others, string source)
    {
        foreach (InstalledPipeline pipeline in trial.Pipelines)
        {
            InstalledPipeline? there = others.Pipelines.FirstOrDefault(other => other.Name.Equals(pipeline.Name, StringComparison.OrdinalIgnoreCase));
            if (there is not null && !there.Plugin.Name.Equals(trial.Plugin.Name, StringComparison.OrdinalIgnoreCase))
            {
                throw UserException.Usage(
                    $"{source} is not installed: its pipeline {pipeline.Name} is already there from the plugin {there.Plugin.Name} {there.Plugin.Version} in {there.Plugin.Folder}. Rename one, or remove that plugin first.");
            }
        }
    }
}

/// <summary>A plugin that was installed.</summary>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Pipelines">Its pipelines.</param>
/// <param name="WasThere">Whether the same was there already.</param>
sealed record InstalledVersion(PluginManifest Manifest, string Folder, IReadOnlyList<InstalledPipeline> Pipelines, bool WasThere);
