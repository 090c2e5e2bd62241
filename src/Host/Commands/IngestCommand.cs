using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Ingest;
using Astra.Host.Storage;

namespace Astra.Host.Commands;

/// <summary><c>astra ingest</c>: brings apStar files, or a catalogue, into the workspace.</summary>
static class IngestCommand
{
    public static Command Create()
    {
        Argument<string[]> paths = new("PATH")
        {
            Description = "apStar files, or folders that hold some at any depth; with --catalog the table's file.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> catalog = new("--catalog") { Description = "Ingest a table of labels (FITS, CSV or text, keyed by APOGEE identifier) under this name; pipelines ask for NAME.column.", HelpName = "NAME" };
        Option<string?> key = new("--key") { Description = "The catalogue's column with the APOGEE identifier, where it is not called APOGEE_ID or the like.", HelpName = "COLUMN" };
        Command command = new(
            "ingest", "Bring apStar files, or a catalogue of labels, into the workspace. Files that have not changed since are not read again.")
        {
            Arguments = { paths },
            Options = { catalog, key },
        };
        command.SetAction(parsed => parsed.GetValue(catalog) is { } name
            ? IngestCatalog(parsed, name, parsed.GetRequiredValue(paths), parsed.GetValue(key))
            : IngestFiles(parsed, parsed.GetRequiredValue(paths)));
        return command;
    }

    /// <summary>Ingests and prints what was found.</summary>
    public static IngestReport Ingest(
        AstraApplication application, IReadOnlyList<string> paths, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        IngestReport report = ProgressLine.While("files looked at", error, progress => application.Ingester.Ingest(paths, progress, cancellation));
        output.WriteLine($"Ingested {Count.Text(report.New)} new and {Count.Text(report.Changed)} changed files: {Count.Text(report.Combined)} combined spectra, {Count.Text(report.Visits)} visits. {Count.Text(report.Unchanged)} files had not changed.");
        WriteRejected(report, error);
        return report;
    }

    public static void WriteRejected(IngestReport report, TextWriter error)
    {
        const int shown = 20;
        foreach (RejectedFile file in report.Rejected.Take(shown))
        {
            error.WriteLine($"astra: not used: {file.Path}: {file.Reason}");
        }

        if (report.Rejected.Count > shown)
        {
            error.WriteLine($"astra: and {Count.Text(report.Rejected.Count - shown)} more files that cannot be used; astra status groups them by reason.");
        }

        if (report.RejectedBefore > 0)
        {
            error.WriteLine($"astra: {Count.Text(report.RejectedBefore)} files that could not be used before have not changed (astra status).");
        }
    }

    static int IngestFiles(ParseResult parsed, string[] paths)
    {
        using AstraApplication application = AstraApplication.Open(parsed, createWorkspace: true);
        TextWriter error = parsed.InvocationConfiguration.Error;
        using Execution.StopSignal stop = Execution.StopSignal.OfProcess(() => error.WriteLine("astra: stopping; what was ingested so far is kept."));
        try
        {
            IngestReport report = Ingest(application, paths, parsed.InvocationConfiguration.Output, error, stop.Requested);
            return report.Rejected.Count + report.RejectedBefore == 0 ? ExitCode.Done : ExitCode.DoneWithGaps;
        }
        catch (OperationCanceledException) when (stop.Requested.IsCancellationRequested)
        {
            return ExitCode.DoneWithGaps;
        }
    }

    static int IngestCatalog(ParseResult parsed, string name, string[] paths, string? key)
    {
        if (paths.Length != 1)
        {
            throw UserException.Usage($"--catalog takes one file, not {paths.Length}. Ingest each under its own name.");
        }

        using AstraApplication application = AstraApplication.Open(parsed, createWorkspace: true);
        CatalogReport report = CatalogIngester.Ingest(application.Store, application.Plugins, name, paths[0], key);
        Catalog catalog = report.Catalog;
        TextWriter output = parsed.InvocationConfiguration.Output;
        output.WriteLine($"Catalogue {catalog.Name}: {Count.Text(catalog.Rows)} stars, {catalog.Columns.Count} columns ({string.Join(", ", catalog.Columns.Take(12).Select(column => column.Name))}{(catalog.Columns.Count > 12 ? ", ..." : string.Empty)}).");
        foreach (string note in report.Notes)
        {
            output.WriteLine($"  {note}");
        }

        return ExitCode.Done;
    }
}
