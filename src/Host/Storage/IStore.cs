using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Query;

namespace Astra.Host.Storage;

/// <summary>
/// The workspace's database: everything that the host keeps. One process writes at a time, any number read. What a method has returned from
/// survives a killed process and a power failure; a transaction that was under way leaves nothing behind.
/// </summary>
interface IStore : IDisposable
{
    // Ingest

    /// <summary>Every file that was ever looked at, in no particular order.</summary>
    IEnumerable<FileRecord> Files();

    FileRecord? FindFile(string path);

    /// <summary>Collects what was read from files; commits when disposed after <see cref="IIngestBatch.Complete"/>.</summary>
    IIngestBatch BeginIngest();

    /// <summary>The files directly in a folder that the workspace knows, by path.</summary>
    IEnumerable<FileRecord> FilesIn(string folder);

    /// <summary>Files that are to be read again whether or not they have changed: the disk failed, or somebody put them back.</summary>
    IReadOnlyList<string> FilesToReadAgain();

    /// <summary>Whether any spectra come from files somewhere below a folder.</summary>
    bool HasSpectraBelow(string folder);

    /// <summary>The folders at and below one that have been listed before, by path, each with its date then (UTC ticks).</summary>
    IReadOnlyList<(string Path, long Modified)> ListedFolders(string root);

    /// <summary>Notes folders that have been listed, each with its date before that, and forgets folders that have gone.</summary>
    void PutFolders(IReadOnlyList<(string Path, long Modified)> listed, IReadOnlyList<string> gone);

    /// <summary>When something last happened; null when it never did.</summary>
    DateTimeOffset? Moment(string name);

    /// <summary>Notes that something happened, or, with null, that it never did.</summary>
    void PutMoment(string name, DateTimeOffset? at);

    /// <summary>How many stars the workspace knows.</summary>
    long SourceCount();

    /// <summary>Puts a catalogue in place of the one of the same name. Stars that are not known yet become sources.</summary>
    Catalog ReplaceCatalog(string name, string file, IReadOnlyList<CatalogColumn> columns, IEnumerable<CatalogRow> rows);

    IReadOnlyList<Catalog> Catalogs();

    // Planning and execution

    /// <summary>Finds or notes a setup of a pipeline and makes sure that its result tables exist.</summary>
    PipelineSetup Register(PipelineDeclaration declaration, SetupIdentity identity);

    /// <summary>The setup with a key, whether or not its pipeline is still installed.</summary>
    SetupIdentity Setup(long key);

    /// <summary>
    /// The units of work for some pipelines of one kind in pages, in the order of the files; bounded memory. With a run: what its frozen list has for
    /// this stage, in the list's order. With an identity: only the spectra of that star or that spectrum.
    /// </summary>
    IEnumerable<IReadOnlyList<UnitRow>> ReadUnits(UnitQuery query);

    /// <summary>Notes a new run; from now on <c>status</c> shows it.</summary>
    long StartRun(string command, IReadOnlyList<PipelineSetup> pipelines);

    /// <summary>
    /// Freezes the run's work list: for each stage the units in order, each with the pipelines that are due (bits in the order of the stage).
    /// </summary>
    /// <param name="duePerPipeline">Asked for the totals by pipeline key when all of the work has been listed.</param>
    void FreezeWork(long run, IEnumerable<WorkItem> work, Func<IReadOnlyDictionary<long, long>> duePerPipeline);

    /// <summary>Commits a batch: results, ledger, attempts and the run's counters in one transaction.</summary>
    void Commit(long run, IReadOnlyList<AttemptRecord> attempts, IReadOnlyDictionary<long, long> unchangedPerPipeline);

    void FinishRun(long run, RunState state, string? message);

    // Looking

    IReadOnlyList<RunRecord> Runs(int limit);

    /// <summary>How common flags were in the last runs before one that stored results of a pipeline, the latest first.</summary>
    IReadOnlyList<RunFlags> FlagsOfRuns(string pipeline, long before, int limit);

    /// <summary>What a run has no result for, grouped by reason.</summary>
    IReadOnlyList<FailureGroup> FailuresOf(long run);

    WorkspaceCounts Counts();

    IReadOnlyList<TableCounts> ResultCounts(IReadOnlyList<PipelineDeclaration> pipelines);

    /// <summary>The mean time in seconds that a pipeline took for a result, without what pipelines share; NaN when it has none.</summary>
    double MeanSeconds(PipelineDeclaration pipeline);

    /// <summary>Ledger entries without a result, grouped.</summary>
    IReadOnlyList<FailureGroup> Failures();

    IReadOnlyList<FileGroup> FileTroubles();

    // Housekeeping

    /// <summary>The pipelines that ever ran here, installed or not, by name.</summary>
    IReadOnlyList<string> PipelineNames();

