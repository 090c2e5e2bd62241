using System.Text.Json.Nodes;
using Astra.Host.Plugins;
using IOPath = System.IO.Path;

namespace Astra.Host.Tests.Plugins;

/// <summary>A temporary folder of plugins: copies of the test plugins for a test to damage.</summary>
sealed class PluginFolder : IDisposable
{
    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("astra-plugins-");

    /// <summary>The test plugins as the build has laid them out; read only.</summary>
    public static string Built { get; } = IOPath.Combine(AppContext.BaseDirectory, "plugins");

    public string Path => root.FullName;

    /// <summary>Copies a test plugin, under another folder name where one is given, and returns its folder.</summary>
    public string Copy(string plugin, string? folder = null)
    {
        string target = root.CreateSubdirectory(folder ?? plugin).FullName;
        foreach (string file in Directory.GetFiles(IOPath.Combine(Built, plugin)))
        {
            File.Copy(file, IOPath.Combine(target, IOPath.GetFileName(file)));
        }

        return target;
    }

    /// <summary>Makes a sub-folder with the manifest of a plugin.</summary>
    public string WithManifest(string json, string folder = "Sample")
    {
        string target = root.CreateSubdirectory(folder).FullName;
        File.WriteAllText(IOPath.Combine(target, PluginManifest.FileName), json);
        return target;
    }

    /// <summary>Changes one field of a copied plugin's manifest.</summary>
    public static void SetManifest(string folder, string field, string value)
    {
        string file = IOPath.Combine(folder, PluginManifest.FileName);
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        manifest[field] = value;
        File.WriteAllText(file, manifest.ToJsonString());
    }

    public PluginCatalog Discover() => PluginCatalog.Discover(Path);

    public void Dispose() => root.Delete(recursive: true);
}
