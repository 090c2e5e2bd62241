using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Ingest;
using Astra.Host.Models;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Astra.Host.Commands;

/// <summary>What a command works with: the generic host's services, each made when it is first asked for.</summary>
sealed class AstraApplication : IDisposable
{
    readonly IHost host;

    AstraApplication(AstraConfiguration configuration, bool createWorkspace)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", Microsoft.Extensions.Logging.LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            options => options.LogToStandardErrorThreshold = Microsoft.Extensions.Logging.LogLevel.Trace);
        builder.Services.AddSingleton(configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => PluginCatalog.Discover(PluginFolders(configuration), configuration.PluginVersions));
        builder.Services.AddSingleton(services => new ModelCatalog(configuration.Workspace, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(
            services => SqliteStore.Open(configuration.Workspace, createWorkspace, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IStore>(services => services.GetRequiredService<SqliteStore>());
        builder.Services.AddSingleton<Ingester>();
        builder.Services.AddSingleton<PipelinePreparation>();
        host = builder.Build();
    }

    public AstraConfiguration Configuration => host.Services.GetRequiredService<AstraConfiguration>();

    public PluginCatalog Plugins => host.Services.GetRequiredService<PluginCatalog>();

    public ModelCatalog Models => host.Services.GetRequiredService<ModelCatalog>();

    public SqliteStore Store => host.Services.GetRequiredService<SqliteStore>();

    public Ingester Ingester => host.Services.GetRequiredService<Ingester>();

    public PipelinePreparation Preparation => host.Services.GetRequiredService<PipelinePreparation>();

    /// <summary>Loads the configuration; opens nothing yet.</summary>
    /// <param name="createWorkspace">Whether a workspace that does not exist is made.</param>
    /// <param name="own">Settings that the command has options of its own for.</param>
    public static AstraApplication Open(ParseResult parsed, bool createWorkspace = false, params ReadOnlySpan<(string Key, string? Value)> own) =>
        new(ConfigurationOptions.Load(parsed, own), createWorkspace);

    /// <summary>Where plugins are looked for: beside the program, in the workspace, in the user's folder, and where the configuration says.</summary>
    /// <exception cref="UserException">A configured folder does not exist.</exception>
    public static IReadOnlyList<string> PluginFolders(AstraConfiguration configuration) =>
        configuration.PluginFolders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing
            ? throw UserException.Configuration(
                $"The plugin folder {missing} does not exist. Make it, or take it out of plugins:folders (astra config show).")
            : [Installation.PluginPlaces.Shipped, Installation.PluginPlaces.Of(configuration.Workspace), Installation.PluginPlaces.OfUser, .. configuration.PluginFolders];

    /// <summary>The context of a pipeline's instances, which share what they load.</summary>
    public PipelineContext ContextFor(PlannedPipeline pipeline) =>
        new(pipeline.Name, pipeline.Model) { Options = pipeline.Options, Log = LogOf(pipeline.Name) };

    /// <summary>Takes the log messages of a pipeline, or of what belongs to it.</summary>
    public Action<LogLevel, string> LogOf(string pipeline)
    {
        ILogger log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(pipeline);
        return (level, message) => log.Log(level switch
        {
            LogLevel.Debug => Microsoft.Extensions.Logging.LogLevel.Debug,
            LogLevel.Information => Microsoft.Extensions.Logging.LogLevel.Information,
            _ => Microsoft.Extensions.Logging.LogLevel.Warning,
        }, "{Message}", message);
    }

    /// <summary>The model that a pipeline runs with, whether or not it is damaged; null when it has none.</summary>
    public AvailableModel? UsedModel(InstalledPipeline pipeline)
    {
        IReadOnlyList<AvailableModel> models = Models.Of(pipeline);
        return ConfiguredModel(pipeline) is { } configured
            ? models.FirstOrDefault(model => model.Name.Equals(configured, StringComparison.OrdinalIgnoreCase))
            : models.FirstOrDefault();
    }

    /// <summary>A model that the user named, or its folder; the one that is used when none is named.</summary>
    /// <exception cref="ConfigurationException">There is none, or its files are not what its manifest says.</exception>
    public Model ModelNamed(InstalledPipeline pipeline, string? named) =>
        named is not null && Directory.Exists(named) && File.Exists(Path.Combine(named, ModelManifest.FileName))
            ? ModelCatalog.Open(pipeline, named)
            : Models.Choose(pipeline, named ?? ConfiguredModel(pipeline) ?? string.Empty);

    /// <summary>The name of the model that the configuration chooses for a pipeline; null when it leaves the choice to the host.</summary>
    public string? ConfiguredModel(InstalledPipeline pipeline) => Configuration.ForPipelines(
        [.. Plugins.Pipelines.Select(each => each.Declaration)],
        Plugins.Plugins.Any(plugin => plugin.State == PluginState.Refused))[pipeline.Name].Model;

    /// <summary>Says which plugins are not used, so that nobody misses their pipelines without knowing why.</summary>
    public void WarnOfRefusedPlugins(TextWriter error)
    {
        foreach (InstalledPlugin plugin in Plugins.Plugins.Where(plugin => plugin.State == PluginState.Refused))
        {
            error.WriteLine($"astra: warning: plugin {plugin.Name} {plugin.Version} is not used: {plugin.Reason}");
        }
    }

    public void Dispose() => host.Dispose();
}
