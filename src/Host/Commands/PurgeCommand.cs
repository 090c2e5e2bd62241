using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Storage;

namespace Astra.Host.Commands;

/// <summary><c>astra purge</c>: deletes results and attempts that something newer has replaced.</summary>
static class PurgeCommand
{
    const double BytesInMegabyte = 1e6;

    public static Command Create()
    {
        Option<string> olderThan = new("--older-than")
        {
            Description = "A version of the pipeline (1.2.0): what earlier ones made. Or a date (2026-11-21, UTC): what was last made before.",
            HelpName = "VERSION|DATE",
            Required = true,
        };
        Option<string?> pipeline = new("--pipeline") { Description = "Only of this pipeline; it need not be installed any more.", HelpName = "PIPELINE" };
        Option<bool> vacuum = new("--vacuum")
        {
            Description = "Then give the room back to the disk. Takes minutes for a large database, and needs as much room again meanwhile.",
        };
        Option<bool> dryRun = new("--dry-run") { Description = "Show what would be deleted and do nothing." };
        Command command = new(
            "purge",
            "Delete results that a newer version of their pipeline has replaced, and records of attempts without a result that came to something later. The newest result of every spectrum stays whatever its age, and so does the reason why one has none. May be stopped and killed at any time; the next purge carries on.")
        {
            olderThan, pipeline, vacuum, dryRun,
        };
        command.SetAction(parsed =>
        {
            PurgeSelection selection = PurgeSelection.OlderThan(parsed.GetRequiredValue(olderThan));
            using AstraApplication application = AstraApplication.Open(parsed);
            IStore store = application.Store;
            selection = selection with { Pipeline = LeftAloneGroups.PipelineNamed(parsed.GetValue(pipeline), store) };
            TextWriter output = parsed.InvocationConfiguration.Output;
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (parsed.GetValue(dryRun))
            {
                Write(store.Purgeable(selection), "Would delete", output);
                return ExitCode.Done;
            }

            using StopSignal stop = StopSignal.OfProcess(() => error.WriteLine("astra: stopping; what is deleted so far stays deleted."));
            using RunLock alone = RunLock.Take(application.Configuration.Workspace);
            IReadOnlyList<PurgeCount> counts = store.Purgeable(selection);
            long deleted = store.Purge(selection, stop.Requested);
            if (stop.Requested.IsCancellationRequested)
            {
                output.WriteLine($"Deleted {Count.Text(deleted)} of {Count.Text(counts.Sum(count => count.Rows))} rows, then stopped. The next purge does the rest.");
                return CommandLine.Interrupted;
            }

            Write(counts, "Deleted", output);
            if (parsed.GetValue(vacuum))
            {
                long unused = store.UnusedBytes();
                store.Compact();
                output.WriteLine(Invariant($"Gave {unused / BytesInMegabyte:N1} MB back to the disk."));
            }
            else if (store.UnusedBytes() is > 0 and var unused)
            {
                output.WriteLine(Invariant($"{unused / BytesInMegabyte:N1} MB in the database are free for new results; --vacuum gives them back to the disk."));
            }

            return ExitCode.Done;
        });
        return command;
    }

    static void Write(IReadOnlyList<PurgeCount> counts, string verb, TextWriter output)
    {
        if (counts.Count == 0)
        {
            output.WriteLine("Nothing is that old: nothing is deleted.");
            return;
        }

        output.WriteLine($"{verb} {Count.Text(counts.Sum(count => count.Rows))} rows:");
        Listing listing = new("rows", "pipeline", "version", "what");
        foreach (PurgeCount count in counts)
        {
            listing.Add(Count.Text(count.Rows), count.Pipeline, count.Version, count.What);
        }

        listing.Write(output, indent: 2);
    }
}
