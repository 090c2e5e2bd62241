using System.CommandLine;
using Astra.Host.Errors;
using Astra.Host.Storage;

namespace Astra.Host.Commands;

/// <summary><c>astra quarantine list</c>: what runs leave alone until something changes.</summary>
static class QuarantineCommand
{
    public static Command Create()
    {
        Option<bool> json = JsonOutput.CreateOption();
        Command list = new(
            "list", "List attempts that failed too often or found their file bad, and files that cannot be read, grouped by reason.") { json };
        list.SetAction(parsed =>
        {
            using AstraApplication application = AstraApplication.Open(parsed);
            LeftAloneSelection all = new(application.Configuration.Run.Retries);
            LeftAloneGroups left = new(application.Store.LeftAlone(all), application.Store.LeftAloneFiles(all));
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(output, left.ForJson);
            }
            else if (left.IsEmpty)
            {
                output.WriteLine("Nothing is left alone.");
            }
            else
            {
                output.WriteLine($"Left alone until a file, the pipeline, its model or an input changes: {left.Total} (astra retry puts them back).");
                left.Write(output);
            }

            return ExitCode.Done;
        });
        return new Command("quarantine", "Look at what runs leave alone until something changes.") { list };
    }
}