    /// <summary>Attempts without a result that no run repeats, grouped by pipeline and reason.</summary>
    IReadOnlyList<FailureGroup> LeftAlone(LeftAloneSelection selection);

    /// <summary>Files that could not be read and are not looked at again until they change, grouped by reason.</summary>
    IReadOnlyList<FileGroup> LeftAloneFiles(LeftAloneSelection selection);

    /// <summary>Makes attempts due that <see cref="LeftAlone"/> has; the next run tries them as if for the first time.</summary>
    /// <returns>What was put back.</returns>
    IReadOnlyList<FailureGroup> PutBack(LeftAloneSelection selection);

    /// <summary>Makes the next run, or the next ingest, read files again that <see cref="LeftAloneFiles"/> has.</summary>
    /// <returns>What was put back.</returns>
    IReadOnlyList<FileGroup> PutBackFiles(LeftAloneSelection selection);

    /// <summary>Counts what <see cref="Purge"/> would delete.</summary>
    IReadOnlyList<PurgeCount> Purgeable(PurgeSelection selection);

    /// <summary>
    /// Deletes results that a newer one of the same unit has replaced, and attempts without a result but the last one of what still has none. Commits
    /// after every few thousand rows.
    /// </summary>
    /// <param name="cancellation">Ends it after the rows in hand; what was deleted stays deleted.</param>
    /// <returns>How many rows were deleted.</returns>
    long Purge(PurgeSelection selection, CancellationToken cancellation);

    /// <summary>Whether the database is whole, and whether what must agree in it does; a finding for each kind of trouble.</summary>
    IReadOnlyList<Finding> CheckIntegrity();

    /// <summary>The paths of the files that spectra are to be read from, by name; they may have gone.</summary>
    IEnumerable<string> FilesOfSpectra();

    /// <summary>Bytes of the database that hold nothing, and that new results will take.</summary>
    long UnusedBytes();

    /// <summary>Gives unused bytes back to the disk; needs as much room again meanwhile.</summary>
    void Compact();

    // Queries

    /// <summary>What can be asked of a pipeline's table, and how.</summary>
    QueryTable Describe(PipelineDeclaration pipeline, bool visits, bool allVersions);

    /// <summary>What can be asked of a catalogue, and how; a row per star, with its key in the column <c>source_pk</c>.</summary>
    QueryTable Describe(Catalog catalog);

    /// <summary>
    /// Draws stars that have results in some tables: all of them, or as many as asked for. Which ones depends on their identifiers alone. A table
    /// with few stars gets its share (the number asked for by the number of tables) before those with many get the rest.
    /// </summary>
    /// <param name="most">How many stars at most.</param>
    StarSample SampleStars(IReadOnlyList<(string Pipeline, bool Visits)> tables, int most);

    /// <summary>The different values of result_flags in a table.</summary>
    IReadOnlyList<long> FlagValues(string pipeline, bool visits);

    /// <summary>
    /// Finds spectra by name; by the APOGEE identifier of a star, the newest combined one: that with the last visit, then that of the highest S/N. A
    /// name without a spectrum whose file is there is left out.
    /// </summary>
    IReadOnlyDictionary<string, SpectrumLocation> FindSpectra(IEnumerable<string> names);

    /// <summary>Whether a pipeline has any result.</summary>
    bool HasAnyResult(PipelineDeclaration pipeline);

    /// <summary>Whether the table for the pipeline's results has been made.</summary>
    bool HasResults(string pipeline, bool visits);
}

/// <summary>Which units of work to read.</summary>
/// <param name="Unit">What the pipelines work on.</param>
/// <param name="Pipelines">The pipelines whose ledger entries are wanted; at most 64.</param>
/// <param name="Origins">The input origins whose values are wanted.</param>
sealed record UnitQuery(UnitOfWork Unit, IReadOnlyList<PipelineSetup> Pipelines, IReadOnlyList<InputOrigin> Origins)
{
    /// <summary>The pipelines that an origin may name, with what they work on.</summary>
    public required IReadOnlyList<PipelineDeclaration> KnownPipelines { get; init; }

    public (long Run, int Stage)? Work { get; init; }

    public string? Identity { get; init; }

    /// <summary>Units in a page.</summary>
    public int PageSize { get; init; } = 1024;
}

/// <summary>An entry of a run's frozen work list.</summary>
readonly record struct WorkItem(int Stage, long Unit, ulong Pipelines);

/// <summary>What was read from files, on its way into the store.</summary>
interface IIngestBatch : IDisposable
{
    /// <summary>
    /// Stores a star, its spectra and the file. A file that holds the same spectra as another existing one is noted as a duplicate unless its version
    /// is newer.
    /// </summary>
    FileRecord PutStar(string path, FileStamp stamp, StarRecord star);

    void PutUnusable(string path, FileStamp stamp, string reason);

    void PutMissing(FileRecord file);

    /// <summary>Makes disposal commit.</summary>
    void Complete();
}
