namespace Astra.Fits;

/// <summary>
/// What the mandatory cards say: which kind of HDU, the axes, and how many bytes of data follow (FITS standard 4.0, section 4.4.1).
/// </summary>
sealed class HduLayout
{
    public const string Image = "IMAGE";
    public const string BinaryTable = "BINTABLE";
    public const string AsciiTable = "TABLE";
    public const string RandomGroups = "random groups";

    /// <summary>FITS standard 4.0, section 4.4.1.1.</summary>
    const int MaxAxes = 999;

    /// <summary>Leaves room to add offsets and padding without overflow; no file system holds as much.</summary>
    const long MaxDataBytes = 1L << 60;

    HduLayout(string kind, int bitPix, long[] axes, long parameters, long dataOffset, long dataBytes)
    {
        Kind = kind;
        BitPix = bitPix;
        Axes = axes;
        Parameters = parameters;
        DataOffset = dataOffset;
        DataBytes = dataBytes;
    }

    /// <summary>XTENSION, or what the primary HDU amounts to.</summary>
    public string Kind { get; }

    public int BitPix { get; }

    /// <summary>NAXIS1 first.</summary>
    public long[] Axes { get; }

    /// <summary>PCOUNT: of a binary table, the bytes after its rows.</summary>
    public long Parameters { get; }

    public long DataOffset { get; }

    /// <summary>Without padding.</summary>
    public long DataBytes { get; }

    public long NextOffset => DataOffset + HeaderReading.Padded(DataBytes);

    /// <exception cref="FitsException">A mandatory card is missing, of the wrong type, out of range, or stands twice with different
    /// values.</exception>
    public static HduLayout Read(FitsHeader header, HduPlace place, long dataOffset)
    {
        bool primary = place.Index == 0;
        if (primary && header.TryGetBoolean("SIMPLE", out bool simple) && !simple)
        {
            throw FitsError.NotSimple(place);
        }

        string kind = primary ? Image : header.RequireString("XTENSION").ToUpperInvariant();
        long bitPix = header.RequireLayoutInt64("BITPIX", long.MinValue, long.MaxValue);
        if (bitPix is not (8 or 16 or 32 or 64 or -32 or -64))
        {
            throw FitsError.UnknownBitPix(place, bitPix);
        }

        long[] axes = new long[header.RequireLayoutInt64("NAXIS", 0, MaxAxes)];
        for (int axis = 0; axis < axes.Length; axis++)
        {
            axes[axis] = header.RequireLayoutInt64($"NAXIS{axis + 1}", 0, long.MaxValue);
        }

        bool groups = primary && axes is [0, ..] && header.TryGetBoolean("GROUPS", out bool value) && value;
        long parameters = 0;
        long groupCount = 1;
        if (!primary || groups)
        {
            // Both are mandatory here, but files without them are about, and their meaning is plain.
            groupCount = header.TryGetLayoutInt64("GCOUNT", 0, MaxDataBytes, out long count) ? count : 1;
            parameters = header.TryGetLayoutInt64("PCOUNT", 0, MaxDataBytes, out count) ? count : 0;
        }

        if (groupCount != 1 && !groups && kind is Image or BinaryTable or AsciiTable)
        {
            throw FitsError.CardOutOfRange(place, "GCOUNT", groupCount, 1, 1);
        }

        if (kind is BinaryTable or AsciiTable && (bitPix != 8 || axes.Length != 2))
        {
            throw FitsError.TableIsNoByteMatrix(place, kind, bitPix, axes.Length);
        }

        long bytes = DataUnitBytes(place, groups ? axes[1..] : axes, parameters, groupCount, (int)bitPix);
        return new HduLayout(groups ? RandomGroups : kind, (int)bitPix, axes, parameters, dataOffset, bytes);
    }

    static long DataUnitBytes(HduPlace place, ReadOnlySpan<long> axes, long parameters, long groupCount, int bitPix)
    {
        UInt128 elements = axes.Length == 0 || axes.Contains(0) ? 0u : 1u;
        foreach (long axis in axes)
        {
            // Within the limit before each step, the product cannot overflow 128 bits.
            elements *= (ulong)axis;
            if (elements > MaxDataBytes)
            {
                throw FitsError.DataUnitTooLarge(place);
            }
        }

        UInt128 total = (elements + (ulong)parameters) * (ulong)groupCount * (uint)(Math.Abs(bitPix) / 8);
        return total <= MaxDataBytes ? (long)total : throw FitsError.DataUnitTooLarge(place);
    }
}
