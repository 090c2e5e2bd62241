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
    /// <exception cref="UserException">There is no key or no equals sign.</exception>
    public static Dictionary<string, string> Parse(IEnumerable<string> assignments)
    {
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw UserException.Usage($"--set '{assignment}' is not of the form KEY=VALUE, such as --set run:threads=2.");
            }

            string key = assignment[..equals].Trim();
            if (key.Equals(Settings.Workspace.Key, StringComparison.OrdinalIgnoreCase))
            {
                throw UserException.Usage("The workspace is chosen by --workspace FOLDER, not by --set.");
            }

            settings[key] = assignment[(equals + 1)..].Trim();
        }

        return settings;
    }
}
