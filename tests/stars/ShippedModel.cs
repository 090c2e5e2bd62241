using System.Text.Json;

namespace Astra.Testing;

/// <summary>Models that ship with the plugin under test, as its build lays them out.</summary>
static class ShippedModel
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Model Of(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "models", name);
        string manifest = File.ReadAllText(Path.Combine(folder, ModelManifest.FileName));
        return new Model(JsonSerializer.Deserialize<ModelManifest>(manifest, Json)!, folder, "hash");
    }
}
