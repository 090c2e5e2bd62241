using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Astra.Host.Reports;

/// <summary>
/// Writes a report as one HTML file that needs nothing else: style, program, plotting library and data stand in it, and its content security policy
/// keeps a browser from asking the network for anything.
/// </summary>
static class ReportPage
{
    // The default encoder of JSON writes < > & and quotes as \u escapes, so no text of the data can end the element that it stands in.
    static readonly JsonSerializerOptions style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new ShortNumber(), new JsonStringEnumConverter() },
    };

    /// <summary>The data of the page.</summary>
    public static string Json(Report report) => JsonSerializer.Serialize(report, style);

    /// <param name="library">The plotting library.</param>
    public static void Write(TextWriter output, Report report, string library)
    {
        string page = Part("report.html");
        (string Place, string Text)[] parts =
        [
            ("/*style*/", Part("report.css")),
            ("/*data*/", Json(report)),
            ("/*library*/", Script(library)),
            ("/*program*/", Script(Part("report.js"))),
        ];
        foreach ((string place, string text) in parts)
        {
            int start = page.IndexOf(place, StringComparison.Ordinal);
            output.Write(page.AsSpan(0, start));
            output.Write(text);
            page = page[(start + place.Length)..];
        }

        output.Write(page);
    }

    /// <summary>In a string or a comment of the program, the end of its element would end it.</summary>
    static string Script(string text) => text.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);

    static string Part(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Six digits, which is more than any diagram shows, and null for what is not known.</summary>
    sealed class ShortNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
            {
                writer.WriteRawValue(Invariant($"{value:G6}"), skipInputValidation: true);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
