using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

public sealed class PluginManifestTests : IDisposable
{
    readonly PluginFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_manifest_gives_name_version_contract_and_assembly()
    {
        PluginManifest manifest = Read("""{ "name": "Sample", "version": "2.1.0", "contract": "1.0", "assembly": "Sample.dll" }""");

        Assert.Equal(new PluginManifest("Sample", "2.1.0", new ContractVersion(1, 0), "Sample.dll"), manifest);
    }

    [Theory]
    [InlineData("""{ "name": "Sample", "version": "1.0.0", "assembly": "Sample.dll" }""", "plugin.json has no 'contract'; it must give name, version, contract, assembly.")]
    [InlineData("""{ "name": " ", "version": "1.0.0", "contract": "1.0", "assembly": "Sample.dll" }""", "plugin.json has no 'name'; it must give name, version, contract, assembly.")]
    [InlineData("""{ "nam": "Sample" }""", "plugin.json has an unknown field 'nam'. Did you mean name? The fields are name, version, contract, assembly.")]
    [InlineData("""{ "name": "Sample", "version": 1.0 }""", "plugin.json gives 'version' as 1.0; put the value in quotes.")]
    [InlineData("""["Sample"]""", "plugin.json is not a JSON object; it must give name, version, contract, assembly.")]
    [InlineData(
        """{ "name": "Sample", "version": "1.0.0", "contract": "1", "assembly": "Sample.dll" }""",
        "plugin.json gives the contract '1'; write it as major.minor, such as \"1.1\".")]
    [InlineData(
        """{ "name": "Sample", "version": "1.0.0", "contract": "-1.0", "assembly": "Sample.dll" }""",
        "plugin.json gives the contract '-1.0'; write it as major.minor, such as \"1.1\".")]
    [InlineData(
        """{ "name": "Sample", "version": "1.0.0", "contract": "1.0", "assembly": "../Other/Sample.dll" }""",
        "plugin.json gives the assembly '../Other/Sample.dll'; name a .dll file in the plugin's own folder, without a path.")]
    [InlineData(
        """{ "name": "Sample", "version": "1.0.0", "contract": "1.0", "assembly": "Sample" }""",
        "plugin.json gives the assembly 'Sample'; name a .dll file in the plugin's own folder, without a path.")]
    public void A_manifest_with_a_mistake_says_which_and_what_to_write(string json, string reason) =>
        Assert.Equal(reason, Assert.Throws<PluginRefusedException>(() => Read(json)).Message);

    [Fact]
    public void A_byte_order_mark_and_comments_do_no_harm()
    {
        PluginManifest manifest = Read("\uFEFF// ours\n{ \"name\": \"Sample\", \"version\": \"1\", \"contract\": \"1.0\", \"assembly\": \"Sample.dll\", }");

        Assert.Equal("Sample", manifest.Name);
    }

    [Theory]
    [InlineData("""{ "name": "Sample" """)]
    [InlineData("""{ "name": "Sample", "name": "Other" }""")]
    [InlineData("")]
    public void What_is_not_JSON_is_reported_with_the_place(string json) =>
        Assert.StartsWith("plugin.json is not valid JSON: ", Assert.Throws<PluginRefusedException>(() => Read(json)).Message);

    [Fact]
    public void A_plugin_whose_manifest_cannot_be_read_is_listed_under_its_folders_name()
    {
        folder.WithManifest("{}", folder: "Broken");

        InstalledPlugin plugin = Assert.Single(folder.Discover().Plugins);
        Assert.Equal(("Broken", (string?)null, (ContractVersion?)null, PluginState.Refused), (plugin.Name, plugin.Version, plugin.Contract, plugin.State));
    }

    PluginManifest Read(string json) => PluginManifest.Read(folder.WithManifest(json));
}
