using Astra.Host.Errors;
using Astra.Host.Storage;

namespace Astra.Host.Tables;

/// <summary>
/// A table with the columns of another beside its own: those of the first row in which a column that both have is the same. They are called
/// FILE_COLUMN, after the other table's file; where there is no such row, they are not known.
/// </summary>
sealed class JoinedTable : ITable
{
    readonly ITable table;
    readonly int key;
    readonly int[] kept;
    readonly Dictionary<string, object?[]> others = new(StringComparer.Ordinal);

    /// <summary>Reads the other table.</summary>
    /// <param name="table">The table, which is closed with this.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="other">The other table; not needed afterwards.</param>
    /// <param name="otherPath">Its file.</param>
    /// <param name="on">The column that both have.</param>
    /// <param name="isWanted">Whether a column of the other table will be asked for; what is not wanted is not kept in memory.</param>
    /// <exception cref="UserException">A table lacks the column.</exception>
    public JoinedTable(ITable table, string path, ITable other, string otherPath, string on, Func<string, bool> isWanted)
    {
        this.table = table;
        key = PlaceOf(table, path);
        int otherKey = PlaceOf(other, otherPath);
        string prefix = string.Concat(Path.GetFileName(otherPath).TakeWhile(c => c != '.').Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        CatalogColumn[] added = [.. other.Columns.Select(column => column with { Name = $"{prefix}_{column.Name}" })];
        Columns = [.. table.Columns, .. added];
        kept = [.. Enumerable.Range(0, added.Length).Where(c => isWanted(added[c].Name))];
        foreach (object?[] row in other.Rows())
        {
            if (Cell.Text(row[otherKey]) is { } value && !others.TryAdd(value, [.. kept.Select(c => row[c])]))
            {
                Repeated++;
            }
        }

        int PlaceOf(ITable of, string file)
        {
            string[] names = [.. of.Columns.Select(column => column.Name)];
            int place = Array.FindIndex(names, name => name.Equals(on, StringComparison.OrdinalIgnoreCase));
            return place >= 0 ? place : throw UserException.Usage(
                $"The table {file} has no column '{on}' to join on.{Suggestions.DidYouMean(on, names)} Name one that both tables have with --on.");
        }
    }

    public IReadOnlyList<CatalogColumn> Columns { get; }

    public IReadOnlyList<string> LeftOut => table.LeftOut;

    /// <summary>Rows of the other table that repeat a key and do not count.</summary>
    public long Repeated { get; }

    /// <summary>Rows that were handed out, and those among them without a row in the other table.</summary>
    public (long Rows, long Alone) Counts { get; private set; }

    public IEnumerable<object?[]> Rows()
    {
        object?[] joined = new object?[Columns.Count];
        int own = table.Columns.Count;
        Counts = default;
        foreach (object?[] row in table.Rows())
        {
            row.CopyTo(joined, 0);
            object?[]? found = Cell.Text(row[key]) is { } value ? others.GetValueOrDefault(value) : null;
            Counts = (Counts.Rows + 1, Counts.Alone + (found is null ? 1 : 0));
            for (int i = 0; i < kept.Length; i++)
            {
                joined[own + kept[i]] = found?[i];
            }

            yield return joined;
        }
    }

    public void Dispose() => table.Dispose();
}
