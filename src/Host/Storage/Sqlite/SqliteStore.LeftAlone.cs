using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>What is left alone, and how it is put back.</content>
sealed partial class SqliteStore
{
    /// <summary>
    /// $1: retries; $2: pipeline; $3: reason. A unit whose spectrum is no longer there is not left alone: it would not be due either way.
    /// </summary>
    const string IsLeftAlone = """
        ((l.outcome = 2 AND l.attempts > 0) OR (l.outcome = 3 AND l.attempts > $1))
        AND ($2 IS NULL OR p.name = $2 COLLATE NOCASE) AND ($3 IS NULL OR instr(lower(a.reason), lower($3)) > 0)
        AND (p.unit = 1 OR EXISTS (
            SELECT 1 FROM spectrum s JOIN file f USING (file_pk) WHERE s.spectrum_pk = l.unit_pk AND s.active = 1 AND f.state = 0))
        """;

    /// <summary>$1: reason; $2: the length of files that were put back.</summary>
    const string IsLeftAloneFile = "state = 1 AND length <> $2 AND ($1 IS NULL OR instr(lower(reason), lower($1)) > 0)";

    public IReadOnlyList<string> PipelineNames() => Read(connection => connection
        .Rows("SELECT name FROM pipeline ORDER BY name").Select(row => row.GetString(0)).ToList());

    public IReadOnlyList<FailureGroup> LeftAlone(LeftAloneSelection selection) => Read(connection => LeftAlone(connection, selection));

    public IReadOnlyList<FileGroup> LeftAloneFiles(LeftAloneSelection selection) => Read(connection => LeftAloneFiles(connection, selection));

    public IReadOnlyList<FailureGroup> PutBack(LeftAloneSelection selection) => Write(connection =>
    {
        List<FailureGroup> found = LeftAlone(connection, selection);
        connection.Execute(
            $"UPDATE ledger SET attempts = 0 WHERE (pipeline_pk, unit_pk) IN (SELECT l.pipeline_pk, l.unit_pk FROM {LastAttempts} WHERE {IsLeftAlone})",
            selection.Retries, selection.Pipeline, selection.Reason);
        return found;
    });

    public IReadOnlyList<FileGroup> PutBackFiles(LeftAloneSelection selection) => Write(connection =>
    {
        List<FileGroup> found = LeftAloneFiles(connection, selection);
        connection.Execute($"UPDATE file SET length = $2 WHERE {IsLeftAloneFile}", selection.Reason, FileStamp.ReadAgain.Length);
        return found;
    });

    public IReadOnlyList<string> FilesToReadAgain() => Read(connection => connection
        .Rows("SELECT path FROM file WHERE state = $1 AND length = $2 ORDER BY path", (int)FileState.Unusable, FileStamp.ReadAgain.Length)
        .Select(row => row.GetString(0)).ToList());

    static List<FailureGroup> LeftAlone(SqliteConnection connection, LeftAloneSelection selection) =>
        Failures(connection, IsLeftAlone, selection.Retries, selection.Pipeline, selection.Reason);

    static List<FileGroup> LeftAloneFiles(SqliteConnection connection, LeftAloneSelection selection) => connection
        .Rows(
            $"SELECT reason, count(*), min(path) FROM file WHERE {IsLeftAloneFile} GROUP BY reason ORDER BY count(*) DESC, reason",
            selection.Reason, FileStamp.ReadAgain.Length)
        .Select(row => new FileGroup(FileState.Unusable, row.Text(0) ?? "?", row.GetInt64(1), row.GetString(2)))
        .ToList();
}
