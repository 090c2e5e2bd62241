using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Astra.Host.Storage.Sqlite;

/// <summary>
/// A prepared statement for rows by the thousand: binds UTF-8 bytes and numbers directly, where a <see cref="SqliteCommand"/> would box and
/// transcode each value. Parameters are numbered from 1.
/// </summary>
sealed class SqliteStatement : IDisposable
{
    readonly sqlite3 database;
    readonly sqlite3_stmt statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(statement, parameter, value));
        return this;
    }

    /// <summary>Binds a number; NaN becomes null.</summary>
    public SqliteStatement Bind(int parameter, double value)
    {
        Check(double.IsNaN(value) ? raw.sqlite3_bind_null(statement, parameter) : raw.sqlite3_bind_double(statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(statement, parameter) : raw.sqlite3_bind_text(statement, parameter, value));
        return this;
    }

    public SqliteStatement BindUtf8(int parameter, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_text(statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, object? value) => value switch
    {
        null => Bind(parameter, (string?)null),
        double number => Bind(parameter, number),
        float number => Bind(parameter, (double)number),
        long number => Bind(parameter, number),
        int number => Bind(parameter, (long)number),
        bool truth => Bind(parameter, truth ? 1L : 0L),
        string text => Bind(parameter, text),
        _ => throw new ArgumentException($"A {value.GetType().Name} cannot be stored in a column.", nameof(value)),
    };

    /// <summary>Runs the statement to its end and makes it ready for the next row.</summary>
    public void Run()
    {
        int rc;
        do
        {
            rc = raw.sqlite3_step(statement);
        }
        while (rc == raw.SQLITE_ROW);

        int reset = raw.sqlite3_reset(statement);
        Check(rc == raw.SQLITE_DONE ? reset : rc);
    }

    public void Dispose() => statement.Dispose();

    void Check(int rc)
    {
        if (rc != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), rc);
        }
    }
}
