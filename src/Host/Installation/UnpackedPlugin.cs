using System.Buffers;
using System.IO.Compression;
using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Installation;

/// <summary>
/// Copies a plugin's folder, or unpacks its ZIP archive, into an empty folder, without following anything that leads out of it: links, and names with
/// <c>..</c> or from the root. What is too large to be a plugin is refused before it fills the disk.
/// </summary>
sealed class UnpackedPlugin
{
    const int MostFiles = 10_000;
    const long MostBytes = 2L << 30;

    /// <summary>An archive of more than this many bytes unpacked ...</summary>
    const long Harmless = 64L << 20;

    /// <summary>... is not what assemblies and weights make when it unpacks to this many times its own size (deflate reaches 1032).</summary>
    const long MostExpansion = 200;

    /// <summary>The type of a file in the upper half of an archive's external attributes, as Unix has it (stat.h).</summary>
    const int TypeMask = 0xF000;
    const int RegularFile = 0x8000;
    const int Folder = 0x4000;

    readonly string source;
    readonly string target;
    readonly long limit;
    long bytes;
    int files;

    UnpackedPlugin(string source, string target, long limit)
    {
        this.source = source;
        this.target = target;
        this.limit = limit;
    }

    /// <summary>Copies or unpacks.</summary>
    /// <param name="source">A folder with a <c>plugin.json</c>, or a ZIP archive of one.</param>
    /// <param name="target">An empty folder.</param>
    /// <returns>The folder with the <c>plugin.json</c>: the target, or the only folder in it.</returns>
    /// <exception cref="UserException">The source is no plugin, or holds what a plugin may not.</exception>
    public static string From(string source, string target)
    {
        try
        {
            if (Directory.Exists(source))
            {
                new UnpackedPlugin(source, target, MostBytes).CopyFolder(source, string.Empty);
            }
            else if (File.Exists(source))
            {
                long size = new FileInfo(source).Length;
                new UnpackedPlugin(source, target, Math.Min(MostBytes, Math.Max(Harmless, MostExpansion * size))).Unpack();
            }
            else
            {
                throw UserException.Usage($"There is no file or folder {source}. Name a plugin's folder, with its {PluginManifest.FileName}, or a ZIP archive of one.");
            }
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw UserException.Usage($"{source} cannot be unpacked: {e.Message.TrimEnd('.')}. Name a plugin's folder, or a ZIP archive of one.");
        }

        if (File.Exists(Path.Combine(target, PluginManifest.FileName)))
        {
            return target;
        }

        string[] inside = Directory.GetDirectories(target);
        return inside.Length == 1 && Directory.GetFiles(target).Length == 0 && File.Exists(Path.Combine(inside[0], PluginManifest.FileName))
            ? inside[0]
            : throw UserException.Usage($"{source} is no plugin: it has no {PluginManifest.FileName}. Name the folder that a plugin's build made, or a ZIP archive of it.");
    }

    void CopyFolder(string folder, string below)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string name = Path.Combine(below, entry.Name);
            if (entry.LinkTarget is not null)
            {
                throw Refused($"{name} is a link, and nobody knows what it leads to elsewhere. Put the file itself there.");
            }

            if (entry is DirectoryInfo)
            {
                CopyFolder(entry.FullName, name);
            }
            else if (below.Length > 0 || (name != PluginUse.FileName && name != FoundPlugin.RemovedMark))
            {
                using FileStream content = new(entry.FullName, FileMode.Open, FileAccess.Read, FileShare.Read);
                Write(name, content);
            }
        }
    }

    void Unpack()
    {
        using ZipArchive archive = ZipFile.OpenRead(source);
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string name = entry.FullName;
            int type = (entry.ExternalAttributes >> 16) & TypeMask;
            if (type is not (0 or RegularFile or Folder))
            {
                throw Refused($"{name} is a link or a device and not a file. Pack the file itself.");
            }

            string[] parts = name.TrimEnd('/').Split('/');
            if (Path.IsPathRooted(name) || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
                || parts.Any(part => part is "" or "." or ".."))
            {
                throw Refused($"the name {name} leads out of the folder. Pack it anew.");
            }

            if (name.EndsWith('/'))
            {
                continue;
            }

            if (!names.Add(name))
            {
                throw Refused($"{name} is in it twice. Pack it anew.");
            }

            using Stream content = entry.Open();
            Write(Path.Combine(parts), content);
        }
    }

    /// <summary>Counts what is really written: what an archive says of its sizes may be wrong on purpose.</summary>
    void Write(string name, Stream content)
    {
        if (++files > MostFiles)
        {
            throw Refused(Invariant($"it has more than {MostFiles} files, which no plugin needs."));
        }

        string path = Path.Combine(target, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            for (int read = content.Read(buffer); read > 0; read = content.Read(buffer))
            {
                bytes += read;
                if (bytes > limit)
                {
                    throw Refused(Invariant($"it is more than {limit >> 20} MiB, far more than a plugin of its kind needs."));
                }

                file.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        file.Flush(flushToDisk: true);
    }

    UserException Refused(string why) => UserException.Usage($"{source} is not installed: {why}");
}
