using System.Globalization;
using System.Text.RegularExpressions;

namespace Astra.Host.Errors;

/// <summary>What a killed process was writing: a file with the process's number at the end of its name, which nobody writes any more.</summary>
static partial class LeftOverFile
{
    /// <summary>The left-over files of a folder, by name; none where there is no folder.</summary>
    public static IEnumerable<string> In(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "*.tmp").Order(StringComparer.Ordinal).Where(IsLeftOver)
        : [];

    public static Finding Found(string area, string path) => new(area, path, "It was being written when its process was killed.", "Delete it.");

    static bool IsLeftOver(string path) => NumberOfProcess().Match(path) is { Success: true } match
        && !IsAlive(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) && !IsHeld(path);

    /// <summary>A process of another machine that shares the folder is not seen here, but it holds the file.</summary>
    static bool IsHeld(string path)
    {
        try
        {
            using FileStream free = new(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    static bool IsAlive(int process)
    {
        try
        {
            using System.Diagnostics.Process found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\.([0-9]{1,9})(-[0-9]+)?\.tmp$")]
    private static partial Regex NumberOfProcess();
}
