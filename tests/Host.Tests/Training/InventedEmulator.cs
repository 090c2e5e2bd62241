using Astra.Simulation;
using Astra.Testing;

namespace Astra.Host.Tests.Training;

/// <summary>
/// An emulator of normalised flux: 1, and in every tenth pixel less, the more so the larger [Mg/Fe]; for Teff 4000 to 6000 K, log g 1 to 4, [Fe/H] -1
/// to 0.5, [Mg/Fe] -0.3 to 0.5 and v_macro 0.1 to 20 km/s.
/// </summary>
static class InventedEmulator
{
    /// <summary>Writes it.</summary>
    /// <returns>The path.</returns>
    public static string Write(string path)
    {
        const int pixels = Emulator.Pixels;
        double[] isLine = [.. Enumerable.Range(0, pixels).Select(pixel => pixel % 10 == 0 ? 1.0 : 0)];
        return new FitsBuilder().Primary()
            .Image(-32, [5, 1, pixels], Enumerable.Range(0, pixels).SelectMany(pixel => new double[] { 0, 0, 0, 2, 0 }), ("EXTNAME", "W_ARRAY_0"))
            .Image(-32, [1, pixels], Enumerable.Repeat(0.0, pixels), ("EXTNAME", "B_ARRAY_0"))
            .Image(-32, [1, pixels], isLine.Select(line => -line), ("EXTNAME", "W_ARRAY_1"))
            .Image(-32, [pixels], isLine.Select(line => 1 + (0.2 * line)), ("EXTNAME", "B_ARRAY_1"))
            .Image(-64, [5], [4000, 1, -1, -0.3, 0.1], ("EXTNAME", "X_MIN"))
            .Image(-64, [5], [6000, 4, 0.5, 0.5, 20], ("EXTNAME", "X_MAX"))
            .WriteTo(path);
    }
}
