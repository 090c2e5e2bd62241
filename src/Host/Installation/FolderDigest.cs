using Astra.Host.Plugins;

namespace Astra.Host.Installation;

/// <summary>Tells whether two folders of plugins hold the same files.</summary>
static class FolderDigest
{
    /// <summary>A digest of names and contents; what the host itself puts into a folder does not count.</summary>
    public static string Of(string folder) => Digests.Sha256(string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => (Name: Path.GetRelativePath(folder, file), Path: file))
        .Where(file => file.Name is not (PluginUse.FileName or FoundPlugin.RemovedMark))
        .OrderBy(file => file.Name, StringComparer.Ordinal)
        .Select(file => $"{file.Name} {Digests.Sha256OfFile(file.Path)}")));
}
