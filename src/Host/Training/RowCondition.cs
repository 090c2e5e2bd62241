using Astra.Host.Plugins;
using Astra.Host.Query;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Training;

/// <summary>
/// Which rows of a table to take: a condition in the language of <c>astra query --where</c>. SQLite evaluates it, row by row without a table, so that it means
/// here what it means there.
/// </summary>
sealed class RowCondition : IDisposable
{
    readonly SqliteConnection connection;
    readonly SqliteCommand command;
    readonly (int Place, SqliteParameter Parameter)[] cells;

    /// <summary>Reads a condition.</summary>
    /// <param name="condition">What the user wrote.</param>
    /// <param name="columns">The columns of the table.</param>
    /// <param name="path">The table, for messages.</param>
    /// <exception cref="Errors.UserException">It cannot be understood, or names a column that is not there.</exception>
    public RowCondition(string condition, IReadOnlyList<CatalogColumn> columns, string path)
    {
        QueryColumn[] known = [.. columns.Select((column, i) => new QueryColumn(column.Name, Invariant($"c{i}"), column.Type, column.Unit, string.Empty))];
        QueryTable table = new($"The table {path}", string.Empty, known, new FlagLayout { Flags = [], BadCombinations = [], NoResult = 0 }, "0") { IsPipeline = false };
        (string sql, IReadOnlyList<object> parameters, IReadOnlyCollection<QueryColumn> tested) =
            ConditionSql.Write(ConditionParser.Parse(table, condition), new FlagTests("0", () => []));
        SQLitePCL.Batteries_V2.Init();
        connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        command = connection.CreateCommand();
        cells = [.. tested.Select(column => (Array.IndexOf(known, column), new SqliteParameter($"@{column.Sql}", null)))];
        string from = string.Join(", ", tested.Select(column => $"@{column.Sql} AS {column.Sql}"));
        command.CommandText = $"SELECT ({sql}) IS TRUE{(from.Length == 0 ? string.Empty : $" FROM (SELECT {from})")}";
        command.Parameters.AddRange(cells.Select(cell => cell.Parameter));
        for (int i = 0; i < parameters.Count; i++)
        {
            command.Parameters.AddWithValue(Invariant($"@p{i}"), parameters[i]);
        }
    }

    /// <summary>Whether the condition holds for a row; a missing value makes it not hold, unless the condition asks for that.</summary>
    public bool Holds(object?[] row)
    {
        foreach ((int place, SqliteParameter parameter) in cells)
        {
            parameter.Value = Tables.Cell.Known(row[place]) ?? DBNull.Value;
        }

        return (long)command.ExecuteScalar()! != 0;
    }

    public void Dispose()
    {
        command.Dispose();
        connection.Dispose();
    }
}
