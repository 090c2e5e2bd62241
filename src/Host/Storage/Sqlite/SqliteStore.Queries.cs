using Astra.Host.Plugins;
using Astra.Host.Query;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Counts, failures, and what can be asked of a result table.</content>
sealed partial class SqliteStore
{
    /// <summary>What the visits of a result's star amount to; the names are those of SDSS's data model.</summary>
    static readonly QueryColumn[] VisitSummaries =
    [
        new("n_apogee_visits", OfVisits("count(*)"), ColumnType.Int32, "", "number of the star's APOGEE visits"),
        new("apogee_min_mjd", OfVisits("min(v.mjd)"), ColumnType.Int32, "d", "MJD of the star's first APOGEE visit"),
        new("apogee_max_mjd", OfVisits("max(v.mjd)"), ColumnType.Int32, "d", "MJD of the star's last APOGEE visit"),
    ];

    /// <summary>Ledger entries without a result, each with its pipeline and its attempt. A later one of the same unit that found no disk is none.</summary>
    const string LastAttempts = """
        ledger l JOIN pipeline p USING (pipeline_pk)
        JOIN attempt a ON a.attempt_pk = (SELECT max(attempt_pk) FROM attempt WHERE pipeline_pk = l.pipeline_pk AND unit_pk = l.unit_pk AND run_id = l.run_id)
        """;

