using Astra.Host.Plugins;

namespace Astra.Host.Storage.Sqlite;

/// <summary>The tables of a workspace that are the same for all pipelines.</summary>
static class Schema
{
    /// <summary>Raised when the tables change, with a step in <see cref="Migration.All"/> that brings the tables of the version before up to date.</summary>
    public const int Version = 3;

    public static string Create { get; } = $"""
        CREATE TABLE pipeline (
            pipeline_pk INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            unit INTEGER NOT NULL);

        CREATE TABLE setup (
            setup_pk INTEGER PRIMARY KEY,
            pipeline_pk INTEGER NOT NULL REFERENCES pipeline,
            version TEXT NOT NULL,
            model_name TEXT NOT NULL,
            model_hash TEXT NOT NULL,
            options TEXT NOT NULL,
            UNIQUE (pipeline_pk, version, model_name, model_hash, options));

        CREATE TABLE source (
            source_pk INTEGER PRIMARY KEY,
            sdss4_apogee_id TEXT NOT NULL UNIQUE,
            {Columns(SourceColumns.All)});

        CREATE TABLE file (
            file_pk INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            length INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            state INTEGER NOT NULL,
            reason TEXT,
            version TEXT NOT NULL DEFAULT '');

        -- active = 0: the file no longer has this spectrum. Its results stay, it is never due.
        CREATE TABLE spectrum (
            spectrum_pk INTEGER PRIMARY KEY,
            source_pk INTEGER NOT NULL REFERENCES source,
            file_pk INTEGER NOT NULL REFERENCES file,
            kind INTEGER NOT NULL,
            row INTEGER NOT NULL,
            active INTEGER NOT NULL,
            identity TEXT NOT NULL UNIQUE,
            {Columns(SpectrumColumns.All)});
        CREATE INDEX spectrum_by_file ON spectrum (file_pk);
        CREATE INDEX spectrum_by_source ON spectrum (source_pk);

        CREATE TABLE catalog (
            name TEXT PRIMARY KEY COLLATE NOCASE,
            file TEXT NOT NULL,
            ingested TEXT NOT NULL,
            rows INTEGER NOT NULL,
            columns TEXT NOT NULL);

        CREATE TABLE run (
            run_id INTEGER PRIMARY KEY,
            state INTEGER NOT NULL,
            started TEXT NOT NULL,
            finished TEXT,
            host TEXT NOT NULL,
            process INTEGER NOT NULL,
            command TEXT NOT NULL,
            message TEXT);

        CREATE TABLE run_pipeline (
            run_id INTEGER NOT NULL REFERENCES run,
            pipeline_pk INTEGER NOT NULL,
            setup_pk INTEGER NOT NULL,
            due INTEGER NOT NULL DEFAULT 0,
            done INTEGER NOT NULL DEFAULT 0,
            no_result INTEGER NOT NULL DEFAULT 0,
            bad_input INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            unchanged INTEGER NOT NULL DEFAULT 0,
            warn INTEGER NOT NULL DEFAULT 0,
            bad INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (run_id, pipeline_pk)) WITHOUT ROWID;

        -- The frozen list of the run under way; pipelines is a bit field in the order of the stage.
        CREATE TABLE work (
            run_id INTEGER NOT NULL,
            stage INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            unit_pk INTEGER NOT NULL,
            pipelines INTEGER NOT NULL,
            PRIMARY KEY (run_id, stage, seq)) WITHOUT ROWID;

        -- The last attempt of each pipeline at each unit of work.
        CREATE TABLE ledger (
            pipeline_pk INTEGER NOT NULL,
            unit_pk INTEGER NOT NULL,
            setup_pk INTEGER NOT NULL,
            file_digest INTEGER NOT NULL,
            input_digest INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            run_id INTEGER NOT NULL,
            finished TEXT NOT NULL,
            PRIMARY KEY (pipeline_pk, unit_pk)) WITHOUT ROWID;

        -- Attempts without a result, each with its reason.
        CREATE TABLE attempt (
            attempt_pk INTEGER PRIMARY KEY,
            run_id INTEGER NOT NULL,
            pipeline_pk INTEGER NOT NULL,
            unit_pk INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT,
            finished TEXT NOT NULL);
        CREATE INDEX attempt_by_unit ON attempt (pipeline_pk, unit_pk);

        {Nightly}

        PRAGMA user_version = {Version};
        """;

    /// <summary>What running every night needs besides.</summary>
    public const string Nightly = """
        CREATE INDEX attempt_by_run ON attempt (run_id);

        -- How many results of a run carry each flag; failures and unreadable files are not counted.
        CREATE TABLE run_flag (
            run_id INTEGER NOT NULL,
            pipeline_pk INTEGER NOT NULL,
            bit INTEGER NOT NULL,
            results INTEGER NOT NULL,
            PRIMARY KEY (run_id, pipeline_pk, bit)) WITHOUT ROWID;

        -- The folders below the watched ones, each with its date when it was last listed (UTC ticks); 0: list it again.
        CREATE TABLE folder (
            path TEXT PRIMARY KEY,
            modified INTEGER NOT NULL) WITHOUT ROWID;

        -- Moments to remember, such as when every watched file was last looked at.
        CREATE TABLE moment (
            name TEXT PRIMARY KEY,
            at TEXT NOT NULL) WITHOUT ROWID;
        """;

    public static string SqlType(ColumnType type) => type switch
    {
        ColumnType.Float32 or ColumnType.Float64 => "REAL",
        ColumnType.Int32 or ColumnType.Int64 or ColumnType.Boolean => "INTEGER",
        _ => "TEXT",
    };

    static string Columns(IEnumerable<MetadataColumn> columns) =>
        string.Join(",\n    ", columns.Select(column => $"{Sql.Name(column.Name)} {SqlType(column.Type)}"));
}
