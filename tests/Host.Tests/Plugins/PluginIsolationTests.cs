using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Astra.Host.Plugins;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Astra.Host.Tests.Plugins;

public sealed class PluginIsolationTests : IDisposable
{
    readonly PluginFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_plugins_own_version_of_a_dependency_stays_its_own()
    {
        Type own = TypeOfFaulty("OwnDependency");

        Assert.Equal(typeof(Color).FullName, own.FullName);
        Assert.NotSame(typeof(Color), own);
        Assert.StartsWith("0.47.0", FileVersionInfo.GetVersionInfo(own.Assembly.Location).ProductVersion);
        Assert.StartsWith("0.49.1", FileVersionInfo.GetVersionInfo(typeof(Color).Assembly.Location).ProductVersion);
    }

    [Fact]
    public void The_abstractions_of_the_host_are_shared_though_the_plugin_brings_another_version()
    {
        Assert.True(File.Exists(Path.Combine(PluginFolder.Built, "Faulty", "Microsoft.Extensions.Logging.Abstractions.dll")));
        Assert.Same(typeof(NullLogger), TypeOfFaulty("SharedDependency"));
    }

    [Fact]
    public void The_contract_is_the_hosts_though_the_plugin_brings_a_copy()
    {
        string plugin = folder.Copy("NoOp");
        File.Copy(typeof(Contract).Assembly.Location, Path.Combine(plugin, "Astra.Abstractions.dll"));
        File.Delete(Path.Combine(plugin, "Astra.Plugin.NoOp.deps.json"));

        InstalledPipeline pipeline = folder.Discover().Find("NoOp");

        Assert.True(pipeline.Type.IsAssignableTo(typeof(IPipeline<PipelineResult>)));
        Assert.StartsWith(plugin, pipeline.Type.Assembly.Location);
    }

    [Fact]
    public void Plugins_do_not_see_each_other()
    {
        PluginCatalog catalog = PluginCatalog.Discover(PluginFolder.Built);

        AssemblyLoadContext noOp = AssemblyLoadContext.GetLoadContext(catalog.Find("NoOp").Type.Assembly)!;
        AssemblyLoadContext faulty = AssemblyLoadContext.GetLoadContext(catalog.Find("Faulty").Type.Assembly)!;
        Assert.NotSame(noOp, faulty);
        Assert.DoesNotContain(noOp.Assemblies, assembly => assembly.GetName().Name == "Astra.Plugin.Faulty");
        Assert.All([noOp, faulty], context => Assert.NotSame(AssemblyLoadContext.Default, context));
    }

    [Fact]
    public void A_plugin_that_uses_a_type_which_the_hosts_contract_lacks_is_reported_when_it_is_loaded()
    {
        string plugin = folder.WithManifest("""{ "name": "Ahead", "version": "3.0.0", "contract": "1.0", "assembly": "Ahead.dll" }""");
        EmitAssemblyThatDerivesFrom("Astra.TypeOfALaterContract", Path.Combine(plugin, "Ahead.dll"));

        InstalledPlugin refused = Assert.Single(folder.Discover().Plugins);

        Assert.Equal(("Ahead", "3.0.0", PluginState.Refused), (refused.Name, refused.Version, refused.State));
        Assert.StartsWith("its types do not load: Could not load type 'Astra.TypeOfALaterContract' from assembly 'Astra.Abstractions", refused.Reason);
        Assert.EndsWith("Rebuild it against contract 1.1, with all that it depends on.", refused.Reason);
    }

    static Type TypeOfFaulty(string property) =>
        (Type)PluginCatalog.Discover(PluginFolder.Built).Find("Faulty").Type.GetProperty(property)!.GetValue(null)!;

    /// <summary>Writes an assembly with one class, whose base class its build of the contract had and the host's has not.</summary>
    static void EmitAssemblyThatDerivesFrom(string baseType, string path)
    {
        // Only the name of the contract matters: the class is emitted against an assembly of that name which is never written.
        PersistedAssemblyBuilder laterContract = new(new AssemblyName("Astra.Abstractions"), typeof(object).Assembly);
        TypeBuilder parent = laterContract.DefineDynamicModule("Astra.Abstractions").DefineType(baseType, TypeAttributes.Public);
        parent.CreateType();

        PersistedAssemblyBuilder assembly = new(new AssemblyName("Ahead"), typeof(object).Assembly);
        assembly.DefineDynamicModule("Ahead").DefineType("Ahead.Pipeline", TypeAttributes.Public, parent).CreateType();
        assembly.Save(path);
    }
}
