using System.Text;

namespace Astra.Host.Query;

/// <summary>
/// Comma-separated values: a header, full precision, nothing for a missing value, quotes as in RFC 4180. Lines end in a line feed alone, which every
/// reader of CSV takes, and which keeps a carriage return out of the last column when a shell tool reads it.
/// </summary>
sealed class CsvRowWriter : IRowWriter
{
    readonly IReadOnlyList<QueryColumn> columns;
    readonly BufferedText output;

    public CsvRowWriter(IReadOnlyList<QueryColumn> columns, TextWriter output)
    {
        this.columns = columns;
        this.output = new BufferedText(output);
        for (int i = 0; i < columns.Count; i++)
        {
            Append(i, columns[i].Name);
        }

        this.output.Text.Append('\n');
    }

    public void Write(ReadOnlySpan<object?> row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            Append(i, row[i]);
        }

        output.Text.Append('\n');
        output.EndRow();
    }

    public void Complete() => output.Flush();

    /// <summary>Appends words, in quotes where RFC 4180 wants them.</summary>
    public static void AppendField(StringBuilder text, string words)
    {
        if (words.AsSpan().ContainsAny(",\"\r\n"))
        {
            text.Append('"').Append(words.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            text.Append(words);
        }
    }

    void Append(int column, object? value)
    {
        StringBuilder text = output.Text;
        if (column > 0)
        {
            text.Append(',');
        }

        switch (value)
        {
            case null:
                break;
            case string words:
                AppendField(text, words);
                break;
            default:
                ExactValue.Append(text, value, columns[column].Type);
                break;
        }
    }
}
