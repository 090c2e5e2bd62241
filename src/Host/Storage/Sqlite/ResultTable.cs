using Astra.Host.Plugins;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <summary>
/// The table of a pipeline's results for one kind of spectrum: the document, and beside it the keys, the flags and the columns that the pipeline
/// declares as indexed. Results of the version that ran last carry <c>newest = 1</c>, and the indexes cover only those.
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
            CREATE INDEX IF NOT EXISTS {Sql.Name($"{table}_by_flags")} ON {Sql.Name(table)} (result_flags, flag_warn, flag_bad) WHERE newest = 1;
            """);
        HashSet<string> present = [.. connection.Rows($"SELECT name FROM pragma_table_info({Literal(table)})").Select(row => row.GetString(0))];
        foreach (ColumnDeclaration column in Indexed(pipeline).Where(column => !present.Contains(column.Name)))
        {
            connection.Execute($"""
                ALTER TABLE {Sql.Name(table)} ADD COLUMN {Sql.Name(column.Name)} {Schema.SqlType(column.Type)};
                UPDATE {Sql.Name(table)} SET {Sql.Name(column.Name)} = json_extract(document, '$.{column.Name}');
                CREATE INDEX {Sql.Name($"{table}_by_{column.Name}")} ON {Sql.Name(table)} ({Sql.Name(column.Name)}) WHERE newest = 1;
                """);
        }
    }

    /// <summary>The column that tells one unit of work from another.</summary>
    public static string UnitKey(PipelineDeclaration pipeline) => pipeline.Unit == UnitOfWork.Source ? "source_pk" : "spectrum_pk";

    /// <summary>How to read a column of the pipeline from a row of its table.</summary>
    public static string Expression(string alias, ColumnDeclaration column) => column.Indexed
        ? $"{alias}.{Sql.Name(column.Name)}"
        : $"json_extract({alias}.document, '$.{column.Name}')";

    static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
