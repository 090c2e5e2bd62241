using System.Text;
using System.Text.Encodings.Web;
using Astra.Host.Plugins;

namespace Astra.Host.Query;

/// <summary>
/// ECSV 1.0, the enhanced CSV of astropy (Astropy Proposal for Enhancement 6): rows as in CSV below lines that begin with a number sign and say name,
/// unit, type and description of each column. Nothing stands for a missing value, two quotes for an empty string.
/// </summary>
sealed class EcsvRowWriter : IRowWriter
{
    readonly IReadOnlyList<QueryColumn> columns;
    readonly BufferedText output;

    public EcsvRowWriter(IReadOnlyList<QueryColumn> columns, TextWriter output)
    {
        this.columns = columns;
        this.output = new BufferedText(output);
        StringBuilder text = this.output.Text.Append("# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n");
        foreach (QueryColumn column in columns)
        {
            text.Append("# - {name: ").Append(Quote(column.Name));
            text.Append(column.Unit.Length > 0 ? $", unit: {Quote(column.Unit)}" : string.Empty);
            text.Append(", datatype: ").Append(column.IsArray ? $"string, subtype: '{TypeOf(column.Type)}[null]'" : TypeOf(column.Type));
            text.Append(column.Description.Length > 0 ? $", description: {Quote(column.Description)}" : string.Empty).Append("}\n");
        }

        text.Append("# schema: astropy-2.0\n");
        for (int i = 0; i < columns.Count; i++)
        {
            CsvRowWriter.AppendField(i == 0 ? text : text.Append(','), columns[i].Name);
        }

        text.Append('\n');
    }

    public void Write(ReadOnlySpan<object?> row)
    {
        StringBuilder text = output.Text;
        for (int i = 0; i < row.Length; i++)
        {
            text.Append(i == 0 ? string.Empty : ",");
            switch (row[i])
            {
                case null:
                    break;
                case string { Length: 0 }:
                    text.Append("\"\"");
                    break;
                case string words:
                    CsvRowWriter.AppendField(text, words);
                    break;
                case long truth when columns[i].Type == ColumnType.Boolean:
                    text.Append(truth == 0 ? "False" : "True");
                    break;
                case { } number:
                    ExactValue.Append(text, number, columns[i].Type);
                    break;
            }
        }

        text.Append('\n');
        output.EndRow();
    }

    public void Complete() => output.Flush();

    static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Float32 or ColumnType.Float32Array => "float32",
        ColumnType.Float64 or ColumnType.Float64Array => "float64",
        ColumnType.Int32 or ColumnType.Int32Array => "int32",
        ColumnType.Int64 => "int64",
        ColumnType.Boolean => "bool",
        _ => "string",
    };

    /// <summary>A string of JSON, which is one of YAML as well.</summary>
    static string Quote(string words) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(words)}\"";
}
