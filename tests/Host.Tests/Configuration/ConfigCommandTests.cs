using System.CommandLine;
using System.Text.Json.Nodes;
using Astra.Host.Commands;
using Astra.Host.Configuration;
using Astra.Host.Errors;

namespace Astra.Host.Tests.Configuration;

public sealed class ConfigCommandTests
{
    [Fact]
    public void Show_prints_each_setting_with_its_value_and_origin()
    {
        string[] lines = Run("config", "show", "--workspace", "/nowhere", "--set", "run:threads=2").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Matches("^workspace +/nowhere +command line$", lines[0]);
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^run:threads +2 +command line$"));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^run:batch +64 +default$"));
        Assert.Equal(Settings.All.Count, lines.Length);
    }

    [Fact]
    public void Show_writes_json_for_programs()
    {
        JsonArray settings = JsonNode.Parse(Run("config", "show", "--json", "-w", "/nowhere", "--set", "plugins:folders=a"))!.AsArray();

        Assert.Equal(64, Of(settings, "run:batch")["value"]!.GetValue<int>());
        Assert.Equal("a", Of(settings, "plugins:folders")["value"]![0]!.GetValue<string>());
        Assert.Equal("command line", Of(settings, "plugins:folders")["origin"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("run:threads")]
    [InlineData("=2")]
    [InlineData("workspace=/nowhere")]
    public void An_assignment_that_is_none_is_wrong_usage(string assignment) =>
        Assert.Equal(ExitCode.WrongUsage, Assert.Throws<UserException>(() => ConfigurationOptions.Parse([assignment])).ExitCode);

    [Fact]
    public void An_assignment_ends_at_its_first_equals_sign_and_the_last_one_counts() =>
        Assert.Equal("b=c", ConfigurationOptions.Parse(["pipelines:A:mode=x", "PIPELINES:a:mode=b=c"])["pipelines:A:mode"]);

    static JsonNode Of(JsonArray settings, string key) => settings.Single(setting => setting!["key"]!.GetValue<string>() == key)!;

    static string Run(params string[] arguments)
    {
        RootCommand root = new() { ConfigCommand.Create(_ => ([], false)), ConfigurationOptions.Workspace, ConfigurationOptions.Set };
        StringWriter output = new() { NewLine = "\n" };
        Assert.Equal(ExitCode.Done, root.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }));
        return output.ToString();
    }
}
