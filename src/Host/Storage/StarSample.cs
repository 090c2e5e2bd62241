using System.Text;

namespace Astra.Host.Storage;

/// <summary>Stars that were drawn from a workspace.</summary>
/// <param name="Total">How many there are to draw from.</param>
/// <param name="Stars">Those drawn, in the order of their identifiers.</param>
sealed record StarSample(long Total, IReadOnlyList<Source> Stars)
{
    /// <summary>
    /// The place of a star in a drawing of lots: a digest of its identifier, so that it depends neither on the other stars nor on when they came
    /// (FNV-1a, mixed once more because identifiers differ in few characters).
    /// </summary>
    public static long Lot(string apogeeId)
    {
        ulong digest = 0xCBF29CE484222325;
        foreach (byte character in Encoding.UTF8.GetBytes(apogeeId))
        {
            digest = (digest ^ character) * 0x100000001B3;
        }

        return (long)Digests.Mix(0, digest);
    }
}
