using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Query;
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
        Report report = Build(application, request, error, cancellation);
        string path = outFile ?? Path.Combine(application.Configuration.Workspace, "report.html");
        Write(report, path);
        long bytes = new FileInfo(path).Length;
        parsed.InvocationConfiguration.Output.WriteLine(Invariant(
            $"{path}: {report.Pipelines.Count} pipeline{(report.Pipelines.Count == 1 ? "" : "s")}, {report.Sample.Drawn:N0} of {report.Sample.Total:N0} stars drawn, {bytes / 1e6:F1} MB"));
        if (bytes > LargestPage)
        {
            error.WriteLine(Invariant($"astra: warning: the page has {bytes / 1e6:F1} MB and will be slow to open. Draw fewer stars with --max-stars, or fewer pipelines with --pipelines."));
        }

        return ExitCode.Done;
    }

    /// <summary>Writes the page of a report.</summary>
    /// <exception cref="UserException">The file cannot be written, or the plotting library is missing.</exception>
    public static void Write(Report report, string path)
    {
        string library = ReportLibrary.Read(AppContext.BaseDirectory);
        using OutputFile file = OutputFile.Create(path);
        ReportPage.Write(file.Writer, report, library);
        file.Complete();
    }

    /// <summary>Reads what a report shows.</summary>
    public static Report Build(AstraApplication application, ReportRequest request, TextWriter error, CancellationToken cancellation)
    {
        bool free = !RunLock.IsHeld(application.Configuration.Workspace);
        ReportBuilder builder = new(
            application.Store, application.Store.Connect, [.. application.Plugins.Pipelines.Select(pipeline => pipeline.Declaration)],
            run => StatusCommand.StateOf(run, free), names => Modellers(application, names, error));
        return builder.Build(application.Configuration.Workspace, request, DateTimeOffset.UtcNow, cancellation);
    }

    /// <summary>Opens the pipelines that can model spectra; one that cannot be opened is left out, with the reason.</summary>
    static IReadOnlyList<SpectrumModeller> Modellers(AstraApplication application, IReadOnlyList<string> names, TextWriter error)
    {
        List<SpectrumModeller> modellers = [];
        foreach (InstalledPipeline installed in names.Select(application.Plugins.Find).Where(SpectrumModeller.IsOne))
        {
            try
            {
                Preparation preparation = application.Preparation.Prepare([installed.Name]);
                modellers.Add(SpectrumModeller.Open(application.Store, preparation.Ready[0], application.ContextFor, preparation.Known));
            }
            catch (Exception e) when (e is ConfigurationException or UserException)
            {
                error.WriteLine($"astra: warning: no models of spectra by {installed.Name}: {e.Message}");
            }
        }

        return modellers;
    }
}
