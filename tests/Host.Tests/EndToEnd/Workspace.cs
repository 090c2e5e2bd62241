using System.Diagnostics;
using System.Text.Json.Nodes;
using Astra.Host.Commands;
using Astra.Host.Errors;
using Astra.Host.Storage.Sqlite;
using Astra.Host.Tests.Ingest;
using Microsoft.Data.Sqlite;

namespace Astra.Host.Tests.EndToEnd;

/// <summary>A workspace and a folder of spectra that vanish with the test that made them.</summary>
sealed class Workspace : IDisposable
{
    readonly DirectoryInfo root = Directory.CreateTempSubdirectory("astra-host-");
    readonly List<Process> children = [];

    public Workspace() => Directory.CreateDirectory(Stars);

    /// <summary>The workspace's folder; it need not exist yet.</summary>
    public string Folder => Path.Combine(root.FullName, "workspace");

    /// <summary>Where the test puts spectra.</summary>
    public string Stars => Path.Combine(root.FullName, "stars");

    /// <summary>A path beside the workspace.</summary>
    public string Beside(string name) => Path.Combine(root.FullName, name);

    public string Star(string name) => Path.Combine(Stars, name);

    /// <summary>Writes a star's file and gives its path back.</summary>
    public string Put(SyntheticStar star) => star.WriteTo(Star(star.FileName));

    /// <summary>Runs <c>astra</c> in this process and says how it ended.</summary>
    public Answer Astra(params string[] arguments) => ConsoleCapture.Of(() => CommandLine.Run([.. arguments, "--workspace", Folder]));

    /// <summary>Runs <c>astra</c> and expects an exit code.</summary>
    public Answer Astra(int exitCode, params string[] arguments)
    {
        Answer answer = Astra(arguments);
        Assert.True(answer.ExitCode == exitCode, $"astra {string.Join(' ', arguments)}: expected exit {exitCode}, got {answer}");
        return answer;
    }

    /// <summary>The JSON that a command writes with <c>--json</c>.</summary>
    public JsonNode Json(params string[] arguments) => JsonNode.Parse(Astra(ExitCode.Done, [.. arguments, "--json"]).Output)!;

    /// <summary>The counts of <c>astra plan</c> for a pipeline that are not zero, such as <c>file_changed 2, up_to_date 7</c>.</summary>
    public string Plan(string pipeline, params string[] arguments)
    {
        JsonObject reasons = Json(["plan", .. arguments.Length == 0 ? [pipeline] : arguments]).AsArray().Single(entry => (string?)entry!["pipeline"] == pipeline)!["reasons"]!.AsObject();
        return string.Join(", ", reasons.Where(reason => (long)reason.Value! != 0).Select(reason => $"{reason.Key} {reason.Value}"));
    }

    /// <summary>Gives a file another time of modification, as writing to it does.</summary>
    public static void Touch(string path) => File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(5));

    /// <summary>Starts <c>astra</c> as a process of its own.</summary>
    public Process Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "astra.dll"), .. arguments, "--workspace", Folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process child = Process.Start(start)!;
        children.Add(child);
        return child;
    }

    /// <summary>Waits for a process of <see cref="Start"/> to end.</summary>
    public static Answer Finish(Process child)
    {
        Task<string> output = child.StandardOutput.ReadToEndAsync();
        Task<string> error = child.StandardError.ReadToEndAsync();
        Assert.True(child.WaitForExit(TimeSpan.FromMinutes(3)), "astra does not come to an end");
        return new Answer(child.ExitCode, output.Result, error.Result);
    }

    /// <summary>Brings a plugin that is laid out beside the host into the workspace.</summary>
    public void Install(string plugin)
    {
        DirectoryInfo bin = new(AppContext.BaseDirectory);
        DirectoryInfo? repository = bin;
        while (repository is not null && !File.Exists(Path.Combine(repository.FullName, "Astra.sln")))
        {
            repository = repository.Parent;
        }

        string built = Path.Combine(repository!.FullName, "src", "Host", "bin", bin.Parent!.Name, bin.Name, "plugins", plugin);
        string target = Directory.CreateDirectory(Path.Combine(Folder, "plugins", plugin)).FullName;
        foreach (string file in Directory.GetFiles(built))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    /// <summary>The store, as the host opens it.</summary>
    public SqliteStore Open() => SqliteStore.Open(Folder, create: true, TimeProvider.System);

    /// <summary>Asks the database; a row is its values with bars between them.</summary>
    public string[] Ask(string sql)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder, SqliteStore.FileName), Pooling = false }.ToString());
        connection.Open();
        return [.. connection.Rows(sql).Select(row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(i => Convert.ToString(row.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))))];
    }

    /// <summary>The results of a pipeline: spectrum (or star), flags and document.</summary>
    public string[] Results(string pipeline)
    {
        string[] tables = Ask($"""
            SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('astraAllStar{pipeline}', 'astraAllVisit{pipeline}') ORDER BY name
            """);
        string union = string.Join(" UNION ALL ", tables.Select(table => $"SELECT spectrum_pk, source_pk, result_flags, document FROM {table}"));
        return Ask($"""
            SELECT coalesce(s.identity, o.sdss4_apogee_id), r.result_flags, r.document
            FROM ({union}) r LEFT JOIN spectrum s USING (spectrum_pk) LEFT JOIN source o ON o.source_pk = r.source_pk ORDER BY 1
            """);
    }

    public void Dispose()
    {
        foreach (Process child in children)
        {
            if (!child.HasExited)
            {
                child.Kill();
                child.WaitForExit();
            }

            child.Dispose();
        }

        root.Delete(recursive: true);
    }
}
