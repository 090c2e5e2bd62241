using Astra.Host.Plugins;
using Astra.Host.Query;
using Astra.Host.Storage;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Reports;

/// <summary>Reads rows of a table for some stars, or the first that meet a condition.</summary>
sealed class ResultReader(SqliteConnection connection, CancellationToken cancellation)
{
    /// <summary>Hands out the rows of some stars, in the order of the table.</summary>
    /// <param name="key">The SQL expression of the star's key.</param>
    /// <param name="read">Takes a row: long, double, string or null for each column.</param>
    public void RowsOf(QueryTable table, string key, IReadOnlyList<Source> stars, IReadOnlyList<string> columns, Action<object?[]> read)
    {
        string chosen = $"{key} IN ({string.Join(',', stars.Select(star => star.Key))})";
        QueryTable some = table with { FilterSql = table.FilterSql is null ? chosen : $"({table.FilterSql}) AND {chosen}" };
        Rows(some, new QueryRequest { Columns = columns }, read);
    }

    /// <summary>Hands out the first rows that meet a condition.</summary>
    public void FirstRows(QueryTable table, string where, int most, IReadOnlyList<string> columns, Action<object?[]> read) =>
        Rows(table, new QueryRequest { Columns = columns, Where = where, Limit = most }, read);

    /// <summary>A stored number; NaN for one that is not known.</summary>
    public static double Number(object? value) => value switch
    {
        double number => number,
        long number => number,
        _ => double.NaN,
    };

    void Rows(QueryTable table, QueryRequest request, Action<object?[]> read)
    {
        BuiltQuery query = QueryBuilder.Build(table, request, () => []);
        QueryExecution.WriteRows(connection, query, new Reader(read), cancellation);
    }

    sealed class Reader(Action<object?[]> read) : IRowWriter
    {
        public void Write(ReadOnlySpan<object?> row) => read(row.ToArray());

        public void Complete()
        {
        }
    }
}
