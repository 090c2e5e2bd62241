using Astra.Host.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Astra.Host.Storage.Sqlite;

/// <content>Whether what holds at every instant does hold.</content>
sealed partial class SqliteStore
{
    const string RestoreOrBeginAnew = "Restore a backup, or ingest and run anew in a new workspace.";

    public IReadOnlyList<Finding> CheckIntegrity()
    {
        List<Finding> findings = [];
        try
        {
            using SqliteConnection connection = Connect();

            // One snapshot: what a run commits meanwhile must not look like a contradiction.
            using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
            findings.AddRange(connection.Rows("PRAGMA integrity_check(10)").Select(row => row.GetString(0)).Where(line => line != "ok")
                .Select(line => Wrong("database", $"SQLite finds it damaged: {line}.")));
            if (findings.Count == 0)
            {
                findings.AddRange(connection
                    .Rows("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY \"table\", parent")
                    .Select(row => Wrong(row.GetString(0), Invariant($"{row.GetInt64(2):N0} rows refer to a {row.GetString(1)} that is not there."))));
                foreach ((long key, string name, UnitOfWork unit) in connection
                    .Rows("SELECT pipeline_pk, name, unit FROM pipeline ORDER BY name")
                    .Select(row => (row.GetInt64(0), row.GetString(1), (UnitOfWork)row.GetInt32(2))).ToList())
                {
                    findings.AddRange(new PipelineIntegrity(connection, key, name, unit).Check());
                }
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            findings.Add(Wrong("database", $"SQLite cannot read it: {e.Message}."));
        }

        return findings;

        Finding Wrong(string table, string what) => new("database", $"{path} ({table})", what, RestoreOrBeginAnew);
    }

    public IEnumerable<string> FilesOfSpectra()
    {
        using SqliteConnection connection = Connect();
        foreach (SqliteDataReader row in connection.Rows("""
            SELECT path FROM file f WHERE state IN (0, 3) AND EXISTS (SELECT 1 FROM spectrum s WHERE s.file_pk = f.file_pk AND s.active = 1) ORDER BY path
            """))
        {
            yield return row.GetString(0);
        }
    }

    /// <summary>Compares the results of a pipeline with its ledger and with themselves.</summary>
    sealed class PipelineIntegrity(SqliteConnection connection, long pipeline, string name, UnitOfWork unit)
    {
        readonly string unitKey = unit == UnitOfWork.Source ? "source_pk" : "spectrum_pk";
        readonly string[] tables = [.. new[] { ResultTable.Star(name), ResultTable.Visit(name) }.Where(table => Exists(connection, table))];

        public IEnumerable<Finding> Check()
        {
            foreach (string table in tables)
            {
                string results = $"{Sql.Name(table)} r";
                Finding?[] ofTable =
                [
                    Of(table, "documents cannot be parsed", $"SELECT {unitKey} FROM {results} WHERE NOT json_valid(document)"),
                    Of(table, "units of work have no newest result, or several", $"SELECT {unitKey} FROM {results} GROUP BY {unitKey} HAVING total(newest = 1) <> 1"),
                    Of(
                        table, "results are not those of the last attempt in the ledger", Invariant($"""
                            SELECT {unitKey} FROM {results} WHERE newest = 1 AND NOT EXISTS (
                                SELECT 1 FROM ledger l WHERE l.pipeline_pk = {pipeline} AND l.unit_pk = r.{unitKey} AND l.run_id = r.run_id AND l.setup_pk = r.setup_pk)
                            """)),
                    Of(
                        table, "results are of a star, a spectrum or a setup that is not there", $"""
                            SELECT {unitKey} FROM {results} WHERE NOT EXISTS (SELECT 1 FROM source o WHERE o.source_pk = r.source_pk)
                                OR NOT EXISTS (SELECT 1 FROM setup u WHERE u.setup_pk = r.setup_pk)
                                OR (r.spectrum_pk IS NOT NULL AND NOT EXISTS (SELECT 1 FROM spectrum s WHERE s.spectrum_pk = r.spectrum_pk))
                            """),
                ];
                foreach (Finding finding in ofTable.OfType<Finding>())
                {
                    yield return finding;
                }
            }

            string withoutResult = string.Concat(tables.Select(
                table => $" AND NOT EXISTS (SELECT 1 FROM {Sql.Name(table)} r WHERE r.{unitKey} = l.unit_pk AND r.newest = 1)"));
            Finding?[] ofLedger =
            [
                Of("ledger", $"entries of {name} have no result", Invariant($"SELECT unit_pk FROM ledger l WHERE pipeline_pk = {pipeline}{withoutResult}")),
                Of(
                    "ledger", $"failures of {name} have no reason", Invariant($"""
                        SELECT unit_pk FROM ledger l WHERE pipeline_pk = {pipeline} AND outcome <> 0
                            AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.pipeline_pk = l.pipeline_pk AND a.unit_pk = l.unit_pk AND a.run_id = l.run_id)
                        """)),
            ];
            foreach (Finding finding in ofLedger.OfType<Finding>())
            {
                yield return finding;
            }
        }

        /// <summary>One finding for all units of work that a question yields.</summary>
        Finding? Of(string table, string what, string units)
        {
            (long count, long example) = connection
                .Rows($"WITH found (unit_key) AS ({units}) SELECT count(*), coalesce(min(unit_key), 0) FROM found")
                .Select(row => (row.GetInt64(0), row.GetInt64(1))).Single();
            return count == 0 ? null : new Finding(
                "database", $"{connection.DataSource} ({table})",
                Invariant($"{count:N0} {what}, such as {Example(connection, unit, example).Identity ?? "one of an unknown unit of work"}."), RestoreOrBeginAnew);
        }
    }
}
