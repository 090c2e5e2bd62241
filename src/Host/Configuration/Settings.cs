namespace Astra.Host.Configuration;

/// <summary>
/// Every setting of the host. To add one, declare it here, put it into <see cref="All"/> and read it in <see cref="AstraConfiguration"/>.
/// The settings of pipelines (<c>pipelines:NAME:OPTION</c>) come from the options that the pipelines declare.
/// </summary>
static class Settings
{
    public static readonly Setting Workspace = new(
        "workspace",
        "astra-workspace",
        "Folder with the database, the configuration and the products; chosen by --workspace or ASTRA_WORKSPACE.");

    public static readonly Setting Threads = new("run:threads", 0, "Threads that analyse spectra; 0 means one for each processor.")
    {
        Range = (0, 1024),
    };

    public static readonly Setting Batch = new("run:batch", 64, "Spectra that are handed to a pipeline at once.") { Range = (1, 65_536) };

    public static readonly Setting Timeout = new("run:timeout", 600, "Seconds that one pipeline may take for one batch.") { Range = (1, 604_800) };

    public static readonly Setting Retries = new("run:retries", 1, "How often a spectrum that failed is tried again, each time in a later run.")
    {
        Range = (0, 100),
    };

    public static readonly Setting PluginFolders = new(
        "plugins:folders",
        Array.Empty<string>(),
        "More folders that hold plugins: an array in astra.json, otherwise one text with the path separator of the system in between. "
            + "In astra.json they are relative to the workspace, elsewhere to the current folder.");

    public static readonly Setting PluginVersions = new(
        "plugins:versions",
        Array.Empty<string>(),
        "Versions of plugins to use instead of the newest, each NAME=VERSION (astra plugins lists them).");

    public static readonly Setting Sources = new(
        "service:sources",
        Array.Empty<string>(),
        "Folders with apStar files at any depth that the service watches; a list, written as plugins:folders is.");

    public static readonly Setting Schedules = new(
        "service:schedules",
        Array.Empty<string>(),
        "When the service runs: cron expressions of five fields (30 2 * * *) or of six that begin with seconds; a list.");

    public static readonly Setting TimeZone = new("service:time_zone", "UTC", "Time zone of the schedules, such as America/New_York.");

    public static readonly Setting ServicePipelines = new(
        "service:pipelines", Array.Empty<string>(), "Pipelines that the service runs; a list, empty for all.");

    public static readonly Setting Publish = new("service:publish", true, "Whether the service writes the FITS products after a run that changed results.");

    public static readonly Setting Report = new("service:report", true, "Whether the service writes report.html after a run that changed results.");

    public static readonly Setting EveryFile = new(
        "service:every_file", 7, "Days after which the service looks at every file, not only at folders whose dates have moved; 0 means each time.")
    {
        Range = (0, 3650),
    };

    public static readonly Setting Hook = new(
        "service:hook", "", "Command that gets the summary (JSON) on standard input when something needs a human; run by sh -c.");

    public static readonly Setting HookTimeout = new("service:hook_timeout", 60, "Seconds that the hook may take.") { Range = (1, 3600) };

    public static readonly Setting Port = new(
        "service:port", 0, "Port on 127.0.0.1 for /live, /ready and /metrics; 0 means none.") { Range = (0, 65_535) };

    public static IReadOnlyList<Setting> All { get; } =
    [
        Workspace, Threads, Batch, Timeout, Retries, PluginFolders, PluginVersions, Sources, Schedules, TimeZone, ServicePipelines, Publish, Report, EveryFile, Hook,
        HookTimeout, Port,
    ];
}
