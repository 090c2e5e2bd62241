using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Products;

/// <summary>How much room columns need: a FITS table has the width of its strings and arrays in its header, before the first row.</summary>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Longest">By column name: characters of the longest string, or elements of the longest array. Other columns are not in it.</param>
sealed record ColumnLengths(long Rows, IReadOnlyDictionary<string, int> Longest)
{
    /// <summary>Asks the database, in one pass that reads nothing but what it measures.</summary>
    public static ColumnLengths Measure(
        SqliteConnection connection,
        QueryTable table,
        QueryRequest request,
        IEnumerable<QueryColumn> columns,
        Func<IReadOnlyList<long>> flagValues,
        CancellationToken cancellationToken)
    {
        QueryColumn[] measured = [.. columns.Where(column => column.IsArray || column.Type == ColumnType.Text)];
        QueryColumn count = new("rows", "count(*)", ColumnType.Int64, "", "");
        QueryColumn[] asked =
        [
            count,
            .. measured.Select(column => column with { Sql = $"max({(column.IsArray ? "json_array_length" : "length")}({column.Sql}))" }),
        ];

        // The conditions need the table's own columns beside those that are asked for, which no condition can name.
        QueryColumn[] renamed = [.. asked.Select((column, i) => column with { Name = Invariant($" {i}") })];
        QueryTable aggregate = table with { Columns = [.. table.Columns, .. renamed], OrderSql = null };
        BuiltQuery query = QueryBuilder.Build(
            aggregate, request with { Columns = [.. renamed.Select(column => column.Name)], Limit = null }, flagValues);
        ColumnLengths? lengths = null;
        QueryExecution.Execute(connection, query.Sql, query.Parameters, cancellationToken, reader =>
        {
            reader.Read();
            lengths = new ColumnLengths(
                reader.GetInt64(0),
                measured.Select((column, i) => (column.Name, Length: reader.IsDBNull(i + 1) ? 0 : reader.GetInt32(i + 1)))
                    .ToDictionary(pair => pair.Name, pair => pair.Length, StringComparer.OrdinalIgnoreCase));
        });
        return lengths!;
    }

    /// <summary>The longest value of a column; 0 where it has none, or needs none.</summary>
    public int Of(string column) => Longest.TryGetValue(column, out int length) ? length : 0;
}
