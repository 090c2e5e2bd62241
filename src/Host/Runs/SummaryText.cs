using System.Globalization;
using System.Text;

namespace Astra.Host.Runs;

/// <summary>A run's summary in Markdown: what needs a human comes first.</summary>
static class SummaryText
{
    public static string Of(RunSummary summary)
    {
        StringBuilder text = new();
        text.Append($"# {(summary.Run is { } run ? Invariant($"Run {run}") : "No run")}: {summary.State}\n\n");
        text.Append(Invariant(
            $"{Time(summary.Started)} to {summary.Finished.UtcDateTime:HH:mm:ss} UTC on {summary.Host}, workspace {summary.Workspace}, by `{summary.Command}`.\n\n"));
        Lines(text, "Needs a human", summary.Attention.Select(matter => matter.Text));
        if (summary.Attention.Count == 0)
        {
            text.Append("Nothing needs a human.\n\n");
        }

        IngestSummary ingest = summary.Ingest;
        text.Append(Invariant(
            $"New: {ingest.NewStars:N0} stars; {ingest.NewFiles:N0} new and {ingest.ChangedFiles:N0} changed files with {ingest.Combined:N0} combined spectra and {ingest.Visits:N0} visits. {ingest.Missing:N0} files have gone.\n\n"));
        Table(
            text, "Results", ["pipeline", "version", "model", "due", "done", "unchanged", "no result", "bad file", "failed", "warn", "bad"],
            summary.Pipelines.Select(pipeline => new[]
            {
                pipeline.Pipeline, pipeline.Version, pipeline.Model + (pipeline.ModelBefore is { } before ? $" (was {before})" : string.Empty),
                Count(pipeline.Due), Count(pipeline.Done), Count(pipeline.Unchanged), Count(pipeline.NoResult), Count(pipeline.BadInput),
                Count(pipeline.Failed), Count(pipeline.Warn), Count(pipeline.Bad),
            }));
        Lines(text, "Flags that became common or rare", summary.Flags.Select(change => change.Text));
        Table(
            text, "Without a result", ["spectra", "pipeline", "reason", "what happens", "example"],
            summary.Failures.Select(failure => new[] { Count(failure.Count), failure.Pipeline, failure.Reason, failure.Next, failure.Example }));
        Table(
            text, "Files that cannot be used", ["files", "reason", "example"],
            ingest.Unusable.Select(group => new[] { Count(group.Count), group.Reason, group.Example }));
        Table(
            text, "Time", ["stage", "seconds"],
            summary.Stages.Select(stage => new[] { stage.Stage, stage.Seconds.ToString("N1", CultureInfo.InvariantCulture) }));
        Lines(text, "Written", summary.Products);
        Lines(text, "Notes", summary.Notes);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    static void Lines(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length > 0)
        {
            text.Append($"## {heading}\n\n");
            text.AppendJoin('\n', all.Select(line => $"- {line.ReplaceLineEndings(" ")}")).Append("\n\n");
        }
    }

    static void Table(StringBuilder text, string heading, string[] columns, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        text.Append($"## {heading}\n\n");
        foreach (string[] row in all.Prepend([.. columns.Select(_ => "---")]).Prepend(columns))
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
        }

        text.Append('\n');
    }

    static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
