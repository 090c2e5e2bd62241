using System.CommandLine;
using Astra.Host.Configuration;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Storage.Sqlite;

namespace Astra.Host.Commands;

/// <summary><c>astra migrate</c>: brings the tables of a workspace up to date.</summary>
static class MigrateCommand
{
    public static Command Create()
    {
        Command command = new(
            "migrate",
            "Bring the database of a workspace that an older astra made up to date: all steps or, when something goes wrong or the process is killed, none. An older astra cannot use it afterwards; astra backup FILE before it keeps a way back.");
        command.SetAction(parsed =>
        {
            string workspace = ConfigurationOptions.Load(parsed).Workspace;
            if (!Directory.Exists(workspace))
            {
                throw UserException.Configuration($"There is no workspace in {workspace}. Name another with --workspace.");
            }

            using RunLock alone = RunLock.Take(workspace);
            (int version, IReadOnlyList<string> steps) = SqliteStore.Migrate(workspace);
            TextWriter output = parsed.InvocationConfiguration.Output;
            output.WriteLine(steps.Count == 0
                ? Invariant($"The workspace is up to date (version {version}).")
                : Invariant($"Migrated the workspace from version {version} to {Schema.Version}."));
            foreach (string step in steps)
            {
                output.WriteLine($"  {step}");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
