using System.Text;
using Astra.Fits;
using SQLitePCL;

namespace Astra.Host.Products;

/// <summary>Writes the values of a row of the database into the row of a table. A value that is null stays what the table has for it.</summary>
/// <param name="columns">The columns, with the index of each in the database's row and in the table.</param>
/// <remarks>It reads past the database's own reader, which makes an object of every value.</remarks>
sealed class StoredValues(IReadOnlyList<StoredValues.Value> columns)
{
    readonly Value[] columns = [.. columns];

    /// <param name="Type">What the table's column holds.</param>
    /// <param name="Stored">The index in the database's row.</param>
    /// <param name="Index">The index of the table's column.</param>
    public readonly record struct Value(ElementType Type, int Stored, int Index);

    public void Write(sqlite3_stmt stored, FitsTableWriter row)
    {
        foreach (Value column in columns)
        {
            if (raw.sqlite3_column_type(stored, column.Stored) == raw.SQLITE_NULL)
            {
                continue;
            }

            switch (column.Type)
            {
                case ElementType.Single or ElementType.Double:
                    row.Write(column.Index, raw.sqlite3_column_double(stored, column.Stored));
                    break;
                case ElementType.Logical:
                    row.Write(column.Index, raw.sqlite3_column_int64(stored, column.Stored) != 0);
                    break;
                case ElementType.Text:
                    row.Write(column.Index, HeaderText.Value(Encoding.UTF8.GetString(raw.sqlite3_column_blob(stored, column.Stored))));
                    break;
                default:
                    row.Write(column.Index, raw.sqlite3_column_int64(stored, column.Stored));
                    break;
            }
        }
    }
}
