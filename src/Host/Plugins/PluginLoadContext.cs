using System.Reflection;
using System.Runtime.InteropServices;
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

        if (resolver.ResolveAssemblyToPath(assemblyName) is { } path)
        {
            return LoadFromAssemblyPath(path);
        }

        // Null makes the runtime look among the host's own dependencies, of which the plugin was built to need another version or none.
        return IsOfHostAlone(simpleName)
            ? throw new FileLoadException($"{simpleName}.dll is not in the plugin's folder.", simpleName)
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    static bool IsSharedAbstraction(string name) =>
        name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) && name.EndsWith(".Abstractions", StringComparison.Ordinal);

    /// <summary>Whether the host brings an assembly that is not part of .NET.</summary>
    static bool IsOfHostAlone(string name) =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, name + ".dll"))
        && !File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name + ".dll"));

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
