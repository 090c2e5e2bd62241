using System.Reflection;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Query;
using Astra.Host.Storage;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Reports;

/// <summary>Makes a report of a workspace. Counts are of everything; of stars as many are read as are drawn.</summary>
/// <param name="Store">The workspace's store.</param>
/// <param name="Connect">Opens a connection to it for reading.</param>
/// <param name="Installed">The declarations of the pipelines that are installed.</param>
/// <param name="StateOf">What became of a run, in a word.</param>
/// <param name="Modellers">Opens those of the named pipelines that can model a spectrum.</param>
sealed record ReportBuilder(
    IStore Store,
    Func<SqliteConnection> Connect,
    IReadOnlyList<PipelineDeclaration> Installed,
    Func<RunRecord, string> StateOf,
    Func<IReadOnlyList<string>, IReadOnlyList<SpectrumModeller>> Modellers)
{
    /// <summary>Labels that make the Kiel diagram; they are shown of every pipeline that measures them.</summary>
    static readonly string[] kiel = ["teff", "logg", "fe_h"];

    /// <exception cref="UserException">A pipeline, a catalogue or a run is not there, or there is nothing to report.</exception>
    public Report Build(string workspace, ReportRequest request, DateTimeOffset now, CancellationToken cancellation)
    {
        PipelineDeclaration[] pipelines = Pipelines(request);
        RunRecord? run = Run(request);
        TruthCatalog? truth = TruthCatalog.Choose(Store.Catalogs(), request.Truth);

        // The diagrams show one row per star where they can: of a pipeline that takes both, combined spectra and not visits.
        bool[] visits = [.. pipelines.Select(pipeline => pipeline.Unit == UnitOfWork.Spectrum && !pipeline.Kinds.HasFlag(SpectrumKinds.Combined))];
        StarSample sample = Store.SampleStars([.. pipelines.Zip(visits).Select(pair => (pair.First.Name, pair.Second))], request.Stars);
        using SqliteConnection connection = Connect();
        ResultReader reader = new(connection, cancellation);
        Dictionary<string, IReadOnlyList<(string Label, string Truth)>> measuring = pipelines.ToDictionary(
            pipeline => pipeline.Name, pipeline => Measuring(pipeline, truth));
        List<ResultColumns> results = [];
        List<RemarkableResult> remarkable = [];
        for (int p = 0; p < pipelines.Length; p++)
        {
            if (!Store.HasResults(pipelines[p].Name, visits[p]))
            {
                continue;
            }

            QueryTable table = Store.Describe(pipelines[p], visits[p], allVersions: false);
            ReportedResults reported = new(pipelines[p], visits[p], Labels(pipelines[p], pipelines, measuring[pipelines[p].Name]));
            results.Add(reported.Read(table, reader, sample.Stars));
            remarkable.AddRange(RemarkableResults.Flagged(reported, pipelines[p].Name, table, reader));
        }

        string[] stars = [.. sample.Stars.Select(star => star.ApogeeId)];
        TruthComparison? comparison = truth is null
            ? null
            : TruthComparisons.Of(truth, Store.Describe(truth.Catalog), reader, sample.Stars, results, measuring);
        if (comparison is null && request.Truth is not null)
        {
            throw UserException.Usage(
                $"The catalogue '{request.Truth}' has no number for any star and label that was measured. Its columns need the names of labels, such as teff or true_teff.");
        }

        Assembly program = Assembly.GetExecutingAssembly();
        return new Report
        {
            Workspace = workspace,
            Created = now,
            AstraVersion = program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
            Counts = Store.Counts(),
            Run = run is null ? null : Describe(run, now),
            Pipelines = [.. pipelines.Select(Describe)],
            Failures = [.. Store.Failures().Where(failure => pipelines.Any(pipeline => pipeline.Name == failure.Pipeline))],
            Sample = new ReportedSample(sample.Total, sample.Stars.Count),
            Stars = stars,
            Results = results,
            Comparisons = LabelComparisons.Of(results),
            Truth = comparison,
            Examples = new ExampleSpectra(Store, Modellers([.. pipelines.Select(pipeline => pipeline.Name)])).Read(results, stars),
            Remarkable = [.. remarkable, .. comparison is null ? [] : RemarkableResults.FarFromTruth(comparison, results, stars)],
        };
    }

    PipelineDeclaration[] Pipelines(ReportRequest request)
    {
        PipelineDeclaration[] wanted = request.Pipelines.Count == 0
            ? [.. Installed.Where(Store.HasAnyResult)]
            : [.. request.Pipelines.Select(Named).Distinct()];
        return wanted.Length == 0
            ? throw UserException.Usage("No pipeline has results yet, so there is nothing to report. Make some: astra run")
            : wanted.FirstOrDefault(pipeline => !Store.HasAnyResult(pipeline)) is { } empty
                ? throw UserException.Usage($"{empty.Name} has no results yet. Make some: astra run {empty.Name}")
                : wanted;
    }

    PipelineDeclaration Named(string name) => Installed.FirstOrDefault(pipeline => pipeline.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw UserException.Usage(
            $"no pipeline '{name}'.{Suggestions.DidYouMean(name, Installed.Select(pipeline => pipeline.Name))} Pipelines: {string.Join(", ", Installed.Select(pipeline => pipeline.Name))}.");

    RunRecord? Run(ReportRequest request)
    {
        if (request.Run is not { } number)
        {
            return Store.Runs(1).FirstOrDefault();
        }

        IReadOnlyList<RunRecord> runs = Store.Runs(int.MaxValue);
        return runs.FirstOrDefault(run => run.Key == number) ?? throw UserException.Usage(
            runs.Count == 0 ? "There has been no run yet (astra run)." : $"There is no run {number}. The runs are {runs[^1].Key} to {runs[0].Key}.");
    }

    static IReadOnlyList<(string Label, string Truth)> Measuring(PipelineDeclaration pipeline, TruthCatalog? truth) => truth is null
        ? []
        : [.. truth.Columns.SelectMany(
            column => LabelColumns.Measuring(pipeline, column.Key, column.Value.Unit).Select(label => (label.Name, column.Key)))];

    /// <summary>
    /// The labels worth drawing: those of the Kiel diagram, those that another pipeline or a catalogue has too, and those to be asked by.
    /// </summary>
    static IReadOnlyList<ColumnDeclaration> Labels(
        PipelineDeclaration pipeline, IReadOnlyList<PipelineDeclaration> all, IReadOnlyList<(string Label, string Truth)> measuring)
    {
        HashSet<string> elsewhere = [.. all.Where(other => other != pipeline).SelectMany(LabelColumns.Of).Select(label => label.Name), .. kiel];
        IReadOnlyList<ColumnDeclaration> own = LabelColumns.Of(pipeline);
        return [.. pipeline.Columns.Where(column =>
            (own.Contains(column) && (column.Indexed || elsewhere.Contains(column.Name))) || measuring.Any(pair => pair.Label == column.Name))];
    }

    ReportedRun Describe(RunRecord run, DateTimeOffset now) => new(
        run.Key, StateOf(run), run.Started, run.Finished, ((run.Finished ?? now) - run.Started).TotalSeconds, run.Command, run.Message,
        run.Pipelines);

    ReportedPipeline Describe(PipelineDeclaration pipeline) => new(
        pipeline.Name, pipeline.Version.ToString(), pipeline.Description, pipeline.Reference,
        [.. Store.ResultCounts([pipeline]).Select(table => new ReportedTable(
            ReportedResults.Spectra(pipeline.Unit, table.Visits), table.Results, table.Warn, table.Bad,
            [.. pipeline.Flags.Flags.Zip(table.Flags).Select(flag => new ReportedFlag(
                flag.First.Name, flag.First.Description, Word(flag.First.Severity), flag.Second.Value))]))]);

    static string Word(Severity severity) => severity.HasFlag(Severity.Bad) ? "bad" : severity.HasFlag(Severity.Warn) ? "warn" : "info";
}
