using System.Collections.Concurrent;
using Astra.Host.Plugins;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Storage.Sqlite;

/// <content>Setups, runs and their frozen work lists.</content>
sealed partial class SqliteStore
{
    readonly ConcurrentDictionary<long, SetupIdentity> setups = new();

    public PipelineSetup Register(PipelineDeclaration declaration, SetupIdentity identity) => Write(connection =>
    {
        connection.Execute("INSERT OR IGNORE INTO pipeline (name, unit) VALUES ($1, $2)", declaration.Name, (int)declaration.Unit);
        long pipeline = connection.Scalar<long>(
            "SELECT pipeline_pk FROM pipeline WHERE name = $1 AND unit = $2", declaration.Name, (int)declaration.Unit);
        if (pipeline == 0)
        {
            throw new ConfigurationException(
                $"{declaration.Name} works on {(declaration.Unit == UnitOfWork.Source ? "sources" : "spectra")} now, and this workspace has its results for the other. Give the pipeline another name, or use a new workspace.");
        }

        object?[] parameters = [pipeline, identity.Version, identity.ModelName, identity.ModelHash, identity.Options];
        connection.Execute(
            "INSERT OR IGNORE INTO setup (pipeline_pk, version, model_name, model_hash, options) VALUES ($1, $2, $3, $4, $5)", parameters);
        long setup = connection.Scalar<long>(
            "SELECT setup_pk FROM setup WHERE pipeline_pk = $1 AND version = $2 AND model_name = $3 AND model_hash = $4 AND options = $5", parameters);
        foreach (string table in ResultTable.Of(declaration))
        {
            ResultTable.Ensure(connection, declaration, table);
        }

        return new PipelineSetup(pipeline, setup, declaration, identity);
    });

    public SetupIdentity Setup(long key) => setups.GetOrAdd(key, _ => Read(connection => connection
        .Rows(
            "SELECT p.name, s.version, s.model_name, s.model_hash, s.options FROM setup s JOIN pipeline p USING (pipeline_pk) WHERE s.setup_pk = $1",
            key)
        .Select(row => new SetupIdentity(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)))
        .Single()));

    public long StartRun(string command, IReadOnlyList<PipelineSetup> pipelines) => Write(connection =>
    {
        DisposeStatements();

        // Only one run is under way at a time, so what is left of earlier lists belongs to runs that were stopped or killed.
        connection.Execute("DELETE FROM work");
        connection.Execute("UPDATE run SET state = $1 WHERE state = $2", (int)RunState.Killed, (int)RunState.Running);
        long run = connection.Scalar<long>("""
            INSERT INTO run (state, started, host, process, command) VALUES ($1, $2, $3, $4, $5) RETURNING run_id
            """, (int)RunState.Running, Now(), Environment.MachineName, Environment.ProcessId, command);
        foreach (PipelineSetup pipeline in pipelines)
        {
            connection.Execute(
                "INSERT INTO run_pipeline (run_id, pipeline_pk, setup_pk) VALUES ($1, $2, $3)", run, pipeline.PipelineKey, pipeline.Key);
        }

        return run;
    });

    public void FreezeWork(long run, IEnumerable<WorkItem> work, Func<IReadOnlyDictionary<long, long>> duePerPipeline) => Write(connection =>
    {
        using SqliteStatement insert = new(connection, "INSERT INTO work (run_id, stage, seq, unit_pk, pipelines) VALUES (?, ?, ?, ?, ?)");
        long seq = 0;
        foreach (WorkItem item in work)
        {
            insert.Bind(1, run).Bind(2, (long)item.Stage).Bind(3, seq++).Bind(4, item.Unit).Bind(5, (long)item.Pipelines).Run();
        }

        foreach ((long pipeline, long due) in duePerPipeline())
        {
            connection.Execute("UPDATE run_pipeline SET due = $1 WHERE run_id = $2 AND pipeline_pk = $3", due, run, pipeline);
        }
    });

    public void FinishRun(long run, RunState state, string? message) => Write(connection =>
    {
        connection.Execute("UPDATE run SET state = $1, finished = $2, message = $3 WHERE run_id = $4", (int)state, Now(), message, run);
        connection.Execute("DELETE FROM work WHERE run_id = $1", run);
    });

    public IReadOnlyList<RunRecord> Runs(int limit) => Read(connection => connection
        .Rows("SELECT run_id, state, started, finished, host, process, command, message FROM run ORDER BY run_id DESC LIMIT $1", limit)
        .Select(row => new RunRecord(row.GetInt64(0), (RunState)row.GetInt32(1), Sql.Time(row.GetString(2)), row.Text(3) is { } finished ? Sql.Time(finished) : null,
            row.GetString(4), row.GetInt32(5), row.GetString(6), row.Text(7), RunPipelines(connection, row.GetInt64(0))))
        .ToList());

    public IReadOnlyList<RunFlags> FlagsOfRuns(string pipeline, long before, int limit) => Read(connection => connection
        .Rows("""
            SELECT r.run_id, r.done + r.no_result FROM run_pipeline r JOIN pipeline p USING (pipeline_pk)
            WHERE p.name = $1 AND r.run_id < $2 AND r.done + r.no_result > 0 ORDER BY r.run_id DESC LIMIT $3
            """, pipeline, before, limit)
        .Select(row => (Run: row.GetInt64(0), Results: row.GetInt64(1))).ToList()
        .ConvertAll(run => new RunFlags(run.Run, pipeline, run.Results, connection
            .Rows("SELECT bit, results FROM run_flag JOIN pipeline USING (pipeline_pk) WHERE run_id = $1 AND name = $2", run.Run, pipeline)
            .ToDictionary(row => row.GetInt32(0), row => row.GetInt64(1)))));

    public IReadOnlyList<FailureGroup> FailuresOf(long run) => Read(connection => connection
        .Rows("""
            SELECT p.name, a.outcome, a.reason, count(*), max(a.unit_pk), p.unit FROM attempt a JOIN pipeline p USING (pipeline_pk)
            WHERE a.run_id = $1 GROUP BY p.name, a.outcome, a.reason ORDER BY count(*) DESC, a.reason, p.name
            """, run)
        .Select(row => FailureFrom(connection, row))
        .ToList());

    static List<RunPipelineRecord> RunPipelines(SqliteConnection connection, long run) => [.. connection
        .Rows("""
            SELECT p.name, s.version, s.model_name, s.model_hash, r.due, r.done, r.no_result, r.bad_input, r.failed, r.unchanged, r.warn, r.bad
            FROM run_pipeline r JOIN pipeline p USING (pipeline_pk) JOIN setup s USING (setup_pk) WHERE r.run_id = $1 ORDER BY p.name
            """, run)
        .Select(row => new RunPipelineRecord(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5),
            row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11)))];
}
