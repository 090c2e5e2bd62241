using Astra.Plugins.DistMass.Isochrones;

namespace Astra.DistMass.Tests.Isochrones;

/// <summary>The isochrones that the plugin ships.</summary>
static class Shipped
{
    public static IsochroneFile Isochrones { get; } = IsochroneFile.Read(IsochroneFile.Shipped);
}
