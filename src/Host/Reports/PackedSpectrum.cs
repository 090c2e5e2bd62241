using System.Buffers.Binary;

namespace Astra.Host.Reports;

/// <summary>
/// Normalised flux in few characters: base 64 of 16-bit integers, the lower byte first, each (flux + 1) x 10,000, so flux from -1 to 5.5 in steps of
/// 0.0001; 65535 where it is not known. A spectrum is 22 kB in place of 60 as numbers.
/// </summary>
static class PackedSpectrum
{
    const double Lowest = -1;
    const double StepsPerUnit = 10_000;
    const ushort NotKnown = ushort.MaxValue;

    public static string Pack(ReadOnlySpan<float> flux)
    {
        byte[] bytes = new byte[2 * flux.Length];
        for (int i = 0; i < flux.Length; i++)
        {
            ushort value = float.IsFinite(flux[i])
                ? (ushort)Math.Clamp(Math.Round((flux[i] - Lowest) * StepsPerUnit), 0, NotKnown - 1)
                : NotKnown;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), value);
        }

        return Convert.ToBase64String(bytes);
    }
}
