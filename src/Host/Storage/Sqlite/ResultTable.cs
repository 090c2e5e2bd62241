using Astra.Host.Plugins;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <summary>
/// The table of a pipeline's results for one kind of spectrum: the document, and beside it the keys, the flags and the columns that the pipeline
/// declares as indexed. Results of the version that ran last carry <c>newest = 1</c>, and the indexes cover only those.
/// <para>
/// Every index grows at its end, or at the end of one of its few flag values, because the work list is in the order of the keys. An index on the values
/// of a label would be written all over by every commit (at 1.5 million rows ten times as much as the documents are), and a condition that one star in
/// a hundred meets would still fetch every such row by itself. So the flags and labels of a row stand together in two narrow indexes, which a question
/// reads in place of the rows: one in the order of the keys, for conditions and for the first rows, and one in the order of the flags.
/// </para>
/// </summary>
static class ResultTable
{
    public static string Star(string pipeline) => $"astraAllStar{pipeline}";

    public static string Visit(string pipeline) => $"astraAllVisit{pipeline}";

    public static string Name(string pipeline, bool visits) => visits ? Visit(pipeline) : Star(pipeline);

    /// <summary>The tables that a pipeline needs.</summary>
    public static IEnumerable<string> Of(PipelineDeclaration pipeline)
    {
        if (pipeline.Unit == UnitOfWork.Source || pipeline.Kinds.HasFlag(SpectrumKinds.Combined))
        {
            yield return Star(pipeline.Name);
        }

        if (pipeline.Unit == UnitOfWork.Spectrum && pipeline.Kinds.HasFlag(SpectrumKinds.Visit))
        {
            yield return Visit(pipeline.Name);
        }
    }

    public static IReadOnlyList<ColumnDeclaration> Indexed(PipelineDeclaration pipeline) => [.. pipeline.Columns.Where(column => column.Indexed)];

    /// <summary>Makes a table, or adds the columns and indexes that a newer version of the pipeline declares, filled from the documents.</summary>
    public static void Ensure(SqliteConnection connection, PipelineDeclaration pipeline, string table)
    {
        string key = UnitKey(pipeline);
        connection.Execute($"""
            CREATE TABLE IF NOT EXISTS {Sql.Name(table)} (
                task_pk INTEGER PRIMARY KEY,
                source_pk INTEGER NOT NULL,
                spectrum_pk INTEGER,
                version_mm INTEGER NOT NULL,
                newest INTEGER NOT NULL,
                setup_pk INTEGER NOT NULL,
                run_id INTEGER NOT NULL,
                created TEXT NOT NULL,
                modified TEXT NOT NULL,
                t_elapsed REAL,
                t_overhead REAL,
                result_flags INTEGER NOT NULL,
                flag_warn INTEGER NOT NULL,
                flag_bad INTEGER NOT NULL,
                document TEXT NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS {Sql.Name($"{table}_by_unit")} ON {Sql.Name(table)} ({key}, version_mm);
            CREATE INDEX IF NOT EXISTS {Sql.Name($"{table}_by_source")} ON {Sql.Name(table)} (source_pk);
            """);
        HashSet<string> present = [.. connection.Rows($"SELECT name FROM pragma_table_info({Literal(table)})").Select(row => row.GetString(0))];
        ColumnDeclaration[] added = [.. Indexed(pipeline).Where(column => !present.Contains(column.Name))];
        foreach (ColumnDeclaration column in added)
        {
            connection.Execute($"""
                ALTER TABLE {Sql.Name(table)} ADD COLUMN {Sql.Name(column.Name)} {Schema.SqlType(column.Type)};
                UPDATE {Sql.Name(table)} SET {Sql.Name(column.Name)} = json_extract(document, '$.{column.Name}');
                """);
        }

        if (added.Length > 0)
        {
            DropCovering(connection, table);
        }

        EnsureCovering(connection, table, Indexed(pipeline).Select(column => column.Name));
    }

    /// <summary>Makes the two indexes that questions read in place of the rows, unless they are there.</summary>
    /// <param name="labels">The columns that the pipeline declares as indexed.</param>
    public static void EnsureCovering(SqliteConnection connection, string table, IEnumerable<string> labels)
    {
        // SQLite fetches the row for any column that a question names and the index lacks, even newest, which is always 1 here.
        string covered = string.Concat(labels.Select(column => $", {Sql.Name(column)}").Prepend(", flag_warn, flag_bad, newest"));
        foreach ((string name, string order) in Covering(table))
        {
            connection.Execute($"CREATE INDEX IF NOT EXISTS {Sql.Name(name)} ON {Sql.Name(table)} ({order}{covered}) WHERE newest = 1");
        }
    }

    static void DropCovering(SqliteConnection connection, string table)
    {
        foreach ((string name, _) in Covering(table))
        {
            connection.Execute($"DROP INDEX IF EXISTS {Sql.Name(name)}");
        }
    }

    static (string Name, string Order)[] Covering(string table) => [($"{table}_by_flags", "result_flags, task_pk"), ($"{table}_by_key", "task_pk, result_flags")];

    /// <summary>The column that tells one unit of work from another.</summary>
    public static string UnitKey(PipelineDeclaration pipeline) => pipeline.Unit == UnitOfWork.Source ? "source_pk" : "spectrum_pk";

    /// <summary>How to read a column of the pipeline from a row of its table.</summary>
    public static string Expression(string alias, ColumnDeclaration column) => column.Indexed
        ? $"{alias}.{Sql.Name(column.Name)}"
        : $"json_extract({alias}.document, '$.{column.Name}')";

    /// <summary>As <see cref="Expression(string, ColumnDeclaration)"/>, for a table that may be older than the declaration of the column.</summary>
    public static string Expression(SqliteConnection connection, string table, ColumnDeclaration column)
    {
        bool stored = column.Indexed && connection.Rows($"SELECT name FROM pragma_table_info({Literal(table)})").Any(row => row.GetString(0) == column.Name);
        return Expression(Sql.Name(table), column with { Indexed = stored });
    }

    static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
