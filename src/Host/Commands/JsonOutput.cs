using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Astra.Host.Commands;

/// <summary>The option <c>--json</c>, and what it prints.</summary>
static class JsonOutput
{
    static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Option<bool> CreateOption() => new("--json") { Description = "Print JSON, for programs." };

    public static void Write(TextWriter output, object value) => output.WriteLine(JsonSerializer.Serialize(value, Style));
}
