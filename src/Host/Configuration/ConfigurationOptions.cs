using System.CommandLine;
using Astra.Host.Errors;

namespace Astra.Host.Configuration;

/// <summary>The options of every command that say where the workspace is and set any setting.</summary>
static class ConfigurationOptions
{
    public static readonly Option<string?> Workspace = new("--workspace", "-w")
    {
        Description = "The workspace folder.",
        HelpName = "FOLDER",
        Recursive = true,
    };

    public static readonly Option<string[]> Set = new("--set")
    {
        Description = "Sets any setting for this call, such as run:threads=2 (astra config show lists them).",
        HelpName = "KEY=VALUE",
        Recursive = true,
    };

    /// <summary>Loads the configuration for a command line; what its own options set, such as <c>--threads</c>, goes before <c>--set</c>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="own">Keys that the command has options of its own for, with what was given; null when it was not.</param>
    public static AstraConfiguration Load(ParseResult parsed, params ReadOnlySpan<(string Key, string? Value)> own)
    {
        Dictionary<string, string> settings = Parse(parsed.GetValue(Set) ?? []);
        foreach ((string key, string? value) in own)
        {
            if (value is not null)
            {
                settings[key] = value;
            }
        }

        return AstraConfiguration.Load(parsed.GetValue(Workspace), settings, Environment.GetEnvironmentVariables());
    }

    /// <summary>Splits <c>KEY=VALUE</c>.</summary>
    /// <param name="assignments">What was given; of a key that is there twice, the last one counts.</param>
    /// <param name="option">The option that they were given with, for the message.</param>
    /// <param name="example">What one looks like.</param>
    /// <param name="onlyOnce">Refuses a key that is there twice.</param>
    /// <exception cref="UserException">There is no key or no equals sign.</exception>
    public static Dictionary<string, string> Parse(
        IEnumerable<string> assignments, string option = "--set", string example = "run:threads=2", bool onlyOnce = false)
    {
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw UserException.Usage($"{option} '{assignment}' is not of the form KEY=VALUE, such as {option} {example}.");
            }

            string key = assignment[..equals].Trim();
            if (option == "--set" && key.Equals(Settings.Workspace.Key, StringComparison.OrdinalIgnoreCase))
            {
                throw UserException.Usage($"The workspace is chosen by --workspace FOLDER, not by --set.");
            }

            string value = assignment[(equals + 1)..].Trim();
            if (onlyOnce && settings.TryGetValue(key, out string? first))
            {
                throw UserException.Usage($"{option} {key} is given twice, as '{first}' and as '{value}'. Keep one.");
            }

            settings[key] = value;
        }

        return settings;
    }
}
