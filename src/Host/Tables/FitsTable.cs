using Astra.Fits;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Tables;

/// <summary>The first table of a FITS file. Columns with an array in each row are left out.</summary>
sealed class FitsTable : ITable
{
    readonly FitsFile file;
    readonly TableHdu table;
    readonly List<TableColumn> used = [];
    readonly List<CatalogColumn> columns = [];
    readonly List<string> leftOut = [];

    public FitsTable(string path)
    {
        file = FitsFile.Open(path);
        try
        {
            table = file.Hdus.OfType<TableHdu>().FirstOrDefault() ?? throw new BadInputException("has no table in any of its HDUs");
            foreach (TableColumn column in table.Columns)
            {
                if (TypeOf(column) is { } type)
                {
                    used.Add(column);
                    columns.Add(new CatalogColumn(column.Name, type, column.Unit ?? string.Empty));
                }
                else
                {
                    leftOut.Add($"{column.Name} ({column.Format})");
                }
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public IReadOnlyList<CatalogColumn> Columns => columns;

    public IReadOnlyList<string> LeftOut => leftOut;

    public IEnumerable<object?[]> Rows()
    {
        if (columns.Count == 0)
        {
            yield break;
        }

        // Before there is room for rows that the header only claims.
        table.RequireWholeDataUnit();
        int block = (int)Math.Min(table.RowsPerBlock, table.RowCount);
        Array[] buffers = [.. columns.Select(column => column.Type switch
        {
            ColumnType.Text => (Array)new string[block],
            ColumnType.Int64 => new long[block],
            _ => new double[block],
        })];
        object?[] row = new object?[columns.Count];
        for (long first = 0; first < table.RowCount; first += block)
        {
            int count = (int)Math.Min(block, table.RowCount - first);
            for (int c = 0; c < columns.Count; c++)
            {
                Read(used[c], first, count, buffers[c]);
            }

            for (int r = 0; r < count; r++)
            {
                for (int c = 0; c < columns.Count; c++)
                {
                    row[c] = buffers[c] switch
                    {
                        double[] numbers => numbers[r],
                        long[] numbers => numbers[r],
                        string[] texts => texts[r],
                        _ => null,
                    };
                }

                yield return row;
            }
        }
    }

    public void Dispose() => file.Dispose();

    void Read(TableColumn column, long first, int count, Array buffer)
    {
        switch (buffer)
        {
            case double[] numbers:
                table.Read(column, first, numbers.AsSpan(0, count));
                break;
            case long[] numbers:
                table.Read(column, first, numbers.AsSpan(0, count));
                break;
            case string[] texts:
                table.Read(column, first, texts.AsSpan(0, count));
                break;
        }
    }

    /// <summary>
    /// Scalars only: whole numbers without scale or null value stay whole, other numbers become 64-bit floats. Texts of no characters are none: of
    /// such columns alone a file of a few bytes could have any number of rows.
    /// </summary>
    static ColumnType? TypeOf(TableColumn column)
    {
        if (column.IsVariableLength || column.Repeat == 0)
        {
            return null;
        }

        return column.ElementType switch
        {
            ElementType.Text when column.ElementsPerRow == 1 => ColumnType.Text,
            _ when column.Repeat != 1 => null,
            ElementType.Byte or ElementType.Int16 or ElementType.Int32 or ElementType.Int64
                when column.Null is null && column.Scale == 1 && column.Zero == 0 => ColumnType.Int64,
            ElementType.Byte or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 or ElementType.Single or ElementType.Double => ColumnType.Float64,
            _ => null,
        };
    }
}
