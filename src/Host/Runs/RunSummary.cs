using Astra.Host.Ingest;
using Astra.Host.Storage;

namespace Astra.Host.Runs;

/// <summary>What a person finds in the morning: what a run did, what is different from the runs before, and what needs a human.</summary>
sealed record RunSummary
{
    /// <summary>Null when it ended before a run began.</summary>
    public required long? Run { get; init; }

    /// <summary><c>finished</c>, <c>stopped</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>What needs a human; empty when all is well.</summary>
    public required IReadOnlyList<Matter> Attention { get; init; }

    public required string Workspace { get; init; }

    public required string Host { get; init; }

    public required string Command { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Finished { get; init; }

    /// <summary>Seconds of wall-clock time of each stage, in order.</summary>
    public required IReadOnlyList<StageTime> Stages { get; init; }

    public required IngestSummary Ingest { get; init; }

    public required IReadOnlyList<PipelineSummary> Pipelines { get; init; }

    /// <summary>Flags that became common or rare.</summary>
    public required IReadOnlyList<FlagChange> Flags { get; init; }

    /// <summary>Why there is no result, grouped.</summary>
    public required IReadOnlyList<FailureSummary> Failures { get; init; }

    /// <summary>Files that were written.</summary>
    public required IReadOnlyList<string> Products { get; init; }

    /// <summary>What is worth knowing and needs nobody.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Of a night in which nothing could be done.</summary>
    public static RunSummary OfNothing(string workspace, RunOrder order, Exception error, TimeProvider time) => new()
    {
        Run = null,
        State = "failed",
        Attention = [new Matter(Matter.Error, $"The run could not begin: {error.Message}")],
        Workspace = workspace,
        Host = Environment.MachineName,
        Command = order.Command,
        Started = time.GetUtcNow(),
        Finished = time.GetUtcNow(),
        Stages = [],
        Ingest = IngestSummary.Of(IngestReport.Nothing, 0),
        Pipelines = [],
        Flags = [],
        Failures = [],
        Products = [],
        Notes = order.Notes,
    };
}

/// <summary>What a stage of a run took.</summary>
sealed record StageTime(string Stage, double Seconds);

/// <summary>What was found in the watched folders and files.</summary>
/// <param name="NewStars">Stars that the workspace did not know.</param>
/// <param name="Missing">Files that have gone.</param>
/// <param name="Unusable">New or changed files that cannot be used, grouped by reason.</param>
/// <param name="Unreachable">Watched folders that could not be looked at.</param>
sealed record IngestSummary(
    long NewStars, long NewFiles, long ChangedFiles, long Missing, long Combined, long Visits, IReadOnlyList<FileGroup> Unusable,
    IReadOnlyList<RejectedFile> Unreachable)
{
    public static IngestSummary Of(IngestReport report, long newStars) => new(
        newStars, report.New, report.Changed, report.Missing, report.Combined, report.Visits,
        [.. report.Rejected.GroupBy(file => file.Reason).Select(group => new FileGroup(FileState.Unusable, group.Key, group.LongCount(), group.First().Path))
            .OrderByDescending(group => group.Count)],
        report.Unreachable);
}

/// <summary>What a run did for one pipeline.</summary>
/// <param name="ModelBefore">The model of the last run before, if it was another.</param>
sealed record PipelineSummary(
    string Pipeline, string Version, string Model, string? ModelBefore, long Due, long Done, long Unchanged, long NoResult, long BadInput, long Failed,
    long Warn, long Bad)
{
    /// <param name="before">The runs before, the latest first.</param>
    public static PipelineSummary Of(RunPipelineRecord run, IEnumerable<RunRecord> before)
    {
        string? was = before.SelectMany(other => other.Pipelines).Where(other => other.Pipeline == run.Pipeline).Select(ModelOf).FirstOrDefault();
        string model = ModelOf(run);
        return new PipelineSummary(
            run.Pipeline, run.Version, model, was is null || was == model ? null : was, run.Due, run.Done, run.Unchanged, run.NoResult, run.BadInput,
            run.Failed, run.Warn, run.Bad);
    }

    static string ModelOf(RunPipelineRecord run) => run.ModelName.Length == 0 ? "-" : $"{run.ModelName} {run.ModelHash[..6]}";
}

/// <summary>Spectra, or sources, without a result for the same reason.</summary>
/// <param name="Example">The identity of one, or its file.</param>
/// <param name="Next">What happens to them.</param>
/// <param name="NeedsHuman">Whether somebody should look: no for spectra that can have no result.</param>
sealed record FailureSummary(string Pipeline, Outcome Outcome, string Reason, long Count, string Example, string Next, bool NeedsHuman)
{
    public static FailureSummary Of(FailureGroup group) => new(
        group.Pipeline, group.Outcome, group.Reason, group.Count, group.ExamplePath ?? group.Example, NextStep.Of(group.Outcome),
        group.Outcome is Outcome.Failed or Outcome.BadInput);
}