    public WorkspaceCounts Counts() => Read(connection => connection
        .Rows("""
            SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM spectrum WHERE active = 1 AND kind = 1), (SELECT count(*) FROM spectrum WHERE active = 1 AND kind = 2),
                (SELECT count(*) FROM file WHERE state = 0), (SELECT count(*) FROM file WHERE state IN (1, 2)), (SELECT count(*) FROM file WHERE state = 3)
            """)
        .Select(row => new WorkspaceCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)))
        .Single());

    public IReadOnlyList<TableCounts> ResultCounts(IReadOnlyList<PipelineDeclaration> pipelines) => Read(connection =>
    {
        List<TableCounts> counts = [];
        foreach (PipelineDeclaration pipeline in pipelines)
        {
            foreach (string table in ResultTable.Of(pipeline).Where(table => Exists(connection, table)))
            {
                (long Flags, bool Warn, bool Bad, long Count)[] groups = [.. connection
                    .Rows($"SELECT result_flags, flag_warn, flag_bad, count(*) FROM {Sql.Name(table)} WHERE newest = 1 GROUP BY result_flags, flag_warn, flag_bad")
                    .Select(row => (row.GetInt64(0), row.GetBoolean(1), row.GetBoolean(2), row.GetInt64(3)))];
                counts.Add(new TableCounts(pipeline.Name, table == ResultTable.Visit(pipeline.Name), groups.Sum(group => group.Count),
                    groups.Where(group => group.Warn).Sum(group => group.Count), groups.Where(group => group.Bad).Sum(group => group.Count),
                    [.. pipeline.Flags.Flags.Select(flag => KeyValuePair.Create(flag.Name, groups.Where(group => (group.Flags & flag.Mask) != 0).Sum(group => group.Count)))]));
            }
        }

        return counts;
    });

    public double MeanSeconds(PipelineDeclaration pipeline) => Read(connection =>
    {
        (double Seconds, long Results)[] tables = [.. ResultTable.Of(pipeline).Where(table => Exists(connection, table)).SelectMany(table => connection
            .Rows($"SELECT total(t_elapsed - t_overhead), count(*) FROM {Sql.Name(table)} WHERE newest = 1")
            .Select(row => (row.GetDouble(0), row.GetInt64(1))))];
        long results = tables.Sum(table => table.Results);
        return results == 0 ? double.NaN : tables.Sum(table => table.Seconds) / results;
    });

    public IReadOnlyList<FailureGroup> Failures() => Read(connection => Failures(connection, "l.outcome <> 0"));

    static List<FailureGroup> Failures(SqliteConnection connection, string condition, params object?[] parameters) => connection
        .Rows($"""
            SELECT p.name, l.outcome, a.reason, count(*), max(l.unit_pk), p.unit FROM {LastAttempts}
            WHERE {condition} GROUP BY p.name, l.outcome, a.reason ORDER BY count(*) DESC, a.reason, p.name
            """, parameters)
        .Select(row => FailureFrom(connection, row))
        .ToList();

    /// <summary>A group from its row: pipeline, outcome, reason, count, the key of an example, and what the pipeline works on.</summary>
    static FailureGroup FailureFrom(SqliteConnection connection, SqliteDataReader row)
    {
        (string? identity, string? path) = Example(connection, (UnitOfWork)row.GetInt32(5), row.GetInt64(4));
        return new FailureGroup(row.GetString(0), (Outcome)row.GetInt32(1), row.GetString(2), row.GetInt64(3), identity ?? "?", path);
    }

    public IReadOnlyList<FileGroup> FileTroubles() => Read(connection => connection
        .Rows("SELECT state, reason, count(*), min(path) FROM file WHERE state <> 0 GROUP BY state, reason ORDER BY count(*) DESC, reason")
        .Select(row => new FileGroup((FileState)row.GetInt32(0), row.Text(1) ?? "?", row.GetInt64(2), row.GetString(3)))
        .ToList());

    static (string? Identity, string? Path) Example(SqliteConnection connection, UnitOfWork unit, long key) => connection
        .Rows(unit == UnitOfWork.Source
            ? "SELECT sdss4_apogee_id, NULL FROM source WHERE source_pk = $1"
            : "SELECT s.identity, f.path FROM spectrum s JOIN file f USING (file_pk) WHERE s.spectrum_pk = $1", key)
        .Select(row => (row.Text(0), row.Text(1)))
        .FirstOrDefault();

    public QueryTable Describe(PipelineDeclaration pipeline, bool visits, bool allVersions)
    {
        string table = ResultTable.Name(pipeline.Name, visits);
        bool onSpectra = pipeline.Unit == UnitOfWork.Spectrum;
        List<QueryColumn> columns = [];
        Add(HostColumns.All.Where(column => onSpectra || !HostColumns.OfSpectra.Contains(column.Name)), Place);
        columns.AddRange(pipeline.Columns.Select(
            column => new QueryColumn(column.Name, ResultTable.Expression("r", column), column.Type, column.Unit, column.Description)));
        Add(SourceColumns.All, name => ("o", name));
        if (onSpectra)
        {
            Add(SpectrumColumns.All, name => ("s", name));
        }

        columns.AddRange(VisitSummaries.Where(column => columns.All(present => present.Name != column.Name)));

        string[] names = [.. pipeline.Columns.Where(column => column.Indexed).SelectMany(column => new[] { column.Name, $"e_{column.Name}" })];
        return new QueryTable(pipeline.Name, $"{Sql.Name(table)} r", columns, pipeline.Flags, "r.result_flags")
        {
            Joins =
            [
                new("o", "LEFT JOIN source o ON o.source_pk = r.source_pk"),
                new("u", "LEFT JOIN setup u ON u.setup_pk = r.setup_pk"),
                new("s", "LEFT JOIN spectrum s ON s.spectrum_pk = r.spectrum_pk"),
                new("f", "LEFT JOIN file f ON f.file_pk = s.file_pk") { After = "s" },
            ],
            FilterSql = allVersions ? null : "r.newest = 1",
            OrderSql = "r.task_pk",
            DocumentSql = "r.document",
            DefaultColumns =
            [
                "sdss4_apogee_id",
                .. visits ? ["mjd"] : Array.Empty<string>(),
                .. names.Where(name => columns.Any(column => column.Name == name)),
                "result_flags", "flag_warn", "flag_bad",
            ],
        };

        // A pipeline's own column hides metadata of the same name.
        void Add(IEnumerable<MetadataColumn> more, Func<string, (string Table, string Column)> place) => columns.AddRange(more
            .Where(column => columns.All(present => present.Name != column.Name))
            .Select(column =>
            {
                (string beside, string name) = place(column.Name);
                return new QueryColumn(
                    column.Name, $"{beside}.{Sql.Name(name)}", column.Type, column.Unit, column.Description) { Join = beside == "r" ? null : beside };
            })
            .ToList());

        static (string Table, string Column) Place(string name) => name switch
        {
            "sdss4_apogee_id" => ("o", name),
            "spectrum" => ("s", "identity"),
            "path" => ("f", name),
            "pipeline_version" => ("u", "version"),
            "model_name" or "model_hash" => ("u", name),
            _ => ("r", name),
        };
    }

    public IReadOnlyList<long> FlagValues(string pipeline, bool visits) => Read(connection =>
    {
        // Jumps from one value to the next in the index, so the number of rows does not matter.
        string table = Sql.Name(ResultTable.Name(pipeline, visits));
        return connection.Rows($"""
            WITH RECURSIVE flags (value) AS (
                SELECT (SELECT min(result_flags) FROM {table} WHERE newest = 1)
                UNION ALL
                SELECT (SELECT min(result_flags) FROM {table} WHERE newest = 1 AND result_flags > value) FROM flags WHERE value IS NOT NULL)
            SELECT value FROM flags WHERE value IS NOT NULL
            """).Select(row => row.GetInt64(0)).ToList();
    });

    public bool HasAnyResult(PipelineDeclaration pipeline) => Read(connection => ResultTable.Of(pipeline).Any(table =>
        Exists(connection, table) && connection.Scalar<long>($"SELECT EXISTS (SELECT 1 FROM {Sql.Name(table)} WHERE newest = 1)") != 0));

    public bool HasResults(string pipeline, bool visits) => Read(connection => Exists(connection, ResultTable.Name(pipeline, visits)));

    static string OfVisits(string value) =>
        $"(SELECT {value} FROM spectrum v WHERE v.source_pk = r.source_pk AND v.kind = {(int)SpectrumKind.Visit} AND v.active = 1)";

    static bool Exists(SqliteConnection connection, string table) =>
        connection.Scalar<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1", table) != 0;
}
