using System.Diagnostics;
using System.Text.Json.Nodes;
using Astra.Host.Errors;
using Astra.Host.Tests.EndToEnd;

namespace Astra.Host.Tests.Plugins;

public sealed class PluginCheckTests : IDisposable
{
    static readonly string NoOp = Path.Combine(PluginFolder.Built, "NoOp");
    static readonly string Faulty = Path.Combine(PluginFolder.Built, "Faulty");

    readonly PluginFolder folder = new();
    readonly Workspace workspace = new();

    public void Dispose()
    {
        folder.Dispose();
        workspace.Dispose();
    }

    [Fact]
    public void A_sound_plugin_passes_with_the_model_that_a_run_would_use()
    {
        Assert.Contains("wrong: opening, NoOpModel: It was not opened", workspace.Astra(ExitCode.DoneWithGaps, "plugins", "check", NoOp).Output);
        string number = workspace.Beside("seven.txt");
        File.WriteAllText(number, "7");
        workspace.Put(new() { Number = 1 });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        workspace.Astra(ExitCode.Done, "model", "import", "NoOpModel", number);

        string[] lines = workspace.Astra(ExitCode.Done, "plugins", "check", NoOp, "--spectrum", Directory.GetFiles(workspace.Stars)[0]).Output.Split('\n');

        Assert.Equal($"NoOp 1.0.0, contract 1.1, in {NoOp}", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("NoOp: nothing is wrong; ", StringComparison.Ordinal)
            && line.EndsWith("kB allocated for each, in batches of 64", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("NoOpModel: nothing is wrong, ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mistake_is_wrong_for_scripts_too()
    {
        Answer answer = workspace.Astra(ExitCode.DoneWithGaps, "plugins", "check", Faulty, "--option", "fault=wrong-flag", "--json");

        JsonNode report = JsonNode.Parse(answer.Output)!;
        Assert.False((bool)report["passed"]!);
        JsonNode pipeline = Assert.Single(report["pipelines"]!.AsArray())!;
        Assert.Equal(("Faulty", false), ((string?)pipeline["pipeline"], (bool)pipeline["passed"]!));
        Assert.Contains(
            pipeline["findings"]!.AsArray(),
            finding => (string?)finding!["severity"] == "wrong" && (string?)finding["what"] == "It set flag bits that it does not declare (5).");
    }

    [Fact]
    public void A_call_that_hangs_does_not_hang_the_command()
    {
        Stopwatch watch = Stopwatch.StartNew();

        Answer answer = workspace.Astra(ExitCode.DoneWithGaps, "plugins", "check", Faulty, "--option", "fault=hang-forever", "--option", "fault_seconds=3600", "--timeout", "1");

        Assert.Contains("did not come back within 1 s and did not stop when told to", answer.Output);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(10), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_plugin_that_the_host_refuses_is_wrong_with_the_hosts_reason()
    {
        string plugin = folder.Copy("NoOp");
        PluginFolder.SetManifest(plugin, "contract", "99.0");

        Assert.Contains(
            "The host refuses it: it was built against contract 99.0; this host has 1.1. Rebuild the plugin.",
            workspace.Astra(ExitCode.DoneWithGaps, "plugins", "check", plugin).Output);
    }

    [Fact]
    public void A_copy_of_the_contract_in_the_folder_is_advised()
    {
        string plugin = folder.Copy("Faulty");
        File.Copy(typeof(Contract).Assembly.Location, Path.Combine(plugin, "Astra.Abstractions.dll"));

        Assert.Contains("advice: plugin, Astra.Abstractions.dll: ", workspace.Astra(ExitCode.Done, "plugins", "check", plugin).Output);
    }

    [Theory]
    [InlineData("There is no folder ", "nowhere")]
    [InlineData("No pipeline of this plugin has an option 'falt'. Did you mean fault", "", "--option", "falt=none")]
    [InlineData("--timeout must be from 1 to 86400 seconds.", "", "--timeout", "0")]
    [InlineData("is no model: manifest.json cannot be read", "", "--model", "nowhere")]
    [InlineData("--option 'fault' is not of the form KEY=VALUE", "", "--option", "fault")]
    public void A_wrong_use_is_one_sentence(string sentence, string below, params string[] arguments) =>
        Assert.Contains(sentence, workspace.Astra(ExitCode.WrongUsage, ["plugins", "check", Path.Combine(Faulty, below), .. arguments]).Error);
}
