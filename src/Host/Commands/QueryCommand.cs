using System.CommandLine;
using System.Globalization;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Commands;

/// <summary>A table to ask, with the connection to ask it through.</summary>
/// <param name="Connection">Open; disposed with this.</param>
/// <param name="FlagValues">Finds the different values of <c>result_flags</c> that the table holds.</param>
/// <param name="Workspace">What was opened for it besides; disposed with this.</param>
sealed record QuerySource(QueryTable Table, SqliteConnection Connection, Func<IReadOnlyList<long>> FlagValues, IDisposable? Workspace = null) : IDisposable
{
    public void Dispose()
    {
        Connection.Dispose();
        Workspace?.Dispose();
    }
}

/// <summary><c>astra query</c>: rows of one pipeline's results by value or flag.</summary>
static class QueryCommand
{
    const int RowsOfATable = 50;

    /// <summary>Opens the results of a pipeline.</summary>
    /// <param name="visits">The results of single visits in place of those of combined spectra.</param>
    /// <param name="allVersions">Those of every version of the pipeline in place of the newest.</param>
    public delegate QuerySource OpenResults(ParseResult parsed, string pipeline, bool visits, bool allVersions);

    public static Command Create(OpenResults open)
    {
        Argument<string> pipeline = new("PIPELINE") { Description = "The pipeline whose results to show." };
        Option<bool> visits = new("--visits") { Description = "Results of single visits in place of those of combined spectra." };
        Option<string?> where = new("--where")
        {
            Description = "A condition, such as \"teff < 4000 and (logg between 0 and 1 or not flag_bad)\". Operators: < <= > >= = != + - * / and or not, "
                + "between, in (...), is null, like 'text%', abs(x), min(a, b), max(a, b), flag(NAME). A missing value matches nothing but 'is null'.",
            HelpName = "CONDITION",
        };
        Option<string[]> flags = new("--flag") { Description = "Only results with this flag.", HelpName = "NAME" };
        Option<string[]> withoutFlags = new("--without-flag") { Description = "Only results without this flag.", HelpName = "NAME" };
        Option<string?> columns = new("--columns")
        {
            Description = $"The columns to show, with commas between them; '{QueryBuilder.AllColumns}' for every one (astra describe PIPELINE lists them).",
            HelpName = "A,B,C",
        };
        Option<RowFormat?> format = new("--format") { Description = "How to write the rows; if left out, what the name of --out ends in, or else a table." };
        Option<string?> outFile = new("--out") { Description = "The file to write to; it appears when it is complete.", HelpName = "FILE" };
        Option<long?> limit = new("--limit") { Description = $"How many rows at most; {RowsOfATable} for a table and all otherwise if left out, 0 for all.", HelpName = "N" };
        Option<bool> allVersions = new("--all-versions") { Description = "Results of every version of the pipeline in place of the newest." };

        Command command = new("query", "Shows results by value or flag.")
        {
            pipeline, visits, where, flags, withoutFlags, columns, format, outFile, limit, allVersions,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                string? path = parsed.GetValue(outFile);
                RowFormat rowFormat = parsed.GetValue(format) ?? FormatFor(path);
                long? rows = parsed.GetValue(limit) ?? (rowFormat == RowFormat.Table ? RowsOfATable : null);
                if (rows < 0)
                {
                    throw UserException.Usage($"--limit {rows} is less than nothing. Give a number of rows, or 0 for all.");
                }

                QueryRequest request = new()
                {
                    Columns = parsed.GetValue(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    Where = parsed.GetValue(where),
                    Flags = parsed.GetValue(flags) ?? [],
                    WithoutFlags = parsed.GetValue(withoutFlags) ?? [],
                    Limit = rows == 0 ? null : rows,
                };
                using QuerySource source = open(parsed, parsed.GetRequiredValue(pipeline), parsed.GetValue(visits), parsed.GetValue(allVersions));
                BuiltQuery query = QueryBuilder.Build(source.Table, request, source.FlagValues);
                if (path is null)
                {
                    ToStandardOutput(source, query, request.Limit, rowFormat, parsed.InvocationConfiguration.Output, cancellationToken);
                    return;
                }

                using OutputFile file = OutputFile.Create(path);
                long written = Write(source, query, request.Limit, rowFormat, file.Writer, cancellationToken);
                file.Complete();
                parsed.InvocationConfiguration.Output.WriteLine($"{path}: {Rows(written)}");
            },
            cancellationToken));
        return command;
    }

    static RowFormat FormatFor(string? path) => Path.GetExtension(path)?.ToUpperInvariant() switch
    {
        ".CSV" => RowFormat.Csv,
        ".JSON" => RowFormat.Json,
        _ => RowFormat.Table,
    };

    static void ToStandardOutput(QuerySource source, BuiltQuery query, long? limit, RowFormat format, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            Write(source, query, limit, format, StandardOutput.Open(output), cancellationToken);
        }
        catch (IOException failure) when (StandardOutput.HasNoReader(failure))
        {
            // Whoever reads has seen enough.
        }
    }

    static long Write(QuerySource source, BuiltQuery query, long? limit, RowFormat format, TextWriter output, CancellationToken cancellationToken)
    {
        long written = QueryExecution.WriteRows(source.Connection, query, format.CreateWriter(query.Columns, output), cancellationToken);
        if (format == RowFormat.Table)
        {
            long total = written == limit ? QueryExecution.Count(source.Connection, query, cancellationToken) : written;
            output.Write(total == written ? $"{Rows(total)}\n" : $"{Grouped(written)} of {Rows(total)} (--limit)\n");
            output.Flush();
        }

        return written;
    }

    static string Rows(long count) => count == 1 ? "1 row" : $"{Grouped(count)} rows";

    static string Grouped(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
