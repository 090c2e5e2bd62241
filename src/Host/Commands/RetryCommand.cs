using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Storage;

namespace Astra.Host.Commands;

/// <summary><c>astra retry</c>: makes due again what runs leave alone.</summary>
static class RetryCommand
{
    public static Command Create()
    {
        Option<string?> pipeline = new("--pipeline") { Description = "Only attempts of this pipeline, and no files.", HelpName = "PIPELINE" };
        Option<string?> reason = new("--reason")
        {
            Description = "Only those with this text in their reason, in upper or lower case (astra quarantine list).",
            HelpName = "TEXT",
        };
        Option<bool> all = new("--all") { Description = "Everything that is left alone." };
        Option<bool> dryRun = new("--dry-run") { Description = "Show what would be put back and do nothing." };
        Command command = new(
            "retry",
            "Put back what runs leave alone (astra quarantine list), so that the next run tries it again: attempts that failed too often or found their file bad, and files that could not be read. A spectrum for which a pipeline says that no result is possible stays as it is.")
        {
            pipeline, reason, all, dryRun,
        };
        command.SetAction(parsed =>
        {
            bool chosen = parsed.GetValue(pipeline) is not null || parsed.GetValue(reason) is not null;
            if (chosen == parsed.GetValue(all))
            {
                throw UserException.Usage(chosen
                    ? "--all leaves nothing to choose. Leave it out, or leave out --pipeline and --reason."
                    : "Say what to put back: --pipeline PIPELINE, --reason TEXT or both, or --all. What there is: astra quarantine list");
            }

            using AstraApplication application = AstraApplication.Open(parsed);
            IStore store = application.Store;
            LeftAloneSelection selection = new(application.Configuration.Run.Retries)
            {
                Pipeline = LeftAloneGroups.PipelineNamed(parsed.GetValue(pipeline), store),
                Reason = parsed.GetValue(reason),
            };
            bool withFiles = selection.Pipeline is null;
            LeftAloneGroups found = parsed.GetValue(dryRun)
                ? new(store.LeftAlone(selection), withFiles ? store.LeftAloneFiles(selection) : [])
                : new(store.PutBack(selection), withFiles ? store.PutBackFiles(selection) : []);
            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine(
                found.IsEmpty ? "Nothing that is left alone fits (astra quarantine list)."
                : parsed.GetValue(dryRun) ? $"Would put back {found.Total}."
                : $"Put back {found.Total}. The next run tries them again (astra run).");
            found.Write(output);
            return ExitCode.Done;
        });
        return command;
    }
}
