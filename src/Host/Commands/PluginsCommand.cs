using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra plugins</c>: every plugin that was found, and why one is not used.</summary>
static class PluginsCommand
{
    public static Command Create(Func<ParseResult, PluginCatalog> plugins)
    {
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new("plugins", "List the plugins that were found, and why one is not used.") { Options = { json } };
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
        foreach (InstalledPlugin plugin in catalog.Plugins.Where(plugin => plugin.State == PluginState.Refused))
        {
            output.WriteLine($"{plugin.Name} {plugin.Version ?? "?"} is refused: {plugin.Reason}");
        }
    }

    static string StateOf(InstalledPlugin plugin) => plugin.State == PluginState.Loaded ? "loaded" : "refused";
}
