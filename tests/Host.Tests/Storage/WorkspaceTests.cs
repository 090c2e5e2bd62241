using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.EndToEnd;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.Storage;

/// <summary>Workspaces that cannot be used are refused in one sentence.</summary>
public sealed class WorkspaceTests : IDisposable
{
    readonly Workspace workspace = new();

    string Database => Path.Combine(workspace.Folder, SqliteStore.FileName);

    public void Dispose() => workspace.Dispose();

    [Theory]
    [InlineData("run")]
    [InlineData("plan")]
    [InlineData("status")]
    public void Without_a_workspace_the_user_hears_how_to_make_one(string command)
    {
        Assert.Equal($"astra: There is no workspace in {workspace.Folder}. Make one with 'astra ingest PATH', or name another with --workspace.\n",
            workspace.Astra(ExitCode.WrongConfiguration, command).Error);
        Assert.False(Directory.Exists(workspace.Folder));
    }

    [Fact]
    public void A_workspace_of_a_newer_version_is_refused_and_not_touched()
    {
        workspace.Put(new() { Number = 1 });
        workspace.Astra(ExitCode.Done, "ingest", workspace.Stars);
        using (SqliteConnection connection = new($"Data Source={Database};Pooling=False"))
        {
            connection.Open();
            connection.Execute("PRAGMA user_version = 99");
        }

        Assert.Equal(
            $"astra: The workspace database {Database} was made by a newer astra (version 99 of its tables; this one knows versions up to {Schema.Version}). Use that astra, or a newer one.\n",
            workspace.Astra(ExitCode.WrongConfiguration, "run").Error);
        Assert.Equal(["1"], workspace.Ask("SELECT count(*) FROM file"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_not_touched()
    {
        Directory.CreateDirectory(workspace.Folder);
        string rubbish = string.Concat(Enumerable.Repeat("this is no database ", 1000));
        File.WriteAllText(Database, rubbish);

        string error = workspace.Astra(ExitCode.WrongConfiguration, "ingest", workspace.Stars).Error;

        Assert.StartsWith($"astra: The workspace database {Database} cannot be opened:", error);
        Assert.Contains("file is not a database", error);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(rubbish, File.ReadAllText(Database));
    }

    [UnprivilegedFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_folder_that_cannot_be_written_is_refused()
    {
        Directory.CreateDirectory(workspace.Folder);
        File.SetUnixFileMode(workspace.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            string error = workspace.Astra(ExitCode.WrongConfiguration, "ingest", workspace.Stars).Error;

            Assert.StartsWith($"astra: The workspace database {Database} cannot be opened:", error);
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            File.SetUnixFileMode(workspace.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_place_where_a_file_is_cannot_be_a_workspace()
    {
        File.WriteAllText(workspace.Folder, "a file");

        Assert.StartsWith(
            $"astra: The workspace database {Database} cannot be opened:", workspace.Astra(ExitCode.WrongConfiguration, "ingest", workspace.Stars).Error);
    }

    /// <summary>A test of what the file system forbids, which it does not forbid to root.</summary>
    sealed class UnprivilegedFactAttribute : FactAttribute
    {
        public UnprivilegedFactAttribute() =>
            Skip = Environment.IsPrivilegedProcess || OperatingSystem.IsWindows() ? "root may write everywhere, and Windows has other permissions" : null;
    }
}
