using System.Globalization;
using System.Text;
using Astra.Fits;
using Astra.Host.Errors;

namespace Astra.Host.Products;

/// <summary>Writes the values of a row of the database into the row of a table. A value that is null stays what the table has for it.</summary>
/// <param name="columns">The columns, with the index of each in the database's row and in the table.</param>
sealed class StoredValues(IReadOnlyList<StoredValues.Value> columns)
{
    readonly Value[] columns = [.. columns];

    /// <param name="Name">What the table calls the column.</param>
    /// <param name="Type">What the table's column holds.</param>
    /// <param name="Stored">The index in the database's row.</param>
    /// <param name="Index">The index of the table's column.</param>
    public readonly record struct Value(string Name, ElementType Type, int Stored, int Index);

    /// <summary>Writes into the row that was added last.</summary>
    /// <exception cref="FitsException">A value does not fit in its column.</exception>
    /// <exception cref="UserException">There is a text where a number belongs.</exception>
    public void Write(StoredRows stored, int row, FitsRowBlock table)
    {
        foreach (Value column in columns)
        {
            StoredRows.Cell cell = stored[row, column.Stored];
            if (cell.IsNull)
            {
                continue;
            }

            if (column.Type == ElementType.Text)
            {
                WriteText(cell.IsText ? stored.Text(cell) : Encoding.UTF8.GetBytes(Number(cell)), column.Index, table);
                continue;
            }

            if (cell.IsText)
            {
                throw DamagedResult.Found(table, column.Name, $"'{Encoding.UTF8.GetString(stored.Text(cell))}' is no number");
            }

            switch (column.Type)
            {
                case ElementType.Single or ElementType.Double:
                    table.Write(column.Index, cell.Real);
                    break;
                case ElementType.Logical:
                    table.Write(column.Index, cell.Integer != 0);
                    break;
                default:
                    table.Write(column.Index, cell.Integer);
                    break;
            }
        }
    }

    static void WriteText(ReadOnlySpan<byte> text, int column, FitsRowBlock table)
    {
        if (text.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            table.Write(column, HeaderText.Value(Encoding.UTF8.GetString(text)));
        }
        else
        {
            table.WriteText(column, text);
        }
    }

    static string Number(StoredRows.Cell cell) =>
        cell.Kind == SQLitePCL.raw.SQLITE_INTEGER ? cell.Integer.ToString(CultureInfo.InvariantCulture) : cell.Real.ToString(CultureInfo.InvariantCulture);
}
