using Astra.Host.Errors;

namespace Astra.Host.Models;

/// <summary>
/// A model, or another folder such as that of a plugin, that is being made, in a hidden folder beside the place where it will lie: it appears there whole, or not at all. What a killed process
/// left behind is cleared away by the next one.
/// </summary>
sealed class NewModelFolder : IDisposable
{
    const string Prefix = ".astra-new-";
    const string LockName = "lock";

    readonly string root;
    readonly FileStream held;

    NewModelFolder(string root)
    {
        this.root = root;
        Path = Directory.CreateDirectory(System.IO.Path.Combine(root, "model")).FullName;
        held = new FileStream(System.IO.Path.Combine(root, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>The folder to write to; empty at first.</summary>
    public string Path { get; }

    /// <summary>Makes a folder for a model that is to lie in another one.</summary>
    /// <param name="parent">Where the model's own folder will be; made where it is not there.</param>
    /// <param name="what">What is being made, for the message.</param>
    /// <exception cref="UserException">Nothing can be written there.</exception>
    public static NewModelFolder In(string parent, string what = "model")
    {
        try
        {
            Directory.CreateDirectory(parent);
            foreach (string left in Directory.GetDirectories(parent, Prefix + "*"))
            {
                DeleteUnlessHeld(left);
            }

            return new NewModelFolder(System.IO.Path.Combine(parent, $"{Prefix}{Guid.NewGuid():N}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UserException.Configuration($"No {what} can be written to {parent}: {e.Message}", e);
        }
    }

    /// <summary>Gives the folder its place, which must be free or an empty folder.</summary>
    public void MoveTo(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder);
        }

        Directory.Move(Path, folder);
    }

    public void Dispose()
    {
        held.Dispose();
        Directory.Delete(root, recursive: true);
    }

    /// <summary>Whether a folder was left by a killed process: it has the name of one, and nobody holds it.</summary>
    public static bool IsLeftOver(string folder)
    {
        try
        {
            string file = System.IO.Path.Combine(folder, LockName);
            if (!System.IO.Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal) || !File.Exists(file))
            {
                return false;
            }

            using FileStream free = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process is at work on it.
            return false;
        }
    }

    static void DeleteUnlessHeld(string left)
    {
        try
        {
            if (IsLeftOver(left))
            {
                Directory.Delete(left, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It cannot be deleted; the next one tries again.
        }
    }
}
