using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

public sealed class PluginDiscoveryTests : IDisposable
{
    readonly PluginFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_pipelines_of_every_plugin_in_a_folder_are_found()
    {
        PluginCatalog catalog = PluginCatalog.Discover(PluginFolder.Built);

        Assert.All(catalog.Plugins, plugin => Assert.Null(plugin.Reason));
        Assert.Equal(["Faulty", "NoOp"], catalog.Plugins.Select(plugin => plugin.Name));
        Assert.Equal(["Faulty", "NoOp", "NoOpModel", "NoOpSource"], catalog.Pipelines.Select(pipeline => pipeline.Name));
        Assert.Equal("NoOp", catalog.Find("NoOpSource").Plugin.Name);
    }

    [Fact]
    public void The_importer_of_a_pipelines_models_comes_with_the_pipeline()
    {
        PluginCatalog catalog = PluginCatalog.Discover(PluginFolder.Built);

        Assert.Equal("NoOpModel", catalog.Find("NoOpModel").Importer?.Pipeline);
        Assert.Null(catalog.Find("NoOp").Importer);
    }

    [Fact]
    public void A_folder_that_does_not_exist_has_no_plugins() => Assert.Empty(PluginCatalog.Discover(Path.Combine(folder.Path, "absent")).Plugins);

