using System.Text.Json;
using Astra.Isochrones;
using Astra.Plugins.Cannon.Ages;

namespace Astra.Cannon.Tests.Ages;

/// <summary>The model of isochrones that the plugin ships.</summary>
static class ShippedAges
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "models", "parsec-giants");

    public static Model Model { get; } = new(
        JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(Path.Combine(Folder, ModelManifest.FileName)), Json)!, Folder, "hash");

    public static AgeModel Ages { get; } = AgeModel.Load(Model);
}
