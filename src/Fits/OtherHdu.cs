namespace Astra.Fits;

/// <summary>
/// An HDU that is neither image nor table: random groups, or an extension that this library does not know. It has a header and checksums.
/// </summary>
public sealed class OtherHdu : Hdu
{
    internal OtherHdu(ByteSource source, HduPlace place, FitsHeader header, HduLayout layout, long headerOffset)
        : base(source, place, header, layout, headerOffset)
    {
    }
}
