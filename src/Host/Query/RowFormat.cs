namespace Astra.Host.Query;

/// <summary>The forms that rows can be written in.</summary>
enum RowFormat
{
    Table,
    Csv,
    Json,
}

static class RowFormats
{
    public static IRowWriter CreateWriter(this RowFormat format, IReadOnlyList<QueryColumn> columns, TextWriter output) => format switch
    {
        RowFormat.Csv => new CsvRowWriter(columns, output),
        RowFormat.Json => new JsonRowWriter(columns, output),
        _ => new TableRowWriter(columns, output),
    };
}
