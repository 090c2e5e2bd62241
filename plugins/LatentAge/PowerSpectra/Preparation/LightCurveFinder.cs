namespace Astra.Plugins.LatentAge.PowerSpectra.Preparation;

/// <summary>Finds the files of light curves among what a user names.</summary>
static class LightCurveFinder
{
    /// <summary>What files of folders end with to be taken for light curves; files that are named themselves may be called anything.</summary>
    static readonly string[] Endings = [".fits", ".fit", ".fts", ".fits.gz", ".fit.gz", ".fts.gz", ".csv"];

    // Against folders that are links to their own parents.
    const int DeepestFolder = 64;

    /// <summary>The files, each once, in the order of their paths.</summary>
    /// <param name="inputs">Files and folders, which are searched at any depth.</param>
    /// <param name="output">A file that is to be written and is none of them, wherever it lies.</param>
    /// <param name="leftOut">Takes a sentence on each folder without any.</param>
    /// <exception cref="BadInputException">There is none at all, or a folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> inputs, string output, Action<string> leftOut)
    {
        SortedSet<string> files = new(StringComparer.Ordinal);
        List<string> empty = [];
        foreach (string input in inputs)
        {
            string[] found = Directory.Exists(input) ? InFolder(input, Path.GetFullPath(output)) : [Path.GetFullPath(input)];
            if (found.Length == 0)
            {
                empty.Add($"{input}: holds no light curves: no file, at any depth, ends in {string.Join(", ", Endings)}.");
            }

            files.UnionWith(found);
        }

        if (files.Count == 0)
        {
            throw new BadInputException(string.Join(" ", empty));
        }

        empty.ForEach(leftOut);
        return [.. files];
    }

    static string[] InFolder(string folder, string output)
    {
        EnumerationOptions everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, MaxRecursionDepth = DeepestFolder };
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder, "*", everywhere).Select(Path.GetFullPath)
                    .Where(file => file != output && Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{folder}: cannot be searched: {e.Message}", e);
        }
    }
}
