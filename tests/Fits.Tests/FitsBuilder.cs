using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Astra.Testing;

/// <summary>
/// Writes FITS files for tests: card by card and byte by byte, right or wrong. It checks nothing, so that damaged files can be built too.
/// <code>
/// byte[] apStar = new FitsBuilder()
///     .Primary(("OBJID", "2M00000000+0000000"), ("NVISITS", 2))
///     .Image(-32, [8575, 4], flux)
///     .Image(-32, [8575, 4], error)
///     .Image(16, [8575, 4], mask)
///     .Bytes();
/// </code>
/// </summary>
sealed class FitsBuilder
{
    public const int BlockBytes = 2880;

    readonly MemoryStream stream = new();

    /// <summary>The bytes so far.</summary>
    public byte[] Bytes() => stream.ToArray();

    /// <summary>Writes the bytes so far to a file, and gives its path back.</summary>
    public string WriteTo(string path)
    {
        File.WriteAllBytes(path, Bytes());
        return path;
    }

    /// <summary>A primary HDU without data.</summary>
    public FitsBuilder Primary(params (string Key, object Value)[] cards) => Header([("SIMPLE", true), ("BITPIX", 8), ("NAXIS", 0), ("EXTEND", true), .. cards]);

    /// <summary>A primary HDU with an image.</summary>
    public FitsBuilder PrimaryImage(int bitPix, long[] axes, IEnumerable<double> pixels, params (string Key, object Value)[] cards) =>
        Header([("SIMPLE", true), .. ImageCards(bitPix, axes), .. cards]).Data(Encode(bitPix, pixels));

    /// <summary>An image extension; the pixels are the stored numbers, in the order of the file.</summary>
    public FitsBuilder Image(int bitPix, long[] axes, IEnumerable<double> pixels, params (string Key, object Value)[] cards) =>
        Header([("XTENSION", "IMAGE"), .. ImageCards(bitPix, axes), ("PCOUNT", 0), ("GCOUNT", 1), .. cards]).Data(Encode(bitPix, pixels));

    /// <summary>A binary table of rows of bytes; the columns' names are C1, C2 and so on.</summary>
    public FitsBuilder BinaryTable(string[] formats, int rowBytes, byte[] rows, byte[]? heap = null, params (string Key, object Value)[] cards) =>
        Header(
        [
            ("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", rowBytes), ("NAXIS2", rowBytes == 0 ? 0 : rows.Length / rowBytes),
            ("PCOUNT", heap?.Length ?? 0), ("GCOUNT", 1), ("TFIELDS", formats.Length),
            .. formats.SelectMany((format, i) => new (string, object)[] { ($"TTYPE{i + 1}", $"C{i + 1}"), ($"TFORM{i + 1}", format) }),
            .. cards,
        ])
        .Data([.. rows, .. heap ?? []]);

    /// <summary>An ASCII table of lines of equal length; the columns' names are C1, C2 and so on.</summary>
    public FitsBuilder AsciiTable((int Start, string Format)[] columns, string[] lines, params (string Key, object Value)[] cards) =>
        Header(
        [
            ("XTENSION", "TABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", lines.Length == 0 ? 0 : lines[0].Length), ("NAXIS2", lines.Length),
            ("PCOUNT", 0), ("GCOUNT", 1), ("TFIELDS", columns.Length),
            .. columns.SelectMany((column, i) => new (string, object)[] { ($"TTYPE{i + 1}", $"C{i + 1}"), ($"TBCOL{i + 1}", column.Start), ($"TFORM{i + 1}", column.Format) }),
            .. cards,
        ])
        .Data(Encoding.Latin1.GetBytes(string.Concat(lines)), (byte)' ');

    /// <summary>A header of these cards and END.</summary>
    public FitsBuilder Header((string Key, object Value)[] cards) => RawHeader([.. cards.Select(card => Card(card.Key, card.Value)), "END"]);

    /// <summary>A header of cards as they stand, each filled up to 80 characters; END is the caller's.</summary>
    public FitsBuilder RawHeader(params string[] cards)
    {
        stream.Write(Encoding.Latin1.GetBytes(string.Concat(cards.Select(card => card.PadRight(80)))));
        return Pad((byte)' ');
    }

    /// <summary>A data unit.</summary>
    public FitsBuilder Data(byte[] bytes, byte padding = 0)
    {
        stream.Write(bytes);
        return Pad(padding);
    }

    /// <summary>A card in fixed format. A value that is null leaves the value field blank.</summary>
    public static string Card(string key, object? value) => $"{key,-8}= " + value switch
    {
        null => "",
        bool logical => $"{(logical ? "T" : "F"),20}",
        string text => $"'{text.Replace("'", "''"),-8}'",
        double number when !double.IsFinite(number) => $"'{(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity")}'",
        double number => $"{number.ToString("E16", CultureInfo.InvariantCulture),20}",
        _ => $"{Convert.ToString(value, CultureInfo.InvariantCulture),20}",
    };

    /// <summary>Numbers as BITPIX says, big-endian.</summary>
    public static byte[] Encode(int bitPix, IEnumerable<double> numbers)
    {
        using MemoryStream encoded = new();
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        foreach (double number in numbers)
        {
            switch (bitPix)
            {
                case 8: bytes[0] = (byte)number; break;
                case 16: BinaryPrimitives.WriteInt16BigEndian(bytes, (short)number); break;
                case 32: BinaryPrimitives.WriteInt32BigEndian(bytes, (int)number); break;
                case 64: BinaryPrimitives.WriteInt64BigEndian(bytes, (long)number); break;
                case -32: BinaryPrimitives.WriteSingleBigEndian(bytes, (float)number); break;
                default: BinaryPrimitives.WriteDoubleBigEndian(bytes, number); break;
            }

            encoded.Write(bytes[..(Math.Abs(bitPix) / 8)]);
        }

        return encoded.ToArray();
    }

    static IEnumerable<(string, object)> ImageCards(int bitPix, long[] axes) =>
        [("BITPIX", bitPix), ("NAXIS", axes.Length), .. axes.Select((length, i) => ($"NAXIS{i + 1}", (object)length))];

    FitsBuilder Pad(byte padding)
    {
        while (stream.Length % BlockBytes != 0)
        {
            stream.WriteByte(padding);
        }

        return this;
    }
}
