using Astra.Host.Errors;

namespace Astra.Host.Plugins;

/// <summary>What the user is told when a plugin does what it should not.</summary>
static class PluginFault
{
    /// <param name="what">What has failed, such as <c>The trainer of Cannon</c>.</param>
    /// <param name="pipeline">Whose it is.</param>
    /// <param name="error">What it threw.</param>
    public static UserException Of(string what, InstalledPipeline pipeline, Exception error) => new(
        ExitCode.Bug,
        $"{what} failed with {error.GetType().Name}: {error.Message} That is a mistake in the plugin {pipeline.Plugin.Name} {pipeline.Plugin.Version}: tell its author what --verbose prints.",
        error);
}
