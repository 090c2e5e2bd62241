using System.Text.Json;
using Astra.Fits;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Products;

/// <summary>The answer to a question as a table in a FITS file, with units, descriptions and the meaning of the flags.</summary>
static class FitsAnswer
{
    /// <summary>Writes the file; it appears when it is complete.</summary>
    /// <param name="connection">No other statement may run on it meanwhile.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="UserException">The question cannot be understood, or the file cannot be written.</exception>
    public static long Write(
        string path,
        SqliteConnection connection,
        QueryTable table,
        QueryRequest request,
        Func<IReadOnlyList<long>> flagValues,
        CancellationToken cancellationToken)
    {
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        BuiltQuery query = QueryBuilder.Build(table, request, flagValues);
        ColumnLengths lengths = ColumnLengths.Measure(connection, table, request, query.Columns, flagValues, cancellationToken);
        try
        {
            using FitsWriter file = FitsWriter.Create(path);
            file.WritePrimary([FitsCard.OfComment($"Results of {HeaderText.Ascii(table.Name)}{Selection(request)}")]);
            FitsTableWriter rows = file.BeginTable(
                [.. query.Columns.Select(column => Definition(column, lengths.Of(column.Name)))],
                [new FitsCard("EXTNAME", HeaderText.Ascii(table.Name)), .. FlagLegend.Cards(table.Flags)]);
            long written = QueryExecution.WriteRows(connection, query, new Rows(query.Columns, lengths, rows), cancellationToken);
            file.Complete(cancellationToken);
            return written;
        }
        catch (FitsException failure)
        {
            throw UserException.Usage($"--out {failure.Message}");
        }
    }

    static string Selection(QueryRequest request)
    {
        string[] conditions =
        [
            .. request.Where is { } where ? [where] : Array.Empty<string>(),
            .. request.Flags.Select(flag => $"flag({flag})"),
            .. request.WithoutFlags.Select(flag => $"not flag({flag})"),
        ];
        return conditions.Length == 0 ? string.Empty : HeaderText.Ascii($" where {string.Join(" and ", conditions)}");
    }

    /// <summary>No number is spared for integers that are not known: it is the least of the type, and its card says so.</summary>
    static ColumnDefinition Definition(QueryColumn column, int length)
    {
        ElementType type = ProductLayout.ElementTypeOf(column.Type);
        int repeat = column.IsArray || type == ElementType.Text ? Math.Max(1, length) : 1;
        return new ColumnDefinition(HeaderText.Ascii(column.Name), type, repeat)
        {
            Unit = column.Unit.Length == 0 ? null : HeaderText.Ascii(column.Unit),
            Description = HeaderText.Ascii(column.Description),
            Dimensions = column.IsArray ? [repeat] : [],
            Null = type switch
            {
                ElementType.Int32 => int.MinValue,
                ElementType.Int64 => long.MinValue,
                _ => null,
            },
        };
    }

    /// <summary>Puts rows into the table.</summary>
    sealed class Rows(IReadOnlyList<QueryColumn> columns, ColumnLengths lengths, FitsTableWriter table) : IRowWriter
    {
        public void Write(ReadOnlySpan<object?> row)
        {
            table.AddRows();
            for (int i = 0; i < row.Length; i++)
            {
                switch (row[i])
                {
                    case null:
                        break;
                    case string array when columns[i].IsArray:
                        WriteArray(i, array);
                        break;
                    case string text:
                        table.Write(i, HeaderText.Value(text));
                        break;
                    case long truth when columns[i].Type == ColumnType.Boolean:
                        table.Write(i, truth != 0);
                        break;
                    case long whole:
                        table.Write(i, whole);
                        break;
                    case double real:
                        table.Write(i, real);
                        break;
                    case { } other:
                        throw new InvalidOperationException($"A {other.GetType().Name} is no value of the database.");
                }
            }
        }

        public void Complete()
        {
        }

        void WriteArray(int column, string json)
        {
            using JsonDocument array = JsonDocument.Parse(json);
            int length = Math.Max(1, lengths.Of(columns[column].Name));
            if (columns[column].Type == ColumnType.Int32Array)
            {
                int[] whole = new int[length];
                Array.Fill(whole, int.MinValue);
                Fill(whole, array, element => element.GetInt32());
                table.Write(column, whole);
            }
            else
            {
                double[] real = new double[length];
                Array.Fill(real, double.NaN);
                Fill(real, array, element => element.GetDouble());
                table.Write(column, real);
            }
        }

        static void Fill<T>(T[] values, JsonDocument array, Func<JsonElement, T> value)
        {
            int i = 0;
            foreach (JsonElement element in array.RootElement.EnumerateArray())
            {
                values[i] = element.ValueKind == JsonValueKind.Number ? value(element) : values[i];
                i++;
            }
        }
    }
}
