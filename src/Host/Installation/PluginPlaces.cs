namespace Astra.Host.Installation;

/// <summary>The folders that plugins lie in, in the order in which they are looked through.</summary>
static class PluginPlaces
{
    /// <summary>Beside the program: the plugins that it comes with.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>The user's own, for all workspaces: <c>astra/plugins</c> in XDG_DATA_HOME, or in <c>~/.local/share</c>.</summary>
    public static string OfUser => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "astra", "plugins");

    /// <summary>Those of a workspace.</summary>
    public static string Of(string workspace) => Path.Combine(workspace, "plugins");
}
