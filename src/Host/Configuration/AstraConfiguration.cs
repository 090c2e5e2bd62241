using System.Collections;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Configuration;

/// <summary>
/// The configuration that holds: built-in defaults, then <c>astra.json</c> in the workspace, then variables <c>ASTRA_*</c>, then the command line;
/// the later wins.
/// </summary>
sealed class AstraConfiguration
{
    readonly ConfigurationLayer[] layers;

    AstraConfiguration(ConfigurationLayer commandLine, ConfigurationLayer environment)
    {
        EffectiveSetting workspace = new LayeredSettings([commandLine, environment]).Get(Settings.Workspace);
        if (string.IsNullOrWhiteSpace((string)workspace.Value))
        {
            throw UserException.Configuration(
                $"The workspace ({workspace.Origin}) is empty. Name a folder, or leave it out to use '{Settings.Workspace.DefaultValue}'.");
        }

        Workspace = Path.GetFullPath((string)workspace.Value);

        ConfigurationLayer file = ConfigurationLayer.FromFile(Workspace);
        if (file.Values.ContainsKey(Settings.Workspace.Key))
        {
            throw UserException.Configuration(
                $"{file.Place(Settings.Workspace.Key)} cannot set the workspace that it lies in. "
                + $"Use --workspace or {ConfigurationLayer.VariableFor(Settings.Workspace.Key)}.");
        }

        RefuseUnknownKeys(commandLine);
        RefuseUnknownKeys(file);
        UnknownVariables = [.. environment.Values.Keys.Where(key => !IsKnown(key)).Order(StringComparer.Ordinal).Select(key =>
            $"{environment.Place(key)} sets nothing.{Suggestions.DidYouMean(ConfigurationLayer.VariableFor(key), Variables)}")];

        layers = [commandLine, environment, file];
        LayeredSettings settings = new(layers);
        Effective = [workspace, .. Settings.All.Where(setting => setting != Settings.Workspace).Select(settings.Get)];
        Run = new RunSettings(
            Value<int>(Settings.Threads) is int threads and > 0 ? threads : Environment.ProcessorCount,
            Value<int>(Settings.Batch),
            TimeSpan.FromSeconds(Value<int>(Settings.Timeout)),
            Value<int>(Settings.Retries));
        string foldersStartAt = Of(Settings.PluginFolders).Origin == ConfigurationLayer.FileName ? Workspace : Environment.CurrentDirectory;
        PluginFolders = [.. Value<string[]>(Settings.PluginFolders).Select(folder => Path.GetFullPath(folder, foldersStartAt))];
        PluginVersions = ConfigurationOptions.Parse(Value<string[]>(Settings.PluginVersions), Settings.PluginVersions.Key, "NoOp=1.0.0", onlyOnce: true);
    }

    /// <summary>The workspace folder, as a full path; it need not exist.</summary>
    public string Workspace { get; }

    public RunSettings Run { get; }

    /// <summary>More folders that hold plugins, as full paths.</summary>
    public IReadOnlyList<string> PluginFolders { get; }

    /// <summary>The versions of plugins that are used instead of the newest, by the plugins' names in any case of letters.</summary>
    public IReadOnlyDictionary<string, string> PluginVersions { get; }

    /// <summary>Every setting of the host with the value that holds; those of the pipelines come from <see cref="ForPipelines"/>.</summary>
    public IReadOnlyList<EffectiveSetting> Effective { get; }

    /// <summary>A sentence for each variable <c>ASTRA_*</c> that sets nothing.</summary>
    public IReadOnlyList<string> UnknownVariables { get; }

    /// <summary>Reads and checks the configuration.</summary>
    /// <param name="workspaceFromCommandLine">The folder given with <c>--workspace</c>, or null.</param>
    /// <param name="commandLine">Other settings from the command line, by key.</param>
    /// <param name="environment">The environment variables.</param>
    /// <exception cref="UserException">A key is unknown, a value is not valid, or <c>astra.json</c> cannot be read.</exception>
    public static AstraConfiguration Load(
        string? workspaceFromCommandLine,
        IReadOnlyDictionary<string, string> commandLine,
        IDictionary environment)
    {
        IEnumerable<KeyValuePair<string, string>> workspace = workspaceFromCommandLine is null
            ? []
            : [KeyValuePair.Create(Settings.Workspace.Key, workspaceFromCommandLine)];
        return new AstraConfiguration(
            ConfigurationLayer.FromCommandLine(commandLine.Concat(workspace)),
            ConfigurationLayer.FromEnvironment(environment));
    }

    /// <summary>Checks and converts what is configured for pipelines: <c>pipelines:NAME:model</c> and <c>pipelines:NAME:OPTION</c>.</summary>
    /// <param name="pipelines">The pipelines that there are.</param>
    /// <param name="somePluginsFailed">
    /// True when a plugin could not be loaded: a pipeline that is configured but unknown may be in it, and must not stop the others.
    /// </param>
    /// <returns>The settings of each pipeline, by its name.</returns>
    /// <exception cref="UserException">A pipeline or an option is unknown, or a value is not valid.</exception>
    public IReadOnlyDictionary<string, PipelineSettings> ForPipelines(IReadOnlyList<PipelineDeclaration> pipelines, bool somePluginsFailed = false)
    {
        foreach (ConfigurationLayer layer in layers)
        {
            foreach (PipelineKey key in layer.Values.Keys.Select(PipelineKey.Parse).OfType<PipelineKey>())
            {
                key.RefuseUnknown(layer.Place(key.Key), pipelines, somePluginsFailed);
            }
        }

        LayeredSettings settings = new(layers);
        return pipelines.ToDictionary(
            pipeline => pipeline.Name,
            pipeline => PipelineSettings.Of(pipeline, settings),
            StringComparer.OrdinalIgnoreCase);
    }

    static IEnumerable<string> Variables => Settings.All.Select(setting => ConfigurationLayer.VariableFor(setting.Key));

    static bool IsKnown(string key) => PipelineKey.Parse(key) is not null || Settings.All.Any(setting =>
        setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase) || (setting.IsList && ConfigurationLayer.IsElementOf(setting.Key, key)));

    static void RefuseUnknownKeys(ConfigurationLayer layer)
    {
        if (layer.Values.Keys.FirstOrDefault(key => !IsKnown(key)) is string unknown)
        {
            string suggestion = Suggestions.DidYouMean(unknown, Settings.All.Select(setting => setting.Key));
            throw UserException.Configuration($"There is no setting '{unknown}' ({layer.Place(unknown)}).{suggestion} (astra config show)");
        }
    }

    EffectiveSetting Of(Setting setting) => Effective.Single(effective => effective.Key == setting.Key);

    T Value<T>(Setting setting) => (T)Of(setting).Value;
}
