using System.Globalization;

namespace Astra.Fits;

/// <summary>One header-and-data unit of a file.</summary>
/// <remarks>It reads from its file when asked to, and so is of no use once the file is closed. Its header stays.</remarks>
public abstract class Hdu
{
    private protected Hdu(ByteSource source, HduPlace place, FitsHeader header, HduLayout layout, long headerOffset)
    {
        Source = source;
        Place = place;
        Header = header;
        Layout = layout;
        HeaderOffset = headerOffset;
    }

    /// <summary>0 for the primary HDU.</summary>
    public int Index => Place.Index;

    /// <summary>EXTNAME, or null where there is none.</summary>
    public string? Name => Place.Name;

    /// <summary>The header.</summary>
    public FitsHeader Header { get; }

    private protected ByteSource Source { get; }

    private protected HduPlace Place { get; }

    private protected HduLayout Layout { get; }

    /// <summary>The byte where the next HDU would start.</summary>
    internal long NextOffset => Layout.NextOffset;

    long HeaderOffset { get; }

    /// <summary>Compares the whole HDU, header and data, with its CHECKSUM card. Reads all of it.</summary>
    /// <exception cref="FitsException">The data unit is cut off, or cannot be read.</exception>
    public ChecksumState VerifyChecksum()
    {
        if (!Header.TryGetValue("CHECKSUM", out FitsValue value) || value.Text is null or "")
        {
            return ChecksumState.Absent;
        }

        RequireWholeDataUnit();
        return Checksum.Sum(Source, HeaderOffset, NextOffset - HeaderOffset) == Checksum.OfWholeHdu ? ChecksumState.Correct : ChecksumState.Incorrect;
    }

    /// <summary>Compares the data unit with the DATASUM card. Reads all of it.</summary>
    /// <exception cref="FitsException">The data unit is cut off, or cannot be read.</exception>
    public ChecksumState VerifyDataSum()
    {
        if (!Header.TryGetValue("DATASUM", out FitsValue value) || value.Text is "")
        {
            return ChecksumState.Absent;
        }

        RequireWholeDataUnit();

        // The standard has it a string of digits; some writers leave the quotes out.
        long? stated = value.Kind == FitsValueKind.Integer ? value.Integer
            : uint.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number
            : null;
        return stated == Checksum.Sum(Source, Layout.DataOffset, NextOffset - Layout.DataOffset) ? ChecksumState.Correct : ChecksumState.Incorrect;
    }

    /// <summary>Reads the HDU whose header starts at a byte.</summary>
    /// <exception cref="FitsException">The header is damaged.</exception>
    internal static Hdu Read(ByteSource source, int index, long headerOffset)
    {
        HduPlace place = new(source.Path, index);
        FitsHeader header = HeaderReading.Read(source, place, headerOffset, out long dataOffset);
        place.Name = header.TryGetValue("EXTNAME", out FitsValue name) && name.Text is { Length: > 0 } text ? text : null;
        HduLayout layout = HduLayout.Read(header, place, dataOffset);
        return layout.Kind switch
        {
            HduLayout.Image => new ImageHdu(source, place, header, layout, headerOffset),
            HduLayout.BinaryTable => new BinaryTableHdu(source, place, header, layout, headerOffset),
            HduLayout.AsciiTable => new AsciiTableHdu(source, place, header, layout, headerOffset),
            _ => new OtherHdu(source, place, header, layout, headerOffset),
        };
    }

    /// <summary>
    /// Checks that the file holds the whole data unit, as reading from it does. For callers that make room first for what the header claims.
    /// </summary>
    /// <remarks>A data unit that the end of the file cuts off is not read at all: what is left of it may be anything.</remarks>
    /// <exception cref="FitsException">The end of the file cuts it off.</exception>
    public void RequireWholeDataUnit()
    {
        if (Layout.DataBytes > 0 && Layout.DataOffset + Layout.DataBytes > Source.Length)
        {
            throw FitsError.DataUnitTruncated(Place, Layout.DataOffset, Layout.DataBytes, Source.Length);
        }
    }

    internal FitsException IsNo(string wanted) => FitsError.OtherHduKind(Place, wanted, Layout.Kind);
}
