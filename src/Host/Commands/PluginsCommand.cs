using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary>
/// <c>astra plugins</c>: every plugin that was found, and why one is not used; <see cref="PluginsCheckCommand"/>, <see cref="PluginsInstallCommand"/> and
/// <see cref="PluginsRemoveCommand"/>.
/// </summary>
static class PluginsCommand
{
    public static Command Create(Func<ParseResult, PluginCatalog> plugins)
    {
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new("plugins", "List the plugins that were found, and why one is not used; or check, install and remove plugins.")
        {
            Options = { json },
            Subcommands = { PluginsCheckCommand.Create(), PluginsInstallCommand.Create(), PluginsRemoveCommand.Create() },
        };
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            PluginCatalog catalog = plugins(parsed);
            if (parsed.GetValue(json))
            {
                WriteJson(output, catalog);
            }
            else
            {
                WriteText(output, catalog);
            }

            return ExitCode.Done;
        });
        return command;
    }

    static void WriteJson(TextWriter output, PluginCatalog catalog) => JsonOutput.Write(output, catalog.Plugins.Select(plugin => new
    {
        plugin.Name,
        plugin.Version,
        Contract = plugin.Contract?.ToString(),
        State = StateOf(plugin),
        plugin.Reason,
        plugin.Folder,
    }));

    static void WriteText(TextWriter output, PluginCatalog catalog)
    {
        if (catalog.Plugins.Count == 0)
        {
            output.WriteLine($"No plugin was found in {string.Join(" or ", catalog.Folders)}.");
            return;
        }

        Listing listing = new("plugin", "version", "contract", "state", "folder");
        foreach (InstalledPlugin plugin in catalog.Plugins)
        {
            listing.Add(plugin.Name, plugin.Version ?? "?", plugin.Contract?.ToString() ?? "?", StateOf(plugin), plugin.Folder);
        }

        listing.Write(output);
        foreach (InstalledPlugin plugin in catalog.Plugins.Where(plugin => plugin.State != PluginState.Loaded))
        {
            output.WriteLine($"{plugin.Name} {plugin.Version ?? "?"} {(plugin.State == PluginState.Refused ? "is refused" : "stands by")}: {plugin.Reason}");
        }

        if (catalog.Plugins.FirstOrDefault(plugin => plugin.State == PluginState.StandingBy) is { } other)
        {
            output.WriteLine($"Use another version with --set plugins:versions={other.Name}={other.Version}, or for good in astra.json.");
        }
    }

    static string StateOf(InstalledPlugin plugin) => plugin.State switch
    {
        PluginState.Loaded => "loaded",
        PluginState.StandingBy => "standing by",
        _ => "refused",
    };
}
