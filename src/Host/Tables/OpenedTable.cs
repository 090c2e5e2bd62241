using Astra.Fits;
using Astra.Host.Errors;
using Astra.Host.Storage;

namespace Astra.Host.Tables;

/// <summary>A table of a file. Whatever is wrong with the file, however late it shows, is told to the user with the file's name.</summary>
/// <param name="what">What the user knows the table as, such as <c>The catalogue</c>.</param>
/// <param name="path">The file, as the user gave it.</param>
/// <param name="table">What is in it.</param>
sealed class OpenedTable(string what, string path, ITable table) : ITable
{
    public IReadOnlyList<CatalogColumn> Columns => table.Columns;

    public IReadOnlyList<string> LeftOut => table.LeftOut;

    public IEnumerable<object?[]> Rows()
    {
        using IEnumerator<object?[]> rows = table.Rows().GetEnumerator();
        while (Try(what, path, rows.MoveNext))
        {
            yield return rows.Current;
        }
    }

    public void Dispose() => table.Dispose();

    /// <summary>Does something with a file.</summary>
    /// <exception cref="UserException">The file is no table, or a damaged one.</exception>
    public static T Try<T>(string what, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (FitsException e)
        {
            throw UserException.Usage($"{what} cannot be read: {e.Message}");
        }
        catch (BadInputException e)
        {
            throw UserException.Usage($"{what} {path} cannot be read: it {e.Message}.");
        }
    }
}
