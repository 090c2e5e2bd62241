namespace Astra.Host.Plugins;

/// <summary>
/// Whether any process has loaded an installed plugin. A file in the plugin's folder is locked as long as a process that loaded it lives, so that its folder is not deleted under
/// it: assemblies and models are read when they are first needed. A folder that somebody copied by hand has no such file.
/// </summary>
static class PluginUse
{
    public const string FileName = ".in-use";

    /// <summary>Locks that last until the process ends.</summary>
    static readonly List<FileStream> Held = [];

    /// <summary>Makes the file that is locked, in a folder that is being installed.</summary>
    public static void Prepare(string folder) => File.WriteAllText(Path.Combine(folder, FileName), string.Empty);

    /// <summary>Says that this process uses a plugin, until it ends.</summary>
    public static void Hold(string folder)
    {
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return;
        }

        try
        {
            FileStream shared = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            lock (Held)
            {
                Held.Add(shared);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody looks at this instant whether it is used, or it may not be read; it works all the same.
        }
    }

    /// <summary>Whether a process uses the plugin of a folder; null where that cannot be known.</summary>
    public static bool? IsUsed(string folder)
    {
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using FileStream alone = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
