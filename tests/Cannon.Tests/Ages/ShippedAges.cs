using Astra.Isochrones;
using Astra.Testing;

namespace Astra.Cannon.Tests.Ages;

/// <summary>The model of isochrones that the plugin ships.</summary>
static class ShippedAges
{
    public static Model Model { get; } = ShippedModel.Of("parsec-giants");

    public static AgeModel Ages { get; } = AgeModel.Load(Model);
}
