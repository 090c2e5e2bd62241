using System.CommandLine;
using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Plugins;
using Astra.Host.Runs;
using Astra.Host.Storage;

namespace Astra.Host.Commands;

/// <summary><c>astra status</c>: what is in the workspace, how the last runs went, what has no result and why.</summary>
static class StatusCommand
{
    public static Command Create()
    {
        Option<bool> json = JsonOutput.CreateOption();
        Option<int> runs = new("--runs") { Description = "How many runs to show.", DefaultValueFactory = _ => 3, HelpName = "N" };
        Command command = new(
            "status", "Show what is in the workspace, how the last runs went, and what has no result and why.") { Options = { runs, json } };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            IStore store = application.Store;
            bool free = !RunLock.IsHeld(application.Configuration.Workspace);
            PipelineDeclaration[] pipelines = [.. application.Plugins.Pipelines.Select(pipeline => pipeline.Declaration)];
            Snapshot snapshot = new(store.Counts(), store.Catalogs(), [.. store.Runs(Math.Max(1, parsed.GetValue(runs))).Select(run => (run, run.StateName(free)))],
                store.ResultCounts(pipelines), store.Failures(), store.FileTroubles(), FlagsOfLastRun(store, pipelines));
            if (parsed.GetValue(json))
            {
                WriteJson(parsed.InvocationConfiguration.Output, application.Configuration.Workspace, snapshot);
            }
            else
            {
                WriteText(parsed.InvocationConfiguration.Output, application.Configuration.Workspace, snapshot);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>What is different about the last run's flags.</summary>
    static IReadOnlyList<FlagChange> FlagsOfLastRun(IStore store, PipelineDeclaration[] pipelines) =>
        [.. store.Runs(1).SelectMany(run => pipelines.SelectMany(pipeline => FlagChange.Of(store, run.Key, pipeline)))];

    static void WriteText(TextWriter output, string workspace, Snapshot snapshot)
    {
        WorkspaceCounts counts = snapshot.Counts;
        output.WriteLine(Invariant(
            $"Workspace {workspace}: {counts.Sources:N0} sources, {counts.Combined:N0} combined spectra, {counts.Visits:N0} visits from {counts.Files:N0} files"));
        foreach (Catalog catalog in snapshot.Catalogs)
        {
            output.WriteLine(Invariant(
                $"Catalogue {catalog.Name}: {catalog.Rows:N0} stars, {catalog.Columns.Count} columns, from {Path.GetFileName(catalog.File)}"));
        }

        if (snapshot.Runs.Count == 0)
        {
            output.WriteLine("No run yet (astra run).");
        }

        foreach ((RunRecord run, string state) in snapshot.Runs)
        {
            string when = (run.Finished ?? run.Started).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            output.WriteLine();
            output.WriteLine($"Run {run.Key}   {state}{(run.Finished is null ? ", started" : string.Empty)} {when} UTC{(run.Message is null ? string.Empty : $"   {run.Message}")}");
            // The clock may have been put back meanwhile.
            double seconds = ((run.Finished ?? run.Started) - run.Started).TotalSeconds;
            Listing listing = new(
                "pipeline", "version", "model", "due", "done", "unchanged", "no result", "bad file", "failed", "warn", "bad", "per second");
            foreach (RunPipelineRecord p in run.Pipelines)
            {
                string rate = seconds <= 0 ? "" : (p.Stored / seconds).ToString("N0", CultureInfo.InvariantCulture);
                listing.Add(
                    p.Pipeline, p.Version, p.ModelName.Length == 0 ? "-" : $"{p.ModelName} {p.ModelHash[..6]}", Count.Text(p.Due), Count.Text(p.Done),
                    Count.Text(p.Unchanged), Count.Text(p.NoResult), Count.Text(p.BadInput), Count.Text(p.Failed), Count.Text(p.Warn), Count.Text(p.Bad), rate);
            }

            if (run.Pipelines.Any(pipeline => pipeline.Due > 0))
            {
                listing.Write(output, indent: 2);
            }

            string summary = SummaryFiles.PathOf(workspace, run.Key);
            if (File.Exists(summary))
            {
                output.WriteLine($"  Summary: {summary}");
            }
        }

        if (snapshot.Flags.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Flags that the last run made common or rare");
            foreach (FlagChange change in snapshot.Flags)
            {
                output.WriteLine($"  {change.Text}");
            }
        }

        if (snapshot.Results.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Results");
            Listing results = new("pipeline", "spectra", "results", "warn", "bad", "flags");
            foreach (TableCounts table in snapshot.Results)
            {
                results.Add(table.Pipeline, table.Visits ? "visits" : "star", Count.Text(table.Results), Count.Text(table.Warn), Count.Text(table.Bad),
                    string.Join("  ", table.Flags.Where(flag => flag.Value > 0).Select(flag => $"{flag.Key} {Count.Text(flag.Value)}")));
            }

            results.Write(output, indent: 2);
        }

        if (snapshot.Failures.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Without a result");
            Listing failures = new("spectra", "pipeline", "reason", "what happens", "example");
            foreach (FailureGroup failure in snapshot.Failures)
            {
                failures.Add(
                    Count.Text(failure.Count), failure.Pipeline, failure.Reason, NextStep.Of(failure.Outcome), failure.ExamplePath ?? failure.Example);
            }

            failures.Write(output, indent: 2);
        }

        if (snapshot.Files.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("Files that are not used");
            Listing files = new("files", "reason", "example");
            foreach (FileGroup file in snapshot.Files)
            {
                files.Add(Count.Text(file.Count), file.Reason, file.Example);
            }

            files.Write(output, indent: 2);
        }
    }

    static void WriteJson(TextWriter output, string workspace, Snapshot snapshot) => JsonOutput.Write(output, new
    {
        Workspace = workspace,
        snapshot.Counts,
        Catalogs = snapshot.Catalogs.Select(
            catalog => new { catalog.Name, catalog.File, catalog.Ingested, catalog.Rows, Columns = catalog.Columns.Select(column => column.Name) }),
        Runs = snapshot.Runs.Select(pair => new
        {
            Run = pair.Run.Key,
            pair.State,
            pair.Run.Started,
            pair.Run.Finished,
            pair.Run.Command,
            pair.Run.Message,
            Pipelines = pair.Run.Pipelines.Select(
                p => new { p.Pipeline, p.Version, p.ModelName, p.ModelHash, p.Due, p.Done, p.Unchanged, p.NoResult, p.BadInput, p.Failed, p.Stored, p.Warn, p.Bad }),
        }),
        snapshot.Flags,
        Results = snapshot.Results.Select(
            table => new { table.Pipeline, table.Visits, table.Results, table.Warn, table.Bad, Flags = table.Flags.ToDictionary() }),
        Failures = snapshot.Failures.Select(
            failure => new { failure.Pipeline, Outcome = failure.Outcome.ToString(), failure.Reason, failure.Count, failure.Example, failure.ExamplePath }),
        Files = snapshot.Files.Select(file => new { State = file.State.ToString(), file.Reason, file.Count, file.Example }),
    });

    sealed record Snapshot(WorkspaceCounts Counts, IReadOnlyList<Catalog> Catalogs, IReadOnlyList<(RunRecord Run, string State)> Runs, IReadOnlyList<TableCounts> Results,
        IReadOnlyList<FailureGroup> Failures, IReadOnlyList<FileGroup> Files, IReadOnlyList<FlagChange> Flags);
}
