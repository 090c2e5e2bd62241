using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Deleting what is old.</content>
sealed partial class SqliteStore
{
    /// <summary>Rows in one transaction: a purge that is killed loses no more than one of those.</summary>
    const int PurgedAtOnce = 4096;

    public IReadOnlyList<PurgeCount> Purgeable(PurgeSelection selection) => Read(connection => PurgeTargets(connection, selection)
        .SelectMany(target => connection
            .Rows($"SELECT s.version, count(*) FROM {target.From} JOIN setup s ON s.setup_pk = {target.Setup} WHERE {target.Condition} GROUP BY s.version")
            .Select(row => new PurgeCount(target.Pipeline, target.What, row.GetString(0), row.GetInt64(1))))
        .ToList());

    public long Purge(PurgeSelection selection, CancellationToken cancellation)
    {
        long deleted = 0;
        foreach (PurgeTarget target in Read(connection => PurgeTargets(connection, selection)))
        {
            for (long after = long.MinValue; !cancellation.IsCancellationRequested;)
            {
                List<long> keys = Write(connection => connection
                    .Rows($"""
                        DELETE FROM {target.Table} WHERE {target.Key} IN (
                            SELECT t.{target.Key} FROM {target.From} WHERE t.{target.Key} > $1 AND {target.Condition} ORDER BY t.{target.Key} LIMIT $2)
                        RETURNING {target.Key}
                        """, after, PurgedAtOnce)
                    .Select(row => row.GetInt64(0)).ToList());
                if (keys.Count == 0)
                {
                    break;
                }

                deleted += keys.Count;
                after = keys.Max();
            }
        }

        return deleted;
    }

    public long UnusedBytes() => Read(connection => connection.Scalar<long>("PRAGMA freelist_count") * connection.Scalar<long>("PRAGMA page_size"));

    public void Compact()
    {
        // The copy that SQLite makes on the way is as large as the database, and must not lie in memory.
        using SqliteConnection connection = Connect();
        connection.Execute("PRAGMA temp_store = FILE; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    }

    /// <summary>The rows to delete; the conditions hold no text of the user's.</summary>
    static List<PurgeTarget> PurgeTargets(SqliteConnection connection, PurgeSelection selection)
    {
        List<PurgeTarget> targets = [];
        string before = selection.Before is { } moment ? $"'{Sql.Time(moment)}'" : "NULL";
        foreach ((long pipeline, string name, bool onSources) in connection
            .Rows("SELECT pipeline_pk, name, unit FROM pipeline WHERE $1 IS NULL OR name = $1 COLLATE NOCASE ORDER BY name", selection.Pipeline)
            .Select(row => (row.GetInt64(0), row.GetString(1), row.GetInt32(2) == (int)UnitOfWork.Source)).ToList())
        {
            string setups = string.Join(", ", connection
                .Rows("SELECT setup_pk, version FROM setup WHERE pipeline_pk = $1", pipeline)
                .Where(row => selection.IsOlder(row.GetString(1)))
                .Select(row => Invariant($"{row.GetInt64(0)}")));
            foreach (bool visits in new[] { false, true })
            {
                string table = ResultTable.Name(name, visits);
                if (Exists(connection, table))
                {
                    // That it is not the newest is said twice: a result is deleted only where another one of the same unit is there.
                    string unit = onSources ? "source_pk" : "spectrum_pk";
                    string old = selection.Before is null ? $"t.setup_pk IN ({setups})" : $"t.modified < {before}";
                    targets.Add(new PurgeTarget(
                        name, visits ? "results of visits" : "results of stars", Sql.Name(table), "task_pk", $"{Sql.Name(table)} t", "t.setup_pk",
                        $"{old} AND t.newest = 0 AND EXISTS (SELECT 1 FROM {Sql.Name(table)} n WHERE n.{unit} = t.{unit} AND n.newest = 1)"));
                }
            }

            // The reason why there is no result stays as long as there is none.
            string oldAttempt = selection.Before is null ? $"r.setup_pk IN ({setups})" : $"t.finished < {before}";
            targets.Add(new PurgeTarget(
                name, "attempts without a result", "attempt", "attempt_pk",
                "attempt t JOIN run_pipeline r ON r.run_id = t.run_id AND r.pipeline_pk = t.pipeline_pk", "r.setup_pk", Invariant($"""
                    t.pipeline_pk = {pipeline} AND {oldAttempt} AND NOT EXISTS (
                        SELECT 1 FROM ledger l WHERE l.pipeline_pk = t.pipeline_pk AND l.unit_pk = t.unit_pk AND l.outcome <> 0
                            AND t.attempt_pk = (SELECT max(attempt_pk) FROM attempt WHERE pipeline_pk = l.pipeline_pk AND unit_pk = l.unit_pk AND run_id = l.run_id))
                    """)));
        }

        return targets;
    }

    /// <summary>Rows of one table that are to be deleted.</summary>
    /// <param name="From">The table as <c>t</c>, with what the condition needs.</param>
    /// <param name="Setup">Where the key of the setup is that made a row.</param>
    sealed record PurgeTarget(string Pipeline, string What, string Table, string Key, string From, string Setup, string Condition);
}
