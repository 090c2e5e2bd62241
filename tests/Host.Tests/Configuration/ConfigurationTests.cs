using System.Collections;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Tests.Configuration;

public sealed class ConfigurationTests : IDisposable
{
    static readonly PipelineDeclaration Seeker = new()
    {
        Name = "Seeker",
        Version = new PipelineVersion(1, 0, 0),
        Description = "A pipeline with an option of each type.",
        Unit = UnitOfWork.Spectrum,
        Kinds = SpectrumKinds.Both,
        NeedsModel = true,
        Columns = [],
        Flags = new FlagLayout { Flags = [], BadCombinations = [], NoResult = 1 << 11 },
        Inputs = [],
        Options =
        [
            new OptionDeclaration("draws", 20, "How many draws."),
            new OptionDeclaration("clip", 0.5, "Where to clip."),
            new OptionDeclaration("strict", false, "Whether to be strict."),
            new OptionDeclaration("mode", "fast", "How to go about it."),
        ],
    };

    readonly string workspace = Directory.CreateTempSubdirectory("astra-configuration-").FullName;

    string File => Path.Combine(workspace, "astra.json");

    public void Dispose() => Directory.Delete(workspace, recursive: true);

    [Fact]
    public void Without_anything_set_the_defaults_hold_and_say_so()
    {
        AstraConfiguration configuration = Load();

        Assert.Equal(new RunSettings(Environment.ProcessorCount, 64, TimeSpan.FromMinutes(10), 1), configuration.Run);
        Assert.Empty(configuration.PluginFolders);
        Assert.Equal(Settings.All.Select(setting => setting.Key), configuration.Effective.Select(setting => setting.Key));
        Assert.All(configuration.Effective.Skip(1), setting => Assert.Equal("default", setting.Origin));
    }

    [Fact]
    public void Every_default_is_a_valid_value_of_its_own_setting() => Assert.All(
        Settings.All.Where(setting => !setting.IsList),
        setting => Assert.Equal(setting.DefaultValue, setting.Convert(setting.DefaultValue.ToString()!)));

    [Fact]
    public void The_file_is_beaten_by_the_environment_and_that_by_the_command_line()
    {
        System.IO.File.WriteAllText(File, """{ "Run": { "THREADS": 3, "batch": 16, "retries": 5 } }""");

        AstraConfiguration configuration = Load(
            commandLine: new() { ["run:Threads"] = "1" },
            environment: new() { ["ASTRA_RUN__THREADS"] = "2", ["astra_run__batch"] = "32" });

        Assert.Equal((1, 32, 5), (configuration.Run.Threads, configuration.Run.BatchSize, configuration.Run.Retries));
        Assert.Equal("command line", OriginOf(configuration, "run:threads"));
        Assert.Equal("environment astra_run__batch", OriginOf(configuration, "run:batch"));
        Assert.Equal("astra.json", OriginOf(configuration, "run:retries"));
        Assert.Equal("default", OriginOf(configuration, "run:timeout"));
    }

    [Fact]
    public void The_workspace_comes_from_the_option_then_from_the_environment_then_lies_in_the_current_folder()
    {
        Hashtable environment = new() { ["ASTRA_WORKSPACE"] = workspace };

        Assert.Equal(Path.GetFullPath("elsewhere"), AstraConfiguration.Load("elsewhere", new Dictionary<string, string>(), environment).Workspace);
        Assert.Equal(workspace, AstraConfiguration.Load(null, new Dictionary<string, string>(), environment).Workspace);
        Assert.Equal(Path.GetFullPath("astra-workspace"), AstraConfiguration.Load(null, new Dictionary<string, string>(), new Hashtable()).Workspace);
    }

    [Fact]
    public void The_file_cannot_name_the_workspace_that_it_lies_in()
    {
        System.IO.File.WriteAllText(File, """{ "workspace": "/elsewhere" }""");

        Assert.Equal($"{File} cannot set the workspace that it lies in. Use --workspace or ASTRA_WORKSPACE.", Refusal(() => Load()));
    }

