using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Astra.Host.Query;

/// <summary>Asks SQLite.</summary>
static class QueryExecution
{
    /// <summary>Writes the rows one after the other; memory use does not depend on how many there are.</summary>
    /// <returns>How many rows were written.</returns>
    public static long WriteRows(SqliteConnection connection, BuiltQuery query, IRowWriter writer, CancellationToken cancellationToken)
    {
        long rows = 0;
        Execute(connection, query.Sql, query.Parameters, cancellationToken, reader =>
        {
            object?[] row = new object?[query.Columns.Count];
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
                }

                writer.Write(row);
                rows++;
            }
        });
        writer.Complete();
        return rows;
    }

    /// <summary>How many rows there are without the limit.</summary>
    public static long Count(SqliteConnection connection, BuiltQuery query, CancellationToken cancellationToken)
    {
        long count = 0;
        Execute(connection, query.CountSql, query.Parameters, cancellationToken, reader =>
        {
            reader.Read();
            count = reader.GetInt64(0);
        });
        return count;
    }

    /// <summary>Asks, and lets the caller read the rows.</summary>
    public static void Execute(
        SqliteConnection connection,
        string sql,
        IReadOnlyList<object> parameters,
        CancellationToken cancellationToken,
        Action<SqliteDataReader> read)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < parameters.Count; i++)
        {
            command.Parameters.AddWithValue(Invariant($"@p{i}"), parameters[i]);
        }

        // A scan that finds nothing for minutes never comes back here by itself.
        using CancellationTokenRegistration interruption = cancellationToken.Register(() => raw.sqlite3_interrupt(connection.Handle));
        try
        {
            using SqliteDataReader reader = command.ExecuteReader();
            read(reader);
        }
        catch (SqliteException interrupted) when (interrupted.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The query was stopped.", interrupted, cancellationToken);
        }
    }
}
