namespace Astra.Isochrones;

/// <summary>Reads isochrone tables of any kind that is known: of PARSEC (<see cref="ParsecTable"/>) or MIST (<see cref="MistTable"/>).</summary>
public static class IsochroneTable
{
    // Heads of published tables have up to 14 lines before the columns' names.
    const int MostLinesOfHead = 100;

    static readonly string[] Patterns = ["*.dat", "*.iso", "*.iso.cmd"];

    /// <summary>What <see cref="ReadFolder"/> accepts, in words.</summary>
    public static string Accepts => $"isochrone tables of the PARSEC web interface or of MIST (text, {string.Join(", ", Patterns)})";

    /// <summary>Reads a table, of whichever kind the line with the columns' names says.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its rows, in order.</returns>
    /// <exception cref="BadInputException">The file is absent or no such table; the message names file, line and column.</exception>
    public static List<IsochronePoint> Read(string path) => IsMist(path) ? MistTable.Read(path) : ParsecTable.Read(path);

    /// <summary>Whose tables some files are, for texts: <c>PARSEC</c>, <c>MIST</c> or both.</summary>
    /// <param name="files">The files.</param>
    /// <exception cref="BadInputException">One cannot be read.</exception>
    public static string Origin(IReadOnlyCollection<string> files)
    {
        int mist = files.Count(IsMist);
        return mist == 0 ? "PARSEC" : mist == files.Count ? "MIST" : "PARSEC and MIST";
    }

    /// <summary>The tables of a folder, by name. What their names say of ages is not believed.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="BadInputException">There is no such folder, or no table in it.</exception>
    public static string[] Files(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BadInputException($"{folder}: not a folder. Give one with {Accepts}.");
        }

        string[] files = [.. Patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern)).Distinct().Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new BadInputException($"{folder}: no file {string.Join(" or ", Patterns)} in this folder. Give one with {Accepts}.");
    }

    /// <summary>Reads all tables of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Their rows, file by file in the order of the names.</returns>
    /// <exception cref="BadInputException">There is none, or one cannot be read; the message says which and why.</exception>
    public static List<IsochronePoint> ReadFolder(string folder) => [.. Files(folder).SelectMany(Read)];

    static bool IsMist(string path)
    {
        try
        {
            return File.ReadLines(path).Take(MostLinesOfHead).Any(MistTable.IsHeader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
