using System.Globalization;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Astra.Bench;

/// <summary>A workspace with invented stars: each a file with a combined spectrum and two visits.</summary>
sealed class ResultStoreWorkspace : IDisposable
{
    const int SpectraOfAStar = 3;

    readonly string folder;

    /// <param name="disk">A folder on the disk to use; null for the one with temporary files.</param>
    public ResultStoreWorkspace(string? disk, long spectra)
    {
        folder = Path.Combine(disk ?? Path.GetTempPath(), $"astra-bench-{Path.GetRandomFileName()}");
        Store = SqliteStore.Open(folder, create: true, TimeProvider.System);
        Fill((spectra + SpectraOfAStar - 1) / SpectraOfAStar);
    }

    public SqliteStore Store { get; }

    public string Database => Path.Combine(folder, SqliteStore.FileName);

    public string PeerDatabase => Path.Combine(folder, "peer.db");

    public static PipelineSetup Register(SqliteStore store, PipelineDeclaration declaration) =>
        store.Register(declaration, new SetupIdentity(declaration.Name, declaration.Version.ToString(), "model-a", Digests.Sha256("model"), "{}"));

    /// <summary>Units of work as a run gets them: from its frozen list.</summary>
    public IEnumerable<IReadOnlyList<UnitRow>> FrozenUnits(long run, PipelineSetup setup)
    {
        UnitQuery query = new(UnitOfWork.Spectrum, [setup], []) { KnownPipelines = [setup.Declaration] };
        Store.FreezeWork(run, Store.ReadUnits(query).SelectMany(page => page).Select(unit => new WorkItem(0, unit.Key, 1)), () => new Dictionary<long, long>());
        return Store.ReadUnits(query with { Work = (run, 0) });
    }

    /// <summary>Gives combined spectra results whose flags have the frequencies of <see cref="InventedFlags"/>.</summary>
    public void FillStars(PipelineDeclaration pipeline, long rows)
    {
        PipelineSetup setup = Register(Store, pipeline);
        string rest = string.Concat(pipeline.Columns.Skip(3).Select((column, i) => string.Create(CultureInfo.InvariantCulture, $",\"{column.Name}\":{-0.12345678 - (i / 100.0):F8}"))) + "}";
        string document = $$"""'{"teff":' || teff || ',"logg":' || logg || ',"fe_h":' || fe_h || '{{rest}}'""";
        FlagLayout layout = pipeline.Flags;
        string bad = $"(result_flags & {layout.BadBits}) <> 0{string.Concat(layout.BadCombinations.Select(mask => $" OR (result_flags & {mask}) = {mask}"))}";
        string row = $"""
            SELECT spectrum_pk, source_pk, spectrum_pk AS spectrum, {setup.Declaration.Version.MajorMinor} AS version_mm, 1 AS newest, {setup.Key} AS setup_pk, 1 AS run_id,
                '2026-01-01T00:00:00.000000' AS created, '2026-01-01T00:00:00.000000' AS modified, 0.01 AS t_elapsed, 0.001 AS t_overhead,
                (abs(random() % 20) = 0) | ((abs(random() % 100) = 0) << 1) | ((abs(random() % 1000) = 0) << 2) | ((abs(random() % 33) = 0) << 3) | ((abs(random() % 10) = 0) << 4) AS result_flags,
                3500 + abs(random() % 3000000) / 1000.0 AS teff, abs(random() % 4500000) / 1e6 AS logg, 0.5 - abs(random() % 2500000) / 1e6 AS fe_h
            FROM spectrum WHERE kind = 1 LIMIT {rows}
            """;
        Execute($"""
            INSERT INTO {Sql.Name(ResultTable.Star(pipeline.Name))} (task_pk, source_pk, spectrum_pk, version_mm, newest, setup_pk, run_id, created, modified, t_elapsed, t_overhead,
                result_flags, flag_warn, flag_bad, document, teff, logg, fe_h)
            SELECT spectrum_pk, source_pk, spectrum, version_mm, newest, setup_pk, run_id, created, modified, t_elapsed, t_overhead, result_flags, (result_flags & {layout.WarnBits}) <> 0, {bad}, {document}, teff, logg, fe_h FROM ({row});
            PRAGMA wal_checkpoint(TRUNCATE);
            """);
    }

    /// <summary>Notes for every spectrum that the pipelines have done with it as it is.</summary>
    public void FillLedger(IReadOnlyList<PlannedPipeline> pipelines)
    {
        using SqliteConnection connection = Store.Connect();
        connection.Execute("PRAGMA synchronous = OFF; BEGIN");
        using (SqliteStatement insert = new SqliteStatement(connection, "INSERT INTO ledger (pipeline_pk, unit_pk, setup_pk, file_digest, input_digest, outcome, attempts, run_id, finished) VALUES (?, ?, ?, ?, ?, 0, 1, 1, '2026-01-01T00:00:00.000000')"))
        {
            foreach (PlannedPipeline pipeline in pipelines)
            {
                Stage stage = Stage.Arrange([pipeline]).Single();
                foreach (UnitRow unit in Store.ReadUnits(stage.Query([pipeline.Declaration])).SelectMany(page => page))
                {
                    insert.Bind(1, pipeline.Setup.PipelineKey).Bind(2, unit.Key).Bind(3, pipeline.Setup.Key).Bind(4, unit.Spectrum!.Stamp.Digest).Bind(5, stage.Inputs[0].Digest(unit)).Run();
                }
            }
        }

        connection.Execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Runs SQL beside the store, for rows by the million.</summary>
    public void Execute(string sql)
    {
        using SqliteConnection connection = Store.Connect();
        connection.Execute("PRAGMA synchronous = OFF");
        connection.Execute(sql);
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    void Fill(long stars) => Execute(string.Create(CultureInfo.InvariantCulture, $"""
        BEGIN;
        CREATE TEMP TABLE star AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {stars}) SELECT i, printf('2M%08d+%07d', i * 7919 % 24000000, i) AS id FROM n;
        INSERT INTO source (source_pk, sdss4_apogee_id, ra, dec, plx, g_mag, j_mag, h_mag, k_mag, a_k)
            SELECT i, id, i % 360 + 0.25, i % 180 - 89.5, 0.8, 13.1, 11.9, 11.2, 11.1, 0.02 FROM star;
        INSERT INTO file (file_pk, path, length, modified, state, version)
            SELECT i, printf('/data/apogee/dr17/stars/apo25m/field%04d/apStar-dr17-%s.fits', i / 300, id), 1000000 + i, 638000000000000000 + i, 0, '' FROM star;
        INSERT INTO spectrum (source_pk, file_pk, kind, row, active, identity, release, telescope, field, snr, mjd, v_rad)
            SELECT i, i, CASE row WHEN 0 THEN 1 ELSE 2 END, row, 1, printf('dr17/apStar/apo25m/field%04d/%s/%d', i / 300, id, row), 'dr17', 'apo25m', printf('field%04d', i / 300), 80 + i % 200, 57000 + row, 12.5
            FROM star, (SELECT 0 AS row UNION ALL SELECT 1 UNION ALL SELECT 2) ORDER BY i, row;
        COMMIT;
        """));
}
