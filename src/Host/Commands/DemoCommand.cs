using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Reports;

namespace Astra.Host.Commands;

/// <summary><c>astra demo</c>: the whole journey on simulated stars, by the commands that a person would type.</summary>
static class DemoCommand
{
    const string Spectra = "simulated";
    const string ReportFile = "report.html";
    const int StageWidth = 10;
    const int DetailWidth = 66;

    /// <summary>The labels with a column of their own in the table.</summary>
    static readonly (string Label, string Heading, string Format)[] Labels =
        [("teff", "Teff (K)", "F0"), ("logg", "log g", "F2"), ("fe_h", "[Fe/H]", "F2")];

    static readonly Option<string> Out = new("--out")
    {
        Description = "The folder to make, which is then a workspace like any other.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "astra-demo",
    };

    static readonly Option<int> Stars = new("--stars") { Description = "How many stars to simulate.", HelpName = "N", DefaultValueFactory = _ => 200 };

    static readonly Option<int> Seed = new("--seed") { Description = "Where random numbers start.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        Command command = new(
            "demo", "Show it all on simulated stars: simulate, ingest, run every pipeline, export and report, in a folder of its own. It needs no network.")
        {
            Out, Stars, Seed,
        };
        command.SetAction((parsed, cancellation) => Task.Run(() => Demonstrate(parsed, cancellation), cancellation));
        return command;
    }

    static int Demonstrate(ParseResult parsed, CancellationToken cancellation)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        string folder = parsed.GetRequiredValue(Out);
        int stars = parsed.GetValue(Stars);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw UserException.Usage($"{folder} is there already. Delete it, or name another folder with --out.");
        }

        Directory.CreateDirectory(folder);
        string simulated = Path.Combine(folder, Spectra);
        output.WriteLine($"Astra demo: {Count.Text(stars)} simulated stars, in {folder}");
        Stage("simulate", $"{Count.Text(stars)} stars with their visits and catalogues", () => Do(
            "simulate", "--stars", Text(stars), "--seed", Text(parsed.GetValue(Seed)), "--out", simulated));
        Stage("ingest", "spectra, and the catalogues aspcap and apokasc", () =>
        {
            Do("ingest", Path.Combine(simulated, SimulateCommand.SpectraFolder));
            Do("ingest", "--catalog", "aspcap", Path.Combine(simulated, SimulateCommand.LabelsName));
            Do("ingest", "--catalog", "apokasc", Path.Combine(simulated, SimulateCommand.OscillationsName));
        });
        Stage("run", "all pipelines with the models that ship", () => Do("run"));
        Stage("export", $"FITS products in {Path.Combine(folder, ExportCommand.FolderName)}", () => Do("export"));
        Report? report = null;
        string? withoutPage = null;
        using AstraApplication application = AstraApplication.Open(CommandLine.Parse("report", "--workspace", folder));
        Stage("report", $"one page, {Path.Combine(folder, ReportFile)}", () =>
        {
            report = ReportCommand.Build(application, new ReportRequest(), error, cancellation);
            try
            {
                ReportCommand.Write(report, Path.Combine(folder, ReportFile));
            }
            catch (UserException e)
            {
                withoutPage = e.Message;
            }
        });
        output.WriteLine();
        WriteTable(output, application, report!);
        output.WriteLine(withoutPage is null
            ? $"Look at {Path.Combine(folder, ReportFile)}, and ask: astra query LatentAge --where \"age < 2\" -w {TypedCommand.Quoted(folder)}"
            : $"There is no page to look at: {withoutPage}");
        output.WriteLine("The models were trained on emulated spectra: good for this demo, not for science (astra model list).");
        return ExitCode.Done;

        void Do(params string[] arguments)
        {
            using StringWriter said = new();
            int code = CommandLine.Parse([.. arguments, "--workspace", folder]).Invoke(
                new InvocationConfiguration { Output = said, Error = error, EnableDefaultExceptionHandler = false });
            cancellation.ThrowIfCancellationRequested();

            // A few stars without a result are what a survey is like.
            if (code is not (ExitCode.Done or ExitCode.DoneWithGaps))
            {
                throw UserException.Configuration($"The demo stopped: astra {string.Join(' ', arguments.Select(TypedCommand.Quoted))} ended with {code}.");
            }
        }

        void Stage(string name, string detail, Action work)
        {
            output.Write($"  {name,-StageWidth} {detail,-DetailWidth}");
            output.Flush();
            long start = Stopwatch.GetTimestamp();
            work();
            output.WriteLine(Invariant($"{Stopwatch.GetElapsedTime(start).TotalSeconds,7:F1} s"));
        }
    }

    /// <summary>What each pipeline did, and how far it is from the truth where it is not called bad.</summary>
    static void WriteTable(TextWriter output, AstraApplication application, Report report)
    {
        int threads = application.Configuration.Run.Threads;
        Listing table = new(["pipeline", "results", "ms each", .. Labels.Select(label => label.Heading), "other labels", "warn", "bad"]);
        foreach (ReportedPipeline pipeline in report.Pipelines)
        {
            PipelineDeclaration declaration = application.Plugins.Find(pipeline.Name).Declaration;
            IReadOnlyList<TruthResidual> residuals = [.. (report.Truth?.Residuals ?? []).Where(residual => residual.Pipeline == pipeline.Name)];
            IEnumerable<TruthResidual> others = residuals.Where(residual => declaration.Columns.Any(column => column.Name == residual.Label && column.Indexed)
                && Labels.All(label => label.Label != residual.Label));
            table.Add(
            [
                pipeline.Name,
                Count.Text(pipeline.Tables.Sum(results => results.Results)),
                Invariant($"{1000 * application.Store.MeanSeconds(declaration):G3}"),
                .. Labels.Select(label => residuals.FirstOrDefault(residual => residual.Label == label.Label) is { } known ? Difference(known, label.Format) : ""),
                string.Join(", ", others.Select(residual => $"{residual.Label} {Difference(residual, "G2")}{(residual.Unit.Length > 0 ? $" {residual.Unit}" : "")}")),
                Count.Text(pipeline.Tables.Sum(results => results.Warn)),
                Count.Text(pipeline.Tables.Sum(results => results.Bad)),
            ]);
        }

        table.Write(output, indent: 2);
        output.WriteLine(Invariant(
            $"  Labels: bias and scatter against the truth, of combined spectra that are not bad. ms each: of one of {threads} thread{(threads == 1 ? "" : "s")}."));
    }

    static string Difference(TruthResidual residual, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{residual.Deviation.Bias.ToString(format, CultureInfo.InvariantCulture)} +- {residual.Deviation.Scatter.ToString(format, CultureInfo.InvariantCulture)}");

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
