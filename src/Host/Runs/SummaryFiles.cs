using System.Text.Encodings.Web;
using System.Text.Json;
using Astra.Host.Errors;
using Astra.Host.Query;

namespace Astra.Host.Runs;

/// <summary>The files of a run's summary in the workspace: Markdown for people, JSON for programs.</summary>
static class SummaryFiles
{
    public const string FolderName = "runs";

    static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Json(RunSummary summary) => JsonSerializer.Serialize(summary, Style);

    /// <summary>Where the summary of a run is, in Markdown.</summary>
    public static string PathOf(string workspace, long run) => Path.Combine(workspace, FolderName, Invariant($"run-{run:D6}.md"));

    /// <summary>Writes both.</summary>
    /// <returns>The path of the one for people; null when they could not be written, which the user is told.</returns>
    public static string? TryWrite(RunSummary summary, TextWriter error)
    {
        try
        {
            return Write(summary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UserException)
        {
            error.WriteLine($"astra: the summary could not be written: {e.Message}");
            return null;
        }
    }

    static string Write(RunSummary summary)
    {
        string path = summary.Run is { } run
            ? PathOf(summary.Workspace, run)
            : Path.Combine(summary.Workspace, FolderName, Invariant($"no-run-{summary.Started.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.md"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Write(Path.ChangeExtension(path, ".json"), Json(summary) + "\n");
        Write(path, SummaryText.Of(summary));
        return path;
    }

    static void Write(string path, string text)
    {
        using OutputFile file = OutputFile.Create(path);
        file.Writer.Write(text);
        file.Complete();
    }
}
