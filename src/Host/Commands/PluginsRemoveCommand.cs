using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Installation;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra plugins remove</c>: takes a version of a plugin away. Its results and models stay.</summary>
static class PluginsRemoveCommand
{
    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "The plugin's name (astra plugins)." };
        Argument<string?> version = new("VERSION") { Description = "Its version, where several are there.", Arity = ArgumentArity.ZeroOrOne };
        Command command = new(
            "remove",
            "Remove a plugin from the workspace, or from the user's folder. Results of its pipelines, and models in the workspace, stay. A run or a service that is under way goes on with what it has loaded.")
        {
            Arguments = { name, version },
            Options = { PluginsInstallCommand.User },
        };
        command.SetAction(parsed =>
        {
            AstraConfiguration configuration = ConfigurationOptions.Load(parsed);
            bool ofUser = parsed.GetValue(PluginsInstallCommand.User);
            string root = ofUser ? PluginPlaces.OfUser : PluginPlaces.Of(configuration.Workspace);
            PluginStore store = new(root);
            FoundPlugin plugin = Choose(store, root, parsed.GetRequiredValue(name), parsed.GetValue(version), ofUser);
            bool used = store.Remove(plugin, PluginsInstallCommand.RunIsUnderWay(configuration.Workspace));
            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine(
                $"Removed {plugin.Manifest?.Name ?? Path.GetFileName(plugin.Folder)} {plugin.Manifest?.Version} from {root}. Results of its pipelines, and models in the workspace, stay.");
            if (used)
            {
                output.WriteLine(
                    "An astra that is running has loaded it and goes on with it until it ends: restart the service. The folder is deleted with the next install or remove.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <exception cref="UserException">There is none, or several.</exception>
    static FoundPlugin Choose(PluginStore store, string root, string name, string? version, bool ofUser)
    {
        IReadOnlyList<FoundPlugin> versions = store.Versions(name);
        FoundPlugin[] chosen = [.. versions.Where(plugin => version is null || plugin.Manifest?.Version == version)];
        string known = string.Join(", ", versions.Select(plugin => plugin.Manifest?.Version ?? "?"));
        if (chosen.Length == 1)
        {
            return chosen[0];
        }

        if (chosen.Length > 1)
        {
            throw UserException.Usage(version is null
                ? $"{root} has {chosen.Length} versions of {name}: {known}. Say which one to remove: astra plugins remove {name} VERSION"
                : $"{root} has {name} {version} {chosen.Length} times: {string.Join(", ", chosen.Select(plugin => plugin.Folder))}. Delete the folder of one.");
        }

        if (versions.Count > 0)
        {
            throw UserException.Usage($"{root} has no {name} {version}. It has {known}.");
        }

        (string Place, string Root, string Way)[] elsewhere =
        [
            ("It is in the user's folder", PluginPlaces.OfUser, ofUser ? string.Empty : "add --user."),
            ("It comes with astra", PluginPlaces.Shipped, "such plugins cannot be removed. To use another version of it, install that: the newest is used."),
        ];
        string? there = elsewhere.Where(place => place.Root != root && new PluginStore(place.Root).Versions(name).Count > 0)
            .Select(place => $" {place.Place}, {place.Root}: {place.Way}").FirstOrDefault();
        throw UserException.Usage($"{root} has no plugin {name}.{there ?? Suggestions.DidYouMean(name, store.Names)}");
    }
}
