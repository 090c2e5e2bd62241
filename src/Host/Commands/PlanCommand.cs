using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Ingest;
using Astra.Host.Planning;

namespace Astra.Host.Commands;

/// <summary><c>astra plan</c>: what a run would do, and why.</summary>
static class PlanCommand
{
    static readonly (Reason Reason, string Heading, bool Always)[] Columns =
    [
        (Reason.New, "new", true),
        (Reason.VersionChanged, "version changed", false),
        (Reason.FileChanged, "file changed", true),
        (Reason.ModelChanged, "model changed", true),
        (Reason.OptionsChanged, "options changed", false),
        (Reason.InputChanged, "input changed", true),
        (Reason.Waits, "waits", false),
        (Reason.Retry, "retry", true),
        (Reason.UpToDate, "up to date", true),
        (Reason.Left, "left alone", false),
        (Reason.Excluded, "excluded", true),
    ];

    public static Command Create()
    {
        Argument<string[]> pipelines = RunCommand.PipelinesArgument();
        Option<string?> explain = new("--explain") { Description = "Say for one spectrum, or all spectra of a star, what is due and why.", HelpName = "SPECTRUM" };
        Option<bool> json = JsonOutput.CreateOption();
        Command command = new(
            "plan", "Show what a run would do: how many spectra are due in each pipeline, and why. Changes nothing but what is known of files.")
        {
            Arguments = { pipelines },
            Options = { explain, json },
        };
        command.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            TextWriter output = parsed.InvocationConfiguration.Output;
            TextWriter error = parsed.InvocationConfiguration.Error;
            _ = application.Store;
            application.WarnOfRefusedPlugins(error);
            IngestReport refreshed = application.Ingester.Refresh(CancellationToken.None);
            IngestCommand.WriteRejected(refreshed with { RejectedBefore = 0 }, error);
            Preparation preparation = application.Preparation.Prepare(parsed.GetValue(pipelines) ?? []);
            preparation.WriteNotReady(error);
            Planner planner = new(application.Store, preparation.Ready, preparation.Known, application.Configuration.Run.Retries);
            if (parsed.GetValue(explain) is { } identity)
            {
                return Explain(planner, identity, output, parsed.GetValue(json));
            }

            // The planner counts as it goes; the list itself is not kept.
            _ = planner.Work().Count();
            Write(planner.Summary, output, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Prints how many units of work are due in each pipeline, and why.</summary>
    public static void Write(PlanSummary summary, TextWriter output, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Write(output, summary.Pipelines.Select(pipeline => new
            {
                Pipeline = pipeline.Name,
                Due = summary.Due(pipeline),
                BeyondLimit = summary.BeyondLimit(pipeline),
                Reasons = Columns.ToDictionary(column => column.Heading.Replace(' ', '_'), column => summary.Of(pipeline, column.Reason)),
            }));
            return;
        }

        (Reason Reason, string Heading, bool Always)[] shown = [.. Columns.Where(
            column => column.Always || summary.Pipelines.Any(pipeline => summary.Of(pipeline, column.Reason) > 0))];
        bool limited = summary.Pipelines.Any(pipeline => summary.BeyondLimit(pipeline) > 0);
        Listing listing = new(["pipeline", "due", .. shown.Select(column => column.Heading), .. limited ? ["beyond limit"] : Array.Empty<string>()]);
        foreach (PlannedPipeline pipeline in summary.Pipelines)
        {
            listing.Add(
            [
                pipeline.Name,
                Count.Text(summary.Due(pipeline)),
                .. shown.Select(column => Count.Text(summary.Of(pipeline, column.Reason))),
                .. limited ? [Count.Text(summary.BeyondLimit(pipeline))] : Array.Empty<string>(),
            ]);
        }

        listing.Write(output);
    }

    static int Explain(Planner planner, string identity, TextWriter output, bool asJson)
    {
        var explained = planner.Explain(identity).ToList();
        if (explained.Count == 0)
        {
            throw UserException.Usage(
                $"There is no star or spectrum '{identity}' in the workspace. Give an APOGEE identifier such as 2M17334253-1654573, or a spectrum's name from astra query.");
        }

        if (asJson)
        {
            JsonOutput.Write(output, explained.Select(pair => new
            {
                Unit = pair.Unit.Identity,
                pair.Unit.Source.ApogeeId,
                pair.Unit.Spectrum?.Path,
                Pipelines = pair.Decisions.Select(
                    decision => new { Pipeline = decision.Pipeline.Name, Due = decision.Decision.IsDue, Reason = decision.Decision.Reason.ToString(), decision.Decision.Detail }),
            }));
            return ExitCode.Done;
        }

        foreach ((var unit, var decisions) in explained)
        {
            output.WriteLine(unit.Spectrum is { } spectrum
                ? Invariant($"{unit.Source.ApogeeId}, {(spectrum.Kind == SpectrumKind.Combined ? "combined" : $"visit {Path.GetFileName(spectrum.Identity)}")}, S/N {spectrum.Snr:0}, {Path.GetFileName(spectrum.Path)}")
                : $"{unit.Source.ApogeeId}, source");
            int width = decisions.Max(decision => decision.Pipeline.Name.Length);
            foreach ((PlannedPipeline pipeline, Decision decision) in decisions)
            {
                output.WriteLine($"  {pipeline.Name.PadRight(width)}   {(decision.IsDue ? "due: " : string.Empty)}{decision.Detail}");
            }
        }

        return ExitCode.Done;
    }
}
