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

    public static IReadOnlyList<Setting> All { get; } = [Workspace, Threads, Batch, Timeout, Retries, PluginFolders, PluginVersions];
}
