using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Products;
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
            Description = "A condition, such as \"teff < 4000 and (logg between 0 and 1 or not flag_bad)\". "
                + "It may use < <= > >= = != + - * / and or not, between, in (...), is null, like 'text%', abs(x), min(a, b), max(a, b), "
                + "flag(NAME). A missing value matches nothing but 'is null'.",
            HelpName = "CONDITION",
        };
        Option<string[]> flags = new("--flag") { Description = "Only results with this flag.", HelpName = "NAME" };
        Option<string[]> withoutFlags = new("--without-flag") { Description = "Only results without this flag.", HelpName = "NAME" };
        Option<string?> columns = new("--columns")
        {
            Description = $"The columns to show, with commas between them (astra describe PIPELINE lists them); '{QueryBuilder.AllColumns}' for all.",
            HelpName = "A,B,C",
        };
        Option<RowFormat?> format = new("--format")
        {
            Description = "How to write the rows; if left out, what the name of --out ends in, or else a table.",
            HelpName = "table|csv|ecsv|json|jsonl|fits",
        };
        format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, "table", "csv", "ecsv", "json", "jsonl", "fits");
        Option<string?> outFile = new("--out") { Description = "The file to write to; it appears when it is complete.", HelpName = "FILE" };
        Option<long?> limit = new("--limit")
        {
            Description = $"How many rows at most, 0 for all; if left out, {RowsOfATable} in a table and all otherwise.",
            HelpName = "N",
        };
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
                if (rowFormat == RowFormat.Fits && path is null)
                {
                    throw UserException.Usage("--format fits needs a file to write to. Add --out FILE.fits");
                }

                QueryRequest request = new()
                {
                    Columns = parsed.GetValue(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    Where = parsed.GetValue(where),
                    Flags = parsed.GetValue(flags) ?? [],
                    WithoutFlags = parsed.GetValue(withoutFlags) ?? [],
                    Limit = Limit(parsed.GetValue(limit), rowFormat),
                };
                using QuerySource source = open(parsed, parsed.GetRequiredValue(pipeline), parsed.GetValue(visits), parsed.GetValue(allVersions));
                Answer answer = new(source.Connection, QueryBuilder.Build(source.Table, request, source.FlagValues), request.Limit, rowFormat);
                TextWriter output = parsed.InvocationConfiguration.Output;
                if (rowFormat == RowFormat.Fits)
                {
                    long written = FitsAnswer.Write(path!, source.Connection, source.Table, request, source.FlagValues, cancellationToken);
                    output.WriteLine($"{path}: {Rows(written)}");
                }
                else if (path is null)
                {
                    answer.ToStandardOutput(output, cancellationToken);
                }
                else
                {
                    output.WriteLine($"{path}: {Rows(answer.ToFile(path, cancellationToken))}");
                }
            },
            cancellationToken));
        return command;
    }

    static long? Limit(long? given, RowFormat format) => given switch
    {
        < 0 => throw UserException.Usage($"--limit {given} is less than nothing. Give a number of rows, or 0 for all."),
        0 => null,
        null => format == RowFormat.Table ? RowsOfATable : null,
        _ => given,
    };

    /// <summary>The form that the name of a file asks for.</summary>
    public static RowFormat FormatFor(string? path) => Path.GetExtension(path)?.ToUpperInvariant() switch
    {
        ".CSV" => RowFormat.Csv,
        ".ECSV" => RowFormat.Ecsv,
        ".JSON" => RowFormat.Json,
        ".JSONL" => RowFormat.JsonL,
        ".FITS" => RowFormat.Fits,
        ".GZ" when path!.EndsWith(".fits.gz", StringComparison.OrdinalIgnoreCase) => RowFormat.Fits,
        _ => RowFormat.Table,
    };

    static string Rows(long count) => count == 1 ? "1 row" : $"{Count.Text(count)} rows";

    /// <summary>A question that is understood, and the form to answer it in.</summary>
    sealed record Answer(SqliteConnection Connection, BuiltQuery Query, long? Limit, RowFormat Format)
    {
        public void ToStandardOutput(TextWriter output, CancellationToken cancellationToken)
        {
            try
            {
                WriteTo(StandardOutput.Open(output), cancellationToken);
            }
            catch (IOException failure) when (StandardOutput.HasNoReader(failure))
            {
                // Whoever reads has seen enough.
            }
        }

        /// <returns>How many rows were written.</returns>
        public long ToFile(string path, CancellationToken cancellationToken)
        {
            using OutputFile file = OutputFile.Create(path);
            long written = WriteTo(file.Writer, cancellationToken);
            file.Complete();
            return written;
        }

        long WriteTo(TextWriter output, CancellationToken cancellationToken)
        {
            long written = QueryExecution.WriteRows(Connection, Query, Format.CreateWriter(Query.Columns, output), cancellationToken);
            if (Format == RowFormat.Table)
            {
                long total = written == Limit ? QueryExecution.Count(Connection, Query, cancellationToken) : written;
                output.Write(total == written ? $"{Rows(total)}\n" : $"{Count.Text(written)} of {Rows(total)} (--limit)\n");
                output.Flush();
            }

            return written;
        }
    }
}
