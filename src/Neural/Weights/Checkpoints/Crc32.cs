namespace Astra.Neural;

/// <summary>The checksum of zip files: CRC-32 with the reflected polynomial 0xEDB88320 (ISO 3309), which the base library has no public implementation of.</summary>
static class Crc32
{
    static readonly uint[] table = [.. Enumerable.Range(0, 256).Select(
        value => Enumerable.Range(0, 8).Aggregate((uint)value, (rest, _) => (rest >> 1) ^ ((rest & 1) * 0xEDB88320u)))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            checksum = (checksum >> 8) ^ table[(byte)(checksum ^ value)];
        }

        return ~checksum;
    }
}
