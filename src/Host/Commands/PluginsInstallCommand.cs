using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Installation;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra plugins install</c>: puts a plugin that loads and fits beside the versions that are there.</summary>
static class PluginsInstallCommand
{
    public static readonly Option<bool> User = new("--user")
    {
        Description = "In the user's folder of plugins, for all workspaces, and not in this workspace.",
    };

    public static Command Create()
    {
        Argument<string> source = new("FOLDER|ZIP") { Description = "A plugin's folder, with its plugin.json, or a ZIP archive of one." };
        Option<bool> force = new("--force") { Description = "Replace another content under the same version." };
        Command command = new(
            "install",
            "Install a plugin into the workspace, or for the user, after checking that it loads. Versions stand side by side: the newest that fits is used. A run or a service that is under way goes on with what it has loaded.")
        {
            Arguments = { source },
            Options = { User, force },
        };
        command.SetAction(parsed =>
        {
            AstraConfiguration configuration = ConfigurationOptions.Load(parsed);
            IReadOnlyList<string> folders = AstraApplication.PluginFolders(configuration);
            string root = parsed.GetValue(User) ? PluginPlaces.OfUser : PluginPlaces.Of(configuration.Workspace);
            FoundPlugin[] before = [.. folders.SelectMany(FoundPlugin.In)];

            // Without the configured versions: one that is not there yet may be what is being installed.
            PluginCatalog others = PluginCatalog.Discover(folders, new Dictionary<string, string>(), hold: false);
            InstalledVersion installed = new PluginStore(root).Install(Path.GetFullPath(parsed.GetRequiredValue(source)), others, parsed.GetValue(force));
            TextWriter output = parsed.InvocationConfiguration.Output;
            PluginManifest manifest = installed.Manifest;
            if (installed.WasThere)
            {
                output.WriteLine($"{manifest.Name} {manifest.Version} is installed already, in {installed.Folder}.");
            }
            else
            {
                output.WriteLine(
                    $"Installed {manifest.Name} {manifest.Version} in {installed.Folder}, with {string.Join(", ", installed.Pipelines.Select(pipeline => pipeline.Name))}.");
            }

            FoundPlugin used = Used(folders, manifest.Name, configuration.PluginVersions);
            if (used.Folder != installed.Folder)
            {
                output.WriteLine(
                    $"{manifest.Name} {used.Manifest!.Version} in {used.Folder} is used. Choose this version with --set plugins:versions={manifest.Name}={manifest.Version}, or for good in astra.json.");
            }

            bool loadedElsewhere = before.Any(plugin =>
                manifest.Name.Equals(plugin.Manifest?.Name, StringComparison.OrdinalIgnoreCase) && PluginUse.IsUsed(plugin.Folder) == true);
            if (loadedElsewhere || RunIsUnderWay(configuration.Workspace))
            {
                output.WriteLine("An astra that is running goes on with what it has loaded: restart the service to use another version.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The version of a plugin that is used from now on.</summary>
    static FoundPlugin Used(IReadOnlyList<string> folders, string name, IReadOnlyDictionary<string, string> chosen)
    {
        FoundPlugin[] versions = [.. folders.SelectMany(FoundPlugin.In).Where(plugin => name.Equals(plugin.Manifest?.Name, StringComparison.OrdinalIgnoreCase))];
        return PluginCatalog.Used(versions, chosen.Where(choice => versions.Any(plugin => plugin.Manifest!.Version == choice.Value)).ToDictionary())[name];
    }

    /// <summary>Whether another process runs pipelines in a workspace.</summary>
    public static bool RunIsUnderWay(string workspace)
    {
        if (!File.Exists(Path.Combine(workspace, "run.lock")))
        {
            return false;
        }

        using RunLock? free = RunLock.TryTake(workspace);
        return free is null;
    }
}