    [Fact]
    public void A_folder_without_manifest_and_assemblies_is_not_a_plugin()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "notes"));

        Assert.Empty(folder.Discover().Plugins);
    }

    [Fact]
    public void A_folder_with_assemblies_but_without_manifest_is_reported()
    {
        File.Delete(Path.Combine(folder.Copy("NoOp"), PluginManifest.FileName));

        InstalledPlugin plugin = Assert.Single(folder.Discover().Plugins);
        Assert.Equal("NoOp", plugin.Name);
        Assert.Null(plugin.Version);
        Assert.Equal("it has assemblies but no plugin.json. Copy that from the plugin's build, or remove the folder.", plugin.Reason);
    }

    [Theory]
    [InlineData("99.0", "it was built against contract 99.0; this host has 1.1. Rebuild the plugin.")]
    [InlineData("1.99", "it was built against contract 1.99, which is newer than this host's 1.1. Update the host, or rebuild the plugin.")]
    public void A_plugin_built_against_another_contract_is_reported_and_the_host_goes_on(string contract, string reason)
    {
        PluginFolder.SetManifest(folder.Copy("Faulty"), "contract", contract);
        folder.Copy("NoOp");

        PluginCatalog catalog = folder.Discover();

        Assert.Equal(new InstalledPlugin("Faulty", "1.0.0", ContractOf(contract), Path.Combine(folder.Path, "Faulty"), PluginState.Refused, reason), catalog.Plugins[0]);
        Assert.Equal("NoOp", catalog.Find("NoOp").Name);
    }

    [Fact]
    public void A_plugin_is_not_loaded_before_its_contract_is_checked()
    {
        string plugin = folder.Copy("NoOp");
        PluginFolder.SetManifest(plugin, "contract", "99.0");
        File.WriteAllText(Path.Combine(plugin, "Astra.Plugin.NoOp.dll"), "not an assembly");

        Assert.Contains("contract 99.0", Assert.Single(folder.Discover().Plugins).Reason);
    }

    [Fact]
    public void A_damaged_assembly_is_reported_and_the_host_goes_on()
    {
        File.WriteAllText(Path.Combine(folder.Copy("Faulty"), "Astra.Plugin.Faulty.dll"), "not an assembly");
        folder.Copy("NoOp");

        PluginCatalog catalog = folder.Discover();

        Assert.StartsWith("an assembly is damaged, or not one for .NET: ", catalog.Plugins[0].Reason);
        Assert.Equal("NoOp", catalog.Find("NoOp").Name);
    }

    [Fact]
    public void An_assembly_that_the_manifest_names_wrongly_is_reported()
    {
        PluginFolder.SetManifest(folder.Copy("NoOp"), "assembly", "NoOp.dll");

        Assert.Equal(
            "plugin.json names the assembly NoOp.dll, which is not there. Copy the plugin's folder again, or correct the name.",
            Assert.Single(folder.Discover().Plugins).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_missing_dependency_is_reported_when_the_plugin_is_loaded_and_not_when_it_is_used(bool withoutDependencyList)
    {
        string plugin = folder.Copy("Faulty");
        File.Delete(Path.Combine(plugin, "Spectre.Console.dll"));
        if (withoutDependencyList)
        {
            File.Delete(Path.Combine(plugin, "Astra.Plugin.Faulty.deps.json"));
        }

        InstalledPlugin refused = Assert.Single(folder.Discover().Plugins);
        Assert.Equal(PluginState.Refused, refused.State);
        Assert.StartsWith("an assembly that it depends on does not load: Could not load file or assembly 'Spectre.Console,", refused.Reason);
    }

    [Fact]
    public void A_damaged_dependency_list_is_reported()
    {
        File.WriteAllText(Path.Combine(folder.Copy("NoOp"), "Astra.Plugin.NoOp.deps.json"), "{");

        InstalledPlugin refused = Assert.Single(folder.Discover().Plugins);
        Assert.Equal(PluginState.Refused, refused.State);
        Assert.Contains("Astra.Plugin.NoOp.deps.json", refused.Reason);
    }

    [Fact]
    public void A_plugin_without_pipelines_is_reported()
    {
        string plugin = folder.Copy("Faulty");
        PluginFolder.SetManifest(plugin, "assembly", "Spectre.Console.dll");

        Assert.Equal(
            "its assembly has no class marked [Pipeline]. Mark the class that implements IPipeline<...>.",
            Assert.Single(folder.Discover().Plugins).Reason);
    }

    [Fact]
    public void The_first_of_two_plugins_with_the_same_pipeline_is_used()
    {
        PluginFolder.SetManifest(folder.Copy("NoOp", "b"), "name", "Other");
        string first = folder.Copy("NoOp", "a");

        PluginCatalog catalog = folder.Discover();

        Assert.Equal([PluginState.Loaded, PluginState.Refused], catalog.Plugins.Select(plugin => plugin.State));
        Assert.Equal("NoOp", catalog.Find("NoOp").Plugin.Name);
        Assert.Equal($"its pipeline NoOp is already there from the plugin NoOp 1.0.0 in {first}. Remove one of the two.", catalog.Plugins[1].Reason);
    }

    [Fact]
    public void The_newest_version_of_a_plugin_is_used_and_the_others_stand_by()
    {
        PluginFolder.SetManifest(folder.Copy("NoOp", "a"), "version", "1.9.0");
        string newest = folder.Copy("NoOp", "b");
        PluginFolder.SetManifest(newest, "version", "1.10.0");

        PluginCatalog catalog = PluginCatalog.Discover(PluginFolder.Built, folder.Path);

        Assert.Equal("1.10.0", catalog.Find("NoOp").Plugin.Version);
        Assert.Equal(
            [("1.0.0", PluginState.StandingBy), ("1.9.0", PluginState.StandingBy), ("1.10.0", PluginState.Loaded)],
            catalog.Plugins.Where(plugin => plugin.Name == "NoOp").Select(plugin => (plugin.Version!, plugin.State)));
        Assert.All(
            catalog.Plugins.Where(plugin => plugin.State == PluginState.StandingBy),
            plugin => Assert.Equal($"NoOp 1.10.0 in {newest} is used.", plugin.Reason));
    }

    [Fact]
    public void A_newer_version_that_does_not_fit_the_host_leaves_the_older_one_in_use()
    {
        string newer = folder.Copy("NoOp", "newer");
        PluginFolder.SetManifest(newer, "version", "2.0.0");
        PluginFolder.SetManifest(newer, "contract", "99.0");
        folder.Copy("NoOp", "older");

        PluginCatalog catalog = folder.Discover();

        Assert.Equal("1.0.0", catalog.Find("NoOp").Plugin.Version);
        Assert.Equal(("2.0.0", PluginState.Refused), (catalog.Plugins[0].Version!, catalog.Plugins[0].State));
        Assert.StartsWith("it was built against contract 99.0", catalog.Plugins[0].Reason);
    }

    [Fact]
    public void A_version_can_be_chosen()
    {
        PluginFolder.SetManifest(folder.Copy("NoOp", "newer"), "version", "2.0.0");
        folder.Copy("NoOp", "older");

        PluginCatalog catalog = PluginCatalog.Discover([folder.Path], new Dictionary<string, string> { ["noop"] = "1.0.0" });

        Assert.Equal("1.0.0", catalog.Find("NoOp").Plugin.Version);
    }

    [Theory]
    [InlineData("NoOp", "3.0.0", "plugins:versions chooses NoOp 3.0.0, which is not there. There is 1.0.0: choose one of these, or take it out (astra config show).")]
    [InlineData("NoOpp", "1.0.0", "plugins:versions chooses NoOpp 1.0.0, but there is no plugin NoOpp. Did you mean NoOp? Correct the name, or take it out (astra config show).")]
    public void A_chosen_version_that_is_not_there_is_a_mistake_of_the_configuration(string name, string version, string message)
    {
        folder.Copy("NoOp");

        UserException mistake = Assert.Throws<UserException>(
            () => PluginCatalog.Discover([folder.Path], new Dictionary<string, string> { [name] = version }));

        Assert.Equal((ExitCode.WrongConfiguration, message), (mistake.ExitCode, mistake.Message));
    }

    [Theory]
    [InlineData("1.0.0", "1.0.1")]
    [InlineData("1.9", "1.10.0")]
    [InlineData("2.0.0-beta", "2.0.0")]
    [InlineData("2.0.0-alpha", "2.0.0-beta")]
    [InlineData("1.9.9", "2.0.0-beta")]
    [InlineData("nightly", "0.0.1")]
    public void A_version_is_newer_than_another(string older, string newer)
    {
        Assert.True(PluginVersion.Order.Compare(older, newer) < 0);
        Assert.True(PluginVersion.Order.Compare(newer, older) > 0);
        Assert.Equal(0, PluginVersion.Order.Compare(newer, newer));
    }

    [Fact]
    public void Folders_are_searched_in_the_order_given()
    {
        folder.Copy("NoOp");

        PluginCatalog catalog = PluginCatalog.Discover(folder.Path, PluginFolder.Built);

        Assert.Equal(Path.Combine(folder.Path, "NoOp"), catalog.Find("NoOp").Plugin.Folder);
    }

    [Fact]
    public void A_pipeline_is_found_in_any_case_of_letters() => Assert.Equal("NoOp", PluginCatalog.Discover(PluginFolder.Built).Find("noop").Name);

    [Fact]
    public void An_unknown_pipeline_is_a_mistake_of_the_user_and_near_names_are_suggested()
    {
        UserException mistake = Assert.Throws<UserException>(() => PluginCatalog.Discover(PluginFolder.Built).Find("Fauty"));

        Assert.Equal(ExitCode.WrongUsage, mistake.ExitCode);
        Assert.Equal("no pipeline 'Fauty'. Did you mean Faulty? Pipelines: Faulty, NoOp, NoOpModel, NoOpSource.", mistake.Message);
    }

    [Fact]
    public void A_pipeline_that_may_have_been_in_a_refused_plugin_is_not_just_unknown()
    {
        folder.Copy("NoOp");
        PluginFolder.SetManifest(folder.Copy("Faulty"), "contract", "99.0");

        UserException mistake = Assert.Throws<UserException>(() => folder.Discover().Find("Faulty"));

        Assert.Equal("no pipeline 'Faulty'. Pipelines: NoOp, NoOpModel, NoOpSource. Refused plugins: Faulty; see why with: astra plugins", mistake.Message);
    }

    [Fact]
    public void Without_any_plugin_the_message_says_where_one_goes()
    {
        UserException mistake = Assert.Throws<UserException>(() => folder.Discover().Find("NoOp"));

        Assert.Equal($"no pipeline 'NoOp': no plugin was found in {folder.Path}. Put a plugin's folder there.", mistake.Message);
    }

    [Fact]
    public void With_refused_plugins_only_the_message_says_how_to_see_why()
    {
        PluginFolder.SetManifest(folder.Copy("NoOp"), "contract", "99.0");

        UserException mistake = Assert.Throws<UserException>(() => folder.Discover().Find("NoOp"));

        Assert.Equal("no pipeline 'NoOp': every plugin was refused. See why with: astra plugins", mistake.Message);
    }

    static ContractVersion ContractOf(string text)
    {
        Assert.True(ContractVersion.TryParse(text, out ContractVersion contract));
        return contract;
    }
}