    [Fact]
    public void An_empty_workspace_is_refused() =>
        Assert.StartsWith("The workspace (command line) is empty.", Refusal(() => AstraConfiguration.Load(" ", new Dictionary<string, string>(), new Hashtable())));

    [Fact]
    public void Plugin_folders_in_the_file_are_relative_to_it_and_others_to_the_current_folder()
    {
        System.IO.File.WriteAllText(File, """{ "plugins": { "folders": ["mine", "/theirs"] } }""");

        Assert.Equal([Path.Combine(workspace, "mine"), Path.GetFullPath("/theirs")], Load().PluginFolders);
        Assert.Equal(
            [Path.GetFullPath("a"), Path.GetFullPath("b")],
            Load(environment: new() { ["ASTRA_PLUGINS__FOLDERS"] = $"a{Path.PathSeparator}b" }).PluginFolders);
    }

    [Fact]
    public void A_list_comes_as_a_whole_from_one_place()
    {
        System.IO.File.WriteAllText(File, """{ "plugins": { "folders": ["one", "two", "three"] } }""");

        AstraConfiguration configuration = Load(environment: new() { ["ASTRA_PLUGINS__FOLDERS__0"] = "only" });

        Assert.Equal([Path.GetFullPath("only")], configuration.PluginFolders);
        Assert.Equal("environment ASTRA_PLUGINS__FOLDERS__0", OriginOf(configuration, "plugins:folders"));
    }

    [Theory]
    [InlineData("two")]
    [InlineData("-1")]
    [InlineData("1025")]
    [InlineData("2.5")]
    [InlineData("1,000")]
    public void A_value_outside_its_range_is_refused_with_key_value_and_origin(string value) => Assert.Equal(
        $"run:threads is '{value}' (environment ASTRA_RUN__THREADS), but must be a whole number from 0 to 1024.",
        Refusal(() => Load(environment: new() { ["ASTRA_RUN__THREADS"] = value })));

    [Fact]
    public void An_unknown_key_in_the_file_is_refused_with_near_ones()
    {
        System.IO.File.WriteAllText(File, """{ "run": { "treads": 3 } }""");

        Assert.Equal($"There is no setting 'run:treads' ({File}). Did you mean run:threads? (astra config show)", Refusal(() => Load()));
    }

    [Fact]
    public void An_unknown_key_on_the_command_line_is_refused() => Assert.StartsWith(
        "There is no setting 'run:bach' (command line). Did you mean run:batch?",
        Refusal(() => Load(commandLine: new() { ["run:bach"] = "1" })));

    [Theory]
    [InlineData("""{ "run": 5 }""", "run")]
    [InlineData("""{ "run": { "threads": [1] } }""", "run:threads:0")]
    [InlineData("""{ "pipelines": { "Seeker": "new" } }""", "pipelines:Seeker")]
    public void A_value_of_the_wrong_shape_is_refused(string json, string key)
    {
        System.IO.File.WriteAllText(File, json);

        Assert.StartsWith($"There is no setting '{key}' ({File}).", Refusal(() => Load()));
    }

