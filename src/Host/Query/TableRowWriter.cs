using System.Globalization;
using Astra.Host.Plugins;

namespace Astra.Host.Query;

/// <summary>
/// Aligned columns for reading, with names and units above. Widths and decimals are those that the first rows need, so that the rest can stream;
/// a later value that needs more room gets it.
/// </summary>
sealed class TableRowWriter(IReadOnlyList<QueryColumn> columns, TextWriter output) : IRowWriter
{
    /// <summary>Rows that are looked at before the first is written.</summary>
    public const int MeasuredRows = 1000;

    const string Gap = "   ";
    const string Missing = "-";
    const int LongestText = 60;

    readonly BufferedText output = new(output);
    readonly List<object?[]> measured = [];
    Layout[]? layout;

    public void Write(ReadOnlySpan<object?> row)
    {
        if (layout is not null)
        {
            WriteRow(layout, row);
            return;
        }

        measured.Add(row.ToArray());
        if (measured.Count == MeasuredRows)
        {
            WriteMeasured();
        }
    }

    public void Complete()
    {
        if (layout is null)
        {
            WriteMeasured();
        }

        output.Flush();
    }

    void WriteMeasured()
    {
        layout = [.. columns.Select(Measure)];
        WriteLine(layout, column => columns[column].Name);
        if (columns.Any(column => column.Unit.Length > 0))
        {
            WriteLine(layout, column => columns[column].Unit);
        }

        foreach (object?[] row in measured)
        {
            WriteRow(layout, row);
        }

        measured.Clear();
    }

    Layout Measure(QueryColumn column, int index)
    {
        bool isText = column.IsArray || column.Type == ColumnType.Text;
        Layout unmeasured = new(isText, column.Type, Decimals(column.Type, measured.Select(row => row[index]).OfType<double>()), 0);
        int width = Math.Max(column.Name.Length, column.Unit.Length);
        foreach (object?[] row in measured)
        {
            width = Math.Max(width, Format(unmeasured, row[index]).Length);
        }

        return unmeasured with { Width = width };
    }

    /// <summary>
    /// As many as show the largest number in five digits, or in ten where the column has double precision for a reason (positions, dates).
    /// </summary>
    static int Decimals(ColumnType type, IEnumerable<double> numbers)
    {
        (int digits, int most) = type == ColumnType.Float64 ? (10, 6) : (5, 4);
        double largest = 0;
        bool allWhole = true;
        foreach (double number in numbers.Where(double.IsFinite))
        {
            largest = Math.Max(largest, Math.Abs(number));
            allWhole &= double.IsInteger(number);
        }

        int before = largest < 1 ? 1 : (int)Math.Log10(largest) + 1;
        return allWhole ? 0 : Math.Clamp(digits - before, 0, most);
    }

    void WriteLine(Layout[] cells, Func<int, string> cell)
    {
        int start = output.Text.Length;
        for (int i = 0; i < cells.Length; i++)
        {
            output.Text.Append(i == 0 ? string.Empty : Gap);
            string text = cell(i);
            output.Text.Append(cells[i].IsText ? text.PadRight(cells[i].Width) : text.PadLeft(cells[i].Width));
        }

        while (output.Text.Length > start && output.Text[^1] == ' ')
        {
            output.Text.Length--;
        }

        output.Text.Append('\n');
        output.EndRow();
    }

    void WriteRow(Layout[] cells, ReadOnlySpan<object?> row)
    {
        string[] texts = new string[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            texts[i] = Format(cells[i], row[i]);
        }

        WriteLine(cells, column => texts[column]);
    }

    static string Format(Layout layout, object? value) => value switch
    {
        null => Missing,
        string text => Printable(text),
        double number => Format(number, layout.Decimals),
        long truth when layout.Type == ColumnType.Boolean => truth == 0 ? "false" : "true",
        IFormattable whole => whole.ToString(null, CultureInfo.InvariantCulture),
        _ => Printable(value.ToString()!),
    };

    /// <summary>
    /// A number too large or too small for the column's decimals is written with an exponent, so that none looks like zero that is not.
    /// </summary>
    static string Format(double number, int decimals)
    {
        double size = Math.Abs(number);
        bool fits = number == 0 || (size < 1e12 && size >= 0.5 * Math.Pow(10, -decimals));
        return number.ToString(fits ? $"F{decimals}" : "G4", CultureInfo.InvariantCulture);
    }

    /// <summary>What comes from a file's header must not be able to move the cursor.</summary>
    static string Printable(string text)
    {
        string shortened = text.Length > LongestText ? text[..(LongestText - 3)] + "..." : text;
        return string.Concat(shortened.Select(character => char.IsControl(character) ? '?' : character));
    }

    sealed record Layout(bool IsText, ColumnType Type, int Decimals, int Width);
}
