using System.CommandLine;
using System.Text.Json;
using Astra.Host.Commands;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

public sealed class PluginCommandsTests : IDisposable
{
    readonly PluginFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Plugins_lists_each_plugin_and_says_why_one_is_refused()
    {
        folder.Copy("NoOp");
        PluginFolder.SetManifest(folder.Copy("Faulty"), "contract", "99.0");

        string[] lines = Run("plugins").Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["plugin", "version", "contract", "state", "folder"], Cells(lines[0]));
        Assert.Equal(["Faulty", "1.0.0", "99.0", "refused", Path.Combine(folder.Path, "Faulty")], Cells(lines[1]));
        Assert.Equal(["NoOp", "1.0.0", "1.1", "loaded", Path.Combine(folder.Path, "NoOp")], Cells(lines[2]));
        Assert.Equal(["Faulty 1.0.0 is refused: it was built against contract 99.0; this host has 1.1. Rebuild the plugin."], lines[3..]);
    }

    [Fact]
    public void Plugins_says_where_it_looked_when_there_are_none() => Assert.Equal($"No plugin was found in {folder.Path}.{Environment.NewLine}", Run("plugins"));

    [Fact]
    public void Plugins_prints_JSON_for_programs()
    {
        PluginFolder.SetManifest(folder.Copy("NoOp"), "contract", "99.0");

        JsonElement plugin = Assert.Single(RunJson("plugins", "--json").EnumerateArray());

        Assert.Equal(("NoOp", "1.0.0", "99.0", "refused"), (Text(plugin, "name"), Text(plugin, "version"), Text(plugin, "contract"), Text(plugin, "state")));
        Assert.StartsWith("it was built against contract 99.0", Text(plugin, "reason"));
        Assert.Equal(Path.Combine(folder.Path, "NoOp"), Text(plugin, "folder"));
    }

    [Fact]
    public void Pipelines_lists_what_can_be_run()
    {
        folder.Copy("NoOp");

        string[] lines = Run("pipelines").Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["pipeline", "version", "plugin", "unit", "kinds", "inputs", "description"], Cells(lines[0]));
        Assert.Equal(["NoOp", "1.0.0", "NoOp", "spectrum", "combined, visit", "ra, snr, 1 optional"], Cells(lines[1])[..6]);
        Assert.StartsWith("NoOpModel", lines[2]);
        Assert.StartsWith("NoOpSource", lines[3]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void Pipelines_says_where_to_look_when_there_are_none() =>
        Assert.Equal($"There is no pipeline. See what became of the plugins with: astra plugins{Environment.NewLine}", Run("pipelines"));

    [Fact]
    public void Pipelines_prints_JSON_for_programs()
    {
        folder.Copy("NoOp");

        JsonElement source = RunJson("pipelines", "--json").EnumerateArray().Single(pipeline => Text(pipeline, "name") == "NoOpSource");

        Assert.Equal(("1.0.0", "NoOp", "source"), (Text(source, "version"), Text(source, "plugin"), Text(source, "unit")));
        Assert.Equal(0, source.GetProperty("kinds").GetArrayLength());
        Assert.Equal(["flux", "teff"], source.GetProperty("inputs").EnumerateArray().Select(input => input.GetString()));
    }

    [Fact]
    public void Describe_says_all_that_a_pipeline_declares()
    {
        folder.Copy("NoOp");

        string[] lines = [.. Run("describe", "NoOp").Split(Environment.NewLine).Select(line => string.Join(" ", Cells(line)))];

        Assert.Equal("NoOp 1.0.0, from the plugin NoOp 1.0.0", lines[0]);
        Assert.Contains("works on spectra: combined and visit", lines);
        Assert.Contains("reference docs/plugin-author.md", lines);
        Assert.Contains("ra source.ra spectrum excluded", lines);
        Assert.Contains("teff aspcap.teff goes on without", lines);
        Assert.Contains("min_pixels 100 number of usable pixels below which FEW_PIXELS is set", lines);
        Assert.Contains("wavelength_range float64 array Angstrom wavelengths of the outermost usable pixels", lines);
        Assert.Contains("FEW_PIXELS 1 warn fewer usable pixels than the option min_pixels", lines);
        Assert.Contains("Bad together: FEW_PIXELS and LOW_SNR.", lines);
        Assert.Contains("Every result also has:", lines);
        Assert.Contains(lines, line => line.StartsWith("task_pk source_pk spectrum_pk", StringComparison.Ordinal));
    }

    [Fact]
    public void Describe_says_which_models_a_pipeline_takes()
    {
        folder.Copy("NoOp");

        Assert.Contains("model      needed; imports a text file with one number; no options", Run("describe", "NoOpModel"));
    }

    [Fact]
    public void Describe_prints_JSON_for_programs()
    {
        folder.Copy("NoOp");

        JsonElement pipeline = RunJson("describe", "NoOp", "--json");

        Assert.Equal(13, pipeline.GetProperty("columns").GetArrayLength());
        JsonElement column = pipeline.GetProperty("columns")[0];
        Assert.Equal(("mean_flux", "float32", true), (Text(column, "name"), Text(column, "type"), column.GetProperty("indexed").GetBoolean()));
        Assert.Equal(100, pipeline.GetProperty("options").EnumerateArray().Single(option => Text(option, "name") == "min_pixels").GetProperty("default").GetInt32());
        Assert.Equal("warn", Text(pipeline.GetProperty("flags")[1], "severity"));
        Assert.Equal("FEW_PIXELS", pipeline.GetProperty("bad_combinations")[0][0].GetString());
    }

    [Fact]
    public void Describe_of_an_unknown_pipeline_is_a_mistake_of_the_user()
    {
        folder.Copy("NoOp");

        UserException mistake = Assert.Throws<UserException>(() => Run("describe", "NoOpp"));

        Assert.Equal("no pipeline 'NoOpp'. Did you mean NoOp? Pipelines: NoOp, NoOpModel, NoOpSource.", mistake.Message);
    }

    string Run(params string[] arguments)
    {
        RootCommand root = new() { PluginsCommand.Create(Plugins), PipelinesCommand.Create(Plugins), DescribeCommand.Create(Plugins) };
        using StringWriter output = new();
        int exitCode = root.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        Assert.Equal(ExitCode.Done, exitCode);
        return output.ToString();

        PluginCatalog Plugins(ParseResult parsed) => folder.Discover();
    }

    JsonElement RunJson(params string[] arguments) => JsonDocument.Parse(Run(arguments)).RootElement;

    static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();
}
