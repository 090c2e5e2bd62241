using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Astra.Host.Configuration;
using Astra.Host.Plugins;

namespace Astra.Host.Commands;

/// <summary><c>astra config show</c>: what holds, and where it comes from.</summary>
static class ConfigCommand
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="findPipelines">Lists the pipelines that there are, and says whether a plugin could not be loaded.</param>
    public static Command Create(Func<AstraConfiguration, (IReadOnlyList<PipelineDeclaration> Pipelines, bool SomePluginsFailed)> findPipelines)
    {
        Option<bool> json = new("--json") { Description = "Write JSON, for programs." };
        Command show = new("show", "Prints every setting, its effective value and where it comes from.") { json };
        show.SetAction(parsed =>
        {
            AstraConfiguration configuration = ConfigurationOptions.Load(parsed);
            (IReadOnlyList<PipelineDeclaration> pipelines, bool somePluginsFailed) = findPipelines(configuration);
            EffectiveSetting[] settings =
            [
                .. configuration.Effective,
                .. configuration.ForPipelines(pipelines, somePluginsFailed).Values.SelectMany(pipeline => pipeline.Effective),
            ];
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(ToJson(settings));
            }
            else
            {
                WriteTable(settings, output);
            }

            foreach (string warning in configuration.UnknownVariables)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"astra: warning: {warning}");
            }
        });
        return new Command("config", "Shows the configuration.") { show };
    }

    static void WriteTable(IReadOnlyList<EffectiveSetting> settings, TextWriter output)
    {
        (string Key, string Value, string Origin)[] rows = [.. settings.Select(setting => (setting.Key, ToText(setting.Value), setting.Origin))];
        int keyWidth = rows.Max(row => row.Key.Length);
        int valueWidth = rows.Max(row => row.Value.Length);
        foreach ((string key, string value, string origin) in rows)
        {
            output.WriteLine($"{key.PadRight(keyWidth)}   {value.PadRight(valueWidth)}   {origin}");
        }
    }

    static string ToText(object value) => value switch
    {
        string[] list => list.Length == 0 ? "-" : string.Join(Path.PathSeparator, list),
        "" => "-",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => (string)value,
    };

    static string ToJson(IEnumerable<EffectiveSetting> settings) => new JsonArray([.. settings.Select(setting => new JsonObject
    {
        ["key"] = setting.Key,
        ["value"] = JsonSerializer.SerializeToNode(setting.Value),
        ["origin"] = setting.Origin,
        ["description"] = setting.Description,
    })]).ToJsonString(Indented);
}
