using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Astra.Reliability.Tests.Crashes;

/// <summary>What a database holds, as text to compare; and whether what must hold at every instant does hold.</summary>
static class StoredContent
{
    public const string Nothing = "no tables";

    /// <summary>Every row of every table; <see cref="Nothing"/> where no tables were made yet.</summary>
    public static string All(string folder)
    {
        string path = Path.Combine(folder, SqliteStore.FileName);
        if (!File.Exists(path))
        {
            return Nothing;
        }

        using SqliteConnection connection = Connect(path);
        Assert.Equal(["ok"], connection.Rows("PRAGMA integrity_check").Select(row => row.GetString(0)));
        string[] tables = Tables(connection);
        return tables.Length == 0
            ? Nothing
            : string.Join('\n', tables.SelectMany(table => connection.Rows($"SELECT * FROM {Sql.Name(table)}").Select(row => $"{table}: {Line(row)}"))
                .Order(StringComparer.Ordinal).Prepend(connection.Scalar<long>("PRAGMA user_version").ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>
    /// What does not depend on how often the work was begun: stars, spectra, results with their versions, and the ledger; neither times nor runs.
    /// </summary>
    public static string OfTheWork(string folder)
    {
        using SqliteConnection connection = Connect(Path.Combine(folder, SqliteStore.FileName));
        List<string> lines = [];
        foreach (string table in Tables(connection))
        {
            string? columns = table switch
            {
                "file" or "source" or "spectrum" => "*",
                "catalog" => "name, file, rows, columns",
                "ledger" => "pipeline_pk, unit_pk, file_digest, input_digest, outcome, (SELECT version || options FROM setup s WHERE s.setup_pk = ledger.setup_pk)",
                _ when table.StartsWith("catalog_", StringComparison.Ordinal) => "*",
                _ when table.StartsWith("astraAll", StringComparison.Ordinal) =>
                    "source_pk, spectrum_pk, version_mm, newest, result_flags, flag_warn, flag_bad, document",
                _ => null,
            };
            if (columns is not null)
            {
                lines.AddRange(connection.Rows($"SELECT {columns} FROM {Sql.Name(table)}").Select(row => $"{table}: {Line(row)}"));
            }
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    /// <summary>The contradictions in a database; none where no tables were made yet, or where those of an older version are.</summary>
    public static IReadOnlyList<Finding> Contradictions(string folder)
    {
        string path = Path.Combine(folder, SqliteStore.FileName);
        using (SqliteConnection connection = Connect(path))
        {
            if (connection.Scalar<long>("PRAGMA user_version") != Schema.Version)
            {
                return [];
            }

            // The counters of the last run were committed with its results.
            string[] counted = [.. connection.Rows("""
                SELECT p.name, r.run_id, r.done + r.no_result + r.bad_input + r.failed, (SELECT count(*) FROM ledger l WHERE l.pipeline_pk = r.pipeline_pk AND l.run_id = r.run_id)
                FROM run_pipeline r JOIN pipeline p USING (pipeline_pk) WHERE r.run_id = (SELECT max(run_id) FROM run)
                """).Where(row => row.GetInt64(2) != row.GetInt64(3)).Select(Line)];
            Assert.Empty(counted);
        }

        using SqliteStore store = SqliteStore.Open(folder, create: false, TimeProvider.System);
        return store.CheckIntegrity();
    }

    static SqliteConnection Connect(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    static string[] Tables(SqliteConnection connection) =>
        [.. connection.Rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").Select(row => row.GetString(0))];

    static string Line(SqliteDataReader row) => string.Join('|', Enumerable.Range(0, row.FieldCount)
        .Select(i => Convert.ToString(row.GetValue(i), CultureInfo.InvariantCulture)));
}
