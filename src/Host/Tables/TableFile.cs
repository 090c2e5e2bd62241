using Astra.Host.Errors;

namespace Astra.Host.Tables;

/// <summary>A file with a table, FITS (gzipped or not), CSV, or text with white space between columns.</summary>
static class TableFile
{
    /// <summary>Opens a table and does something with it.</summary>
    /// <param name="what">What the user knows it as, such as <c>The catalogue</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="read">What to do. The table is closed afterwards.</param>
    /// <exception cref="UserException">There is no such file, or it is no table, or a damaged one.</exception>
    public static T Read<T>(string what, string path, Func<ITable, T> read)
    {
        using ITable table = Open(what, path);
        return OpenedTable.Try(what, path, () => read(table));
    }

    /// <summary>Opens a table, to be closed by the caller.</summary>
    /// <param name="what">What the user knows it as, such as <c>The catalogue</c>.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="UserException">There is no such file, or it is no table; also while it is read, where it is damaged.</exception>
    public static ITable Open(string what, string path)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw UserException.Usage($"There is no file {path}. Name a FITS, CSV or text table.");
        }

        return OpenedTable.Try(what, path, () =>
            new OpenedTable(what, path, IsFits(full) ? new FitsTable(full) : TextTable.Looks(full) ? new TextTable(full) : new CsvTable(full)));
    }

    static bool IsFits(string path)
    {
        using FileStream stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[9];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read].StartsWith("SIMPLE  ="u8) || (read >= 2 && start[0] == 0x1f && start[1] == 0x8b);
    }
}
