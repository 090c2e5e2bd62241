using Astra.Host.Plugins;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.Query;

/// <summary>A small table to ask, in a real SQLite.</summary>
static class Stars
{
    public static readonly FlagLayout Flags = new()
    {
        Flags =
        [
            new FlagDeclaration("UNCERTAIN_LOGG", 0, "The error of log g is large.", Severity.Warn),
            new FlagDeclaration("UNCERTAIN_TEFF", 1, "The error of Teff is large.", Severity.Bad),
            new FlagDeclaration("NO_RESULT", 11, "There is no result.", Severity.Bad),
        ],
        BadCombinations = [],
        NoResult = 1 << 11,
    };

    public static readonly QueryTable Table = new(
        "AstroNN",
        "results r",
        [
            new QueryColumn("sdss4_apogee_id", "r.\"star\"", ColumnType.Text, "", "The star."),
            new QueryColumn("teff", "r.\"teff\"", ColumnType.Float32, "K", "Temperature."),
            new QueryColumn("e_teff", "r.\"e_teff\"", ColumnType.Float32, "K", "Its error."),
            new QueryColumn("raw_teff", "r.\"raw_teff\"", ColumnType.Float32, "K", "As the network gives it."),
            new QueryColumn("logg", "r.\"logg\"", ColumnType.Float32, "dex", "Surface gravity."),
            new QueryColumn("ra", "r.\"ra\"", ColumnType.Float64, "deg", "Right ascension."),
            new QueryColumn("visits", "r.\"visits\"", ColumnType.Int32, "", "Number of visits."),
            new QueryColumn("flag_bad", "r.\"flag_bad\"", ColumnType.Boolean, "", "Do not use."),
            new QueryColumn("result_flags", "r.\"result_flags\"", ColumnType.Int64, "", "All flags."),
            new QueryColumn("coefficients", "json_extract(r.\"document\", '$.coefficients')", ColumnType.Float32Array, "", "An array."),
        ],
        Flags,
        "r.\"result_flags\"")
    {
        OrderSql = "r.\"id\"",
    };

    public static SqliteConnection Open()
    {
        SqliteConnection connection = new("Data Source=:memory:");
        connection.Open();
        Run(connection, """
            CREATE TABLE results (id INTEGER PRIMARY KEY, star TEXT, teff REAL, e_teff REAL, raw_teff REAL, logg REAL, ra REAL, visits INTEGER,
                flag_bad INTEGER, result_flags INTEGER, document TEXT);
            CREATE INDEX by_flags ON results (result_flags);
            INSERT INTO results VALUES
                (1, '2M01', 3900.5, 30, 3890, 0.5, 10.123456789, 5, 0, 0, '{"coefficients":[1.5,-2]}'),
                (2, '2M02', 4800, 400, 4700, 2.5, 200.25, 3, 1, 2, '{"coefficients":null}'),
                (3, '2M''03', 5700, 60, NULL, 4.5, 300, 0, 0, 1, '{}'),
                (4, 'Vega', NULL, NULL, NULL, NULL, 279.234735, 1, 1, 2048, '{}');
            """);
        return connection;
    }

    public static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The different values of <c>result_flags</c>.</summary>
    public static IReadOnlyList<long> FlagValues() => [0, 1, 2, 2048];

    /// <summary>The rows that answer a question, each as its values with bars between them.</summary>
    public static string[] Ask(SqliteConnection connection, QueryRequest request, IReadOnlyList<long>? flagValues = null)
    {
        RowList rows = new();
        QueryExecution.WriteRows(connection, QueryBuilder.Build(Table, request, () => flagValues ?? FlagValues()), rows, CancellationToken.None);
        return [.. rows.Rows];
    }

    /// <summary>The numbers of the stars that a condition matches.</summary>
    public static string Matching(SqliteConnection connection, string condition)
    {
        string[] all = ["2M01", "2M02", "2M'03", "Vega"];
        string[] found = Ask(connection, new QueryRequest { Columns = ["sdss4_apogee_id"], Where = condition });
        return string.Join(' ', found.Select(star => Array.IndexOf(all, star) + 1));
    }

    sealed class RowList : IRowWriter
    {
        public List<string> Rows { get; } = [];

        public void Write(ReadOnlySpan<object?> row) => Rows.Add(string.Join('|', row.ToArray()));

        public void Complete()
        {
        }
    }
}
