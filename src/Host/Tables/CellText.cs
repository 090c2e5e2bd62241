using System.Globalization;
using Astra.Host.Plugins;

namespace Astra.Host.Tables;

/// <summary>What the text of a cell is: a column is of whole numbers, of numbers or of text, by what the whole file has in it.</summary>
static class CellText
{
    /// <summary>The type of a column after one more of its cells; an empty cell says nothing.</summary>
    public static ColumnType Widen(ColumnType type, string text)
    {
        ReadOnlySpan<char> cell = text.AsSpan().Trim();
        if (cell.Length == 0)
        {
            return type;
        }

        if (type == ColumnType.Int64 && !long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            type = ColumnType.Float64;
        }

        return type == ColumnType.Float64 && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? ColumnType.Text : type;
    }

    /// <summary>The value of a cell in a column of a type that <see cref="Widen"/> gave; null for an empty one.</summary>
    public static object? Value(ColumnType type, string text)
    {
        string cell = text.Trim();
        return cell.Length == 0 ? null : type switch
        {
            ColumnType.Int64 => long.Parse(cell, CultureInfo.InvariantCulture),
            ColumnType.Float64 => double.Parse(cell, CultureInfo.InvariantCulture),
            _ => cell,
        };
    }
}
