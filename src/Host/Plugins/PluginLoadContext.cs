using System.Reflection;
using System.Runtime.Loader;

namespace Astra.Host.Plugins;

/// <summary>
/// Keeps a plugin's dependencies, and its version of them, its own. Shared with the host are only the contract and the abstractions of
/// Microsoft.Extensions, because types from them cross the border.
/// </summary>
sealed class PluginLoadContext(string name, string assemblyPath) : AssemblyLoadContext(name)
{
    readonly AssemblyDependencyResolver resolver = new(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string simpleName = assemblyName.Name ?? string.Empty;
        Assembly contract = typeof(Contract).Assembly;
        if (simpleName == contract.GetName().Name)
        {
            // Whichever build the plugin has seen: whether the two fit is what the manifest's contract version says.
            return contract;
        }

        if (IsSharedAbstraction(simpleName) && FromHost(assemblyName) is { } shared)
        {
            return shared;
        }

        return resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    static bool IsSharedAbstraction(string name) =>
        name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal);

    /// <summary>The host's assembly; null where the host has none of this name. One that is too old for the plugin is an error.</summary>
    static Assembly? FromHost(AssemblyName name)
    {
        try
        {
            return Default.LoadFromAssemblyName(name);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