    [Fact]
    public void Malformed_json_is_reported_with_file_line_and_reason()
    {
        System.IO.File.WriteAllText(File, "{\n  \"run\": {\n    \"threads\": oops\n  }\n}");

        string message = Refusal(() => Load());

        Assert.StartsWith($"{File}, line 3: 'o' is an invalid start of a value.", message);
        Assert.EndsWith("Correct it, or move it away to use the defaults.", message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{ "run": { "threads": 1, "Threads": 2 } }""")]
    public void A_file_that_is_not_one_object_with_each_key_once_is_refused(string json)
    {
        System.IO.File.WriteAllText(File, json);

        Assert.StartsWith($"{File} cannot be used: ", Refusal(() => Load()));
    }

    [Fact]
    public void Comments_and_nulls_in_the_file_set_nothing()
    {
        System.IO.File.WriteAllText(File, "{ // what holds here\n \"run\": { \"threads\": null, }, }");

        Assert.Equal("default", OriginOf(Load(), "run:threads"));
    }

    [Fact]
    public void An_unknown_variable_is_told_but_stops_nothing()
    {
        AstraConfiguration configuration = Load(environment: new() { ["ASTRA_RUN_THREADS"] = "2", ["ASTRA_RUN__BATCH"] = "", ["HOME"] = "/root" });

        Assert.Equal(["environment ASTRA_RUN_THREADS sets nothing. Did you mean ASTRA_RUN__THREADS?"], configuration.UnknownVariables);
        Assert.Equal(64, configuration.Run.BatchSize);
    }

    [Fact]
    public void Options_of_a_pipeline_get_the_type_of_their_default()
    {
        System.IO.File.WriteAllText(File, """{ "pipelines": { "seeker": { "draws": 7, "clip": 1e-3, "Model": "m2" } } }""");

        PipelineSettings settings = Load(environment: new() { ["ASTRA_PIPELINES__SEEKER__STRICT"] = "TRUE" }).ForPipelines([Seeker])["SEEKER"];

        Assert.Equal("m2", settings.Model);
        Assert.Equal(new Dictionary<string, object> { ["draws"] = 7, ["clip"] = 1e-3, ["strict"] = true, ["mode"] = "fast" }, settings.Options);
        Assert.Equal(["astra.json", "astra.json", "astra.json", "environment ASTRA_PIPELINES__SEEKER__STRICT", "default"], settings.Effective.Select(setting => setting.Origin));
    }

    [Fact]
    public void Without_a_choice_the_model_is_left_to_the_host() => Assert.Null(Load().ForPipelines([Seeker])["Seeker"].Model);

    [Theory]
    [InlineData("pipelines:Seeker:draws", "many", "pipelines:Seeker:draws is 'many' (command line), but must be a whole number.")]
    [InlineData("pipelines:Seeker:clip", "1,5", "pipelines:Seeker:clip is '1,5' (command line), but must be a number.")]
    [InlineData("pipelines:Seeker:strict", "maybe", "pipelines:Seeker:strict is 'maybe' (command line), but must be true or false.")]
    [InlineData("pipelines:Seeker:draw", "1", "pipelines:Seeker:draw (command line): Seeker has no option 'draw'. Did you mean draws? Options: model, draws, clip, strict, mode.")]
    [InlineData("pipelines:Seker:draws", "1", "pipelines:Seker:draws (command line): no pipeline 'Seker'. Did you mean Seeker? Pipelines: Seeker.")]
    public void A_wrong_option_of_a_pipeline_is_refused(string key, string value, string message) =>
        Assert.Equal(message, Refusal(() => Load(commandLine: new() { [key] = value }).ForPipelines([Seeker])));

    [Fact]
    public void A_model_for_a_pipeline_that_needs_none_is_refused() => Assert.Equal(
        "pipelines:Seeker:model (command line): Seeker has no option 'model'. It has none: remove this.",
        Refusal(() => Load(commandLine: new() { ["pipelines:Seeker:model"] = "m" }).ForPipelines([Seeker with { NeedsModel = false, Options = [] }])));

    [Fact]
    public void A_pipeline_whose_plugin_failed_to_load_does_not_stop_the_others()
    {
        AstraConfiguration configuration = Load(commandLine: new() { ["pipelines:Lost:depth"] = "1", ["pipelines:Seeker:draws"] = "3" });

        Assert.Equal(3, configuration.ForPipelines([Seeker], somePluginsFailed: true)["Seeker"].Options["draws"]);
    }

    AstraConfiguration Load(Dictionary<string, string>? commandLine = null, Hashtable? environment = null) =>
        AstraConfiguration.Load(workspace, commandLine ?? [], environment ?? []);

    static string OriginOf(AstraConfiguration configuration, string key) => configuration.Effective.Single(setting => setting.Key == key).Origin;

    static string Refusal(Action act)
    {
        UserException refused = Assert.Throws<UserException>(act);
        Assert.Equal(ExitCode.WrongConfiguration, refused.ExitCode);
        return refused.Message;
    }
}
