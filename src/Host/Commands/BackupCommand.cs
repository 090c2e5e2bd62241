using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Storage.Sqlite;

namespace Astra.Host.Commands;

/// <summary><c>astra backup</c>: a copy of the database, while a run goes on.</summary>
static class BackupCommand
{
    const double BytesInMegabyte = 1e6;

    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "The file for the copy. One that is there is replaced when the new one is whole and on the disk." };
        Command command = new(
            "backup",
            "Copy the database as it is at this instant, while runs go on. To restore, copy FILE to astra.db in an empty folder, which then is a workspace (astra check --workspace FOLDER). Models, plugins and astra.json are plain files: copy them from the workspace.")
        {
            file,
        };
        command.SetAction(parsed =>
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            string to = parsed.GetRequiredValue(file);
            string workspace = ConfigurationOptions.Load(parsed).Workspace;
            using StopSignal stop = StopSignal.OfProcess(() => error.WriteLine("astra: stopping; no backup is made."));
            long bytes = ProgressLine.While(
                "MB copied", error, progress => Backup.Write(
                    workspace, to, progress is null ? null : copied => progress((long)(copied / BytesInMegabyte)), stop.Requested));
            parsed.InvocationConfiguration.Output.WriteLine(
                Invariant($"{Path.GetFullPath(to)}: {bytes / BytesInMegabyte:N1} MB, the database of {workspace}"));
            return ExitCode.Done;
        });
        return command;
    }
}
