using System.Text.Json;
using System.Text.Json.Serialization;

namespace Astra.Host.Models;

/// <summary>
/// How and when a model came into a workspace: a file beside its manifest, which is as the model's maker wrote it. A model that was made years ago
/// and brought in today is today's choice, and one that was trained elsewhere was not trained here.
/// </summary>
sealed record Arrival(ModelOrigin Origin, DateTimeOffset At)
{
    public const string FileName = "arrival.json";

    static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Reads it; null when there is none that can be read, as in workspaces of earlier versions.</summary>
    public static Arrival? Read(string folder)
    {
        string file = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Arrival>(File.ReadAllText(file), Json) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it, or puts it in place of an earlier one, which stays until the new one is whole.</summary>
    public void Write(string folder)
    {
        string file = Path.Combine(folder, FileName);
        string temporary = $"{file}.tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(temporary, file, overwrite: true);
    }
}
