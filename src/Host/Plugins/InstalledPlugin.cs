namespace Astra.Host.Plugins;

/// <summary>Whether the pipelines of a plugin can be used.</summary>
enum PluginState
{
    Loaded,
    Refused,

    /// <summary>Another version of it is used.</summary>
    StandingBy,
}

/// <summary>A plugin that was found, whether or not it can be used.</summary>
/// <param name="Name">Its name; that of its folder when its manifest cannot be read.</param>
/// <param name="Version">Its version; null when its manifest cannot be read.</param>
/// <param name="Contract">The contract that it was built against; null when its manifest cannot be read.</param>
/// <param name="Folder">The full path of its folder.</param>
/// <param name="State">Whether its pipelines can be used.</param>
/// <param name="Reason">Why it was refused, or what is used in its place; null when it is loaded.</param>
sealed record InstalledPlugin(string Name, string? Version, ContractVersion? Contract, string Folder, PluginState State, string? Reason);
