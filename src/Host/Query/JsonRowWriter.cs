using System.Text;
using System.Text.Encodings.Web;

namespace Astra.Host.Query;

/// <summary>A JSON array with an object, on a line of its own, for each row: full precision, null for a missing value, arrays as arrays.</summary>
/// <param name="linesOnly">Leaves out the array: each line is JSON by itself, for programs that read line by line.</param>
sealed class JsonRowWriter(IReadOnlyList<QueryColumn> columns, TextWriter output, bool linesOnly = false) : IRowWriter
{
    readonly string[] names = [.. columns.Select(column => Quote(column.Name) + ": ")];
    readonly BufferedText output = new(output);
    bool any;

    public void Write(ReadOnlySpan<object?> row)
    {
        StringBuilder text = output.Text.Append(linesOnly ? "{" : any ? ",\n{" : "[\n{");
        any = true;
        for (int i = 0; i < row.Length; i++)
        {
            text.Append(i == 0 ? string.Empty : ", ").Append(names[i]);
            Append(text, row[i], columns[i]);
        }

        text.Append(linesOnly ? "}\n" : "}");
        output.EndRow();
    }

    public void Complete()
    {
        output.Text.Append(linesOnly ? string.Empty : any ? "\n]\n" : "[]\n");
        output.Flush();
    }

    static void Append(StringBuilder text, object? value, QueryColumn column)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string array when column.IsArray:
                text.Append(array);
                break;
            case string words:
                text.Append(Quote(words));
                break;
            case double infinite when double.IsInfinity(infinite):
                // JSON has no infinity; readers take a number that is too large for one.
                text.Append(infinite > 0 ? "1e999" : "-1e999");
                break;
            default:
                ExactValue.Append(text, value, column.Type);
                break;
        }
    }

    static string Quote(string words) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(words)}\"";
}
