using System.Text.Json.Nodes;
using Astra.Host.Plugins;

namespace Astra.Host.Tests.Plugins;

/// <summary>A temporary folder of plugins: copies of the test plugins for a test to damage.</summary>
sealed class PluginFolder : IDisposable
{
    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("astra-plugins-");

    /// <summary>The test plugins as the build has laid them out; read only.</summary>
    public static string Built { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "plugins");

    public string Path => root.FullName;

    /// <summary>Copies a test plugin, under another folder name where one is given, and returns its folder.</summary>
    public string Copy(string plugin, string? folder = null)
    {
        string target = root.CreateSubdirectory(folder ?? plugin).FullName;
        foreach (string file in Directory.GetFiles(System.IO.Path.Combine(Built, plugin)))
        {
            File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)));
        }

        return target;
    }

    /// <summary>Changes one field of a copied plugin's manifest; null removes it.</summary>
    public static void SetManifest(string folder, string field, JsonNode? value)
    {
        string file = System.IO.Path.Combine(folder, PluginManifest.FileName);
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        manifest.Remove(field);
        if (value is not null)
        {
            manifest[field] = value;
        }

        File.WriteAllText(file, manifest.ToJsonString());
    }

    public PluginCatalog Discover() => PluginCatalog.Discover(Path);

    public void Dispose() => root.Delete(recursive: true);
}
