using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Tables;

/// <summary>The rows of several tables, one table after another. A column that a table lacks is not known in its rows.</summary>
sealed class StackedTables : ITable
{
    readonly IReadOnlyList<ITable> tables;
    readonly List<CatalogColumn> columns = [];

    /// <summary>Stacks tables, which it closes when it is closed.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="paths">Their files, for messages.</param>
    /// <exception cref="UserException">A column holds text in one table and numbers in another.</exception>
    public StackedTables(IReadOnlyList<ITable> tables, IReadOnlyList<string> paths)
    {
        this.tables = tables;
        for (int t = 0; t < tables.Count; t++)
        {
            foreach (CatalogColumn column in tables[t].Columns)
            {
                int place = PlaceOf(column.Name);
                if (place < 0)
                {
                    columns.Add(column);
                }
                else if (columns[place].Type != column.Type)
                {
                    bool isText = column.Type == ColumnType.Text;
                    columns[place] = isText == (columns[place].Type == ColumnType.Text)
                        ? columns[place] with { Type = ColumnType.Float64 }
                        : throw UserException.Usage(
                            $"The column {column.Name} of {paths[t]} holds {(isText ? "text, and in the tables before it numbers" : "numbers, and in a table before it text")}. Rename one.");
                }
            }
        }
    }

    public IReadOnlyList<CatalogColumn> Columns => columns;

    public IReadOnlyList<string> LeftOut => [.. tables.SelectMany(table => table.LeftOut)];

    public IEnumerable<object?[]> Rows()
    {
        object?[] stacked = new object?[columns.Count];
        foreach (ITable table in tables)
        {
            int[] places = [.. table.Columns.Select(column => PlaceOf(column.Name))];
            Array.Clear(stacked);
            foreach (object?[] row in table.Rows())
            {
                for (int c = 0; c < places.Length; c++)
                {
                    stacked[places[c]] = row[c];
                }

                yield return stacked;
            }
        }
    }

    public void Dispose()
    {
        foreach (ITable table in tables)
        {
            table.Dispose();
        }
    }

    int PlaceOf(string name) => columns.FindIndex(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
