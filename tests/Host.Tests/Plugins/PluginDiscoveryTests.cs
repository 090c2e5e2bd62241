using Astra.Host.Commands;
using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

public class PluginDiscoveryTests
{
    [Fact]
    public void The_pipelines_of_every_plugin_in_a_folder_are_found()
    {
        PluginCatalog catalog = PluginCatalog.Discover(PluginFolder.Built);

        Assert.All(catalog.Plugins, plugin => Assert.Null(plugin.Reason));
        Assert.Equal(["Faulty", "NoOp"], catalog.Plugins.Select(plugin => plugin.Name));
        Assert.Equal(["Faulty", "NoOp", "NoOpModel", "NoOpSource"], catalog.Pipelines.Select(pipeline => pipeline.Name));
        Assert.Equal("NoOp", catalog.Find("NoOpSource").Plugin.Name);
    }
}
