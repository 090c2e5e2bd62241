namespace Astra.Host.Query;

/// <summary>The forms that rows can be written in.</summary>
enum RowFormat
{
    Table,
    Csv,

    /// <summary>As <see cref="Csv"/>, with types, units and descriptions in lines above that begin with a number sign.</summary>
    Ecsv,
    Json,

    /// <summary>An object on each line.</summary>
    JsonL,

    /// <summary>A table in a FITS file; no text, so that no writer of rows as text makes it.</summary>
    Fits,
}

static class RowFormats
{
    public static IRowWriter CreateWriter(this RowFormat format, IReadOnlyList<QueryColumn> columns, TextWriter output) => format switch
    {
        RowFormat.Csv => new CsvRowWriter(columns, output),
        RowFormat.Ecsv => new EcsvRowWriter(columns, output),
        RowFormat.Json => new JsonRowWriter(columns, output),
        RowFormat.JsonL => new JsonRowWriter(columns, output, linesOnly: true),
        _ => new TableRowWriter(columns, output),
    };
}
