using Astra.Host.Errors;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <summary>A step from one version of <see cref="Schema"/> to the next.</summary>
/// <param name="Version">The version that it starts from.</param>
/// <param name="Description">What it does, for the user.</param>
/// <param name="IsQuick">
/// Whether it changes no more than a few rows in this database. Such a step is taken when a workspace is opened; any other waits for
/// <c>astra migrate</c>, because it may take minutes and a person should choose them.
/// </param>
/// <param name="Change">Does it; runs in a transaction.</param>
sealed record Migration(int Version, string Description, Func<SqliteConnection, bool> IsQuick, Action<SqliteConnection> Change)
{
    /// <summary>One step for each version before the current one, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } =
    [
        new(
            1,
            "pipelines say what they work on; the indexes of results cover flags and labels",
            connection => !ResultTables(connection).Any(table => HasOldIndexes(connection, table)),
            connection =>
            {
                AddUnitOfWork(connection);
                foreach (string table in ResultTables(connection).Where(table => HasOldIndexes(connection, table)))
                {
                    RenewIndexes(connection, table);
                }
            }),
        new(
            2,
            "runs know their flags, watched folders their dates, and attempts are found by their run",
            connection => connection.Scalar<long>("SELECT coalesce(max(attempt_pk), 0) FROM attempt") < QuicklyIndexed,
            connection => connection.Execute(Schema.Nightly)),
    ];

    /// <summary>So many rows are indexed in an instant.</summary>
    const int QuicklyIndexed = 100_000;

    /// <summary>The steps that a database of some version needs.</summary>
    /// <exception cref="UserException">It is newer than this astra.</exception>
    public static IReadOnlyList<Migration> From(int version, string path) => version > Schema.Version
        ? throw UserException.Configuration(Invariant(
            $"The workspace database {path} was made by a newer astra (version {version} of its tables; this one knows versions up to {Schema.Version}). Use that astra, or a newer one."))
        : [.. All.Where(step => step.Version >= version)];

    public static void Apply(IReadOnlyList<Migration> steps, SqliteConnection connection)
    {
        foreach (Migration step in steps)
        {
            step.Change(connection);
            connection.Execute(Invariant($"PRAGMA user_version = {step.Version + 1}"));
        }
    }

    static List<string> ResultTables(SqliteConnection connection) => [.. connection
        .Rows("SELECT name FROM pipeline ORDER BY name").Select(row => row.GetString(0)).ToList()
        .SelectMany(pipeline => new[] { ResultTable.Star(pipeline), ResultTable.Visit(pipeline) })
        .Where(table => connection.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1", table) != 0)];

    /// <summary>Version 1 was at first without the column, and for a while with it.</summary>
    static void AddUnitOfWork(SqliteConnection connection)
    {
        if (connection.Rows("SELECT name FROM pragma_table_info('pipeline')").Any(row => row.GetString(0) == "unit"))
        {
            return;
        }

        connection.Execute(Invariant($"ALTER TABLE pipeline ADD COLUMN unit INTEGER NOT NULL DEFAULT {(int)UnitOfWork.Spectrum}"));
        foreach (string name in connection.Rows("SELECT name FROM pipeline").Select(row => row.GetString(0)).ToList())
        {
            // Only the results of what works on sources are told apart by the star.
            if (connection.Rows("SELECT name FROM pragma_index_info($1)", $"{ResultTable.Star(name)}_by_unit").Any(row => row.GetString(0) == "source_pk"))
            {
                connection.Execute("UPDATE pipeline SET unit = $1 WHERE name = $2", (int)UnitOfWork.Source, name);
            }
        }
    }

    /// <summary>Whether a table has an index on a label alone, or one on the flags that does not cover the labels.</summary>
    static bool HasOldIndexes(SqliteConnection connection, string table) => Indexes(connection, table).Any(index => IsOld(index, table));

    static bool IsOld((string Name, string Sql) index, string table) =>
        index.Name == $"{table}_by_flags" ? !index.Sql.Contains("task_pk", StringComparison.Ordinal)
        : index.Name != $"{table}_by_unit" && index.Name != $"{table}_by_source" && index.Name != $"{table}_by_key";

    static (string Name, string Sql)[] Indexes(SqliteConnection connection, string table) => [.. connection
        .Rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL", table)
        .Select(row => (row.GetString(0), row.GetString(1)))];

    static void RenewIndexes(SqliteConnection connection, string table)
    {
        foreach ((string name, _) in Indexes(connection, table).Where(index => IsOld(index, table)))
        {
            connection.Execute($"DROP INDEX {Sql.Name(name)}");
        }

        // What the pipeline declares as indexed was added behind the document.
        ResultTable.EnsureCovering(connection, table, [.. connection
            .Rows("SELECT name FROM pragma_table_info($1) ORDER BY cid", table).Select(row => row.GetString(0))
            .SkipWhile(column => column != "document").Skip(1)]);
    }
}
