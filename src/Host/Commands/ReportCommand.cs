using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Reports;

namespace Astra.Host.Commands;

/// <summary><c>astra report</c>: one page to look at.</summary>
static class ReportCommand
{
    /// <summary>Larger pages take long to open; the default number of stars stays well below.</summary>
    const long LargestPage = 5_000_000;

    public static Command Create()
    {
        Option<string?> outFile = new("--out")
        {
            Description = "The HTML file to write; report.html in the workspace when left out. It appears when it is complete.",
            HelpName = "FILE",
        };
        Option<string?> pipelines = new("--pipelines")
        {
            Description = "The pipelines to show, with commas between them; all that have results when left out.",
            HelpName = "A,B",
        };
        Option<string?> truth = new("--truth")
        {
            Description = "The catalogue to compare results with; when left out, one that has true labels (columns true_teff and so on), if there is one.",
            HelpName = "CATALOG",
        };
        Option<int> stars = new("--max-stars")
        {
            Description = "How many stars to draw at most; which ones depends on their identifiers alone. Counts are always of all.",
            DefaultValueFactory = _ => ReportRequest.DefaultStars,
            HelpName = "N",
        };
        Option<long?> run = new("--run") { Description = "The run to show (astra status lists them); the last when left out.", HelpName = "N" };
        Command command = new("report", "Write one page (HTML) to look at: counts, flags, diagrams and example spectra. It needs no network.")
        {
            outFile, pipelines, truth, stars, run,
        };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Write(
                parsed,
                parsed.GetValue(outFile),
                new ReportRequest
                {
                    Pipelines = parsed.GetValue(pipelines)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                    Truth = parsed.GetValue(truth),
                    Stars = parsed.GetValue(stars) is int number and >= 1 and <= ReportRequest.MostStars
                        ? number
                        : throw UserException.Usage(Invariant($"--max-stars {parsed.GetValue(stars)} is not between 1 and {ReportRequest.MostStars:N0}. Give a number between.")),
                    Run = parsed.GetValue(run),
                },
                cancellation),
            cancellation));
        return command;
    }

    static int Write(ParseResult parsed, string? outFile, ReportRequest request, CancellationToken cancellation)
    {
        using AstraApplication application = AstraApplication.Open(parsed);
        TextWriter error = parsed.InvocationConfiguration.Error;
        _ = ReportLibrary.Read(AppContext.BaseDirectory);
        _ = application.Store;
        application.WarnOfRefusedPlugins(error);
        Report report = ReportMaking.Build(application, request, error, cancellation);
        string path = outFile ?? Path.Combine(application.Configuration.Workspace, ReportMaking.FileName);
        ReportMaking.Write(report, path);
        long bytes = new FileInfo(path).Length;
        parsed.InvocationConfiguration.Output.WriteLine(Invariant(
            $"{path}: {report.Pipelines.Count} pipeline{(report.Pipelines.Count == 1 ? "" : "s")}, {report.Sample.Drawn:N0} of {report.Sample.Total:N0} stars drawn, {bytes / 1e6:F1} MB"));
        if (bytes > LargestPage)
        {
            error.WriteLine(Invariant($"astra: warning: the page has {bytes / 1e6:F1} MB and will be slow to open. Draw fewer stars with --max-stars, or fewer pipelines with --pipelines."));
        }

        return ExitCode.Done;
    }
}
