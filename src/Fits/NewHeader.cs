using System.Globalization;
using System.Text;

namespace Astra.Fits;

/// <summary>
/// The header of an HDU that is being written. The number of rows and the checksums are filled in when the data are known, in the cards that were
/// kept for them: the header keeps its length.
/// </summary>
sealed class NewHeader
{
    /// <summary>FITS standard 4.0, appendix J: the sum is taken with the encoded one set to this.</summary>
    const string NoChecksum = "0000000000000000";

    /// <summary>The 16 characters stand between the quotes, from column 12 on.</summary>
    const int ChecksumColumn = 11;

    /// <summary>Says that CONTINUE is used; the standard no longer asks for it, but fitsverify does.</summary>
    const string LongStrings = "LONGSTRN";

    static readonly string[] structural =
    [
        "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "EXTEND", "PCOUNT", "GCOUNT", "GROUPS", "TFIELDS", "THEAP", "END", "CHECKSUM", "DATASUM", "CONTINUE",
        "TTYPE", "TFORM", "TUNIT", "TDIM", "TNULL", "TSCAL", "TZERO", "TBCOL",
    ];

    readonly StringBuilder text = new();
    bool announced;
    int rowCountAt = -1;
    int checksumAt;
    int dataSumAt;

    /// <summary>The EXTNAME among the cards, for messages.</summary>
    public string? Name { get; private set; }

    /// <summary>Bytes, a whole number of blocks, once it is closed.</summary>
    public int Length => text.Length;

    /// <summary>A card that says how the data are laid out.</summary>
    public NewHeader Add(string keyword, FitsValue value, string comment = "")
    {
        text.Append(CardText.Of(new FitsCard(keyword, value, comment)));
        return this;
    }

    /// <summary>Keeps a card for the number of rows.</summary>
    public NewHeader AddRowCount()
    {
        rowCountAt = text.Length;
        return Add("NAXIS2", 0, "number of rows");
    }

    /// <summary>The caller's cards.</summary>
    /// <exception cref="ArgumentException">A card cannot be written, or is one that the writer writes.</exception>
    public NewHeader AddAll(IEnumerable<FitsCard> cards)
    {
        foreach (FitsCard card in cards)
        {
            string stem = card.Keyword.ToUpperInvariant().TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            if (card.Value.Kind != FitsValueKind.None && structural.Contains(stem))
            {
                throw new ArgumentException($"Card {card.Keyword} is the writer's to write.");
            }

            Name ??= stem == "EXTNAME" ? card.Value.Text : null;
            string written = CardText.Of(card);
            announced |= stem == LongStrings;
            if (written.Length > CardSyntax.CardBytes && card.Value.Kind == FitsValueKind.Text && !announced)
            {
                announced = true;
                Add(LongStrings, "OGIP 1.0", "strings may go on over CONTINUE cards");
            }

            text.Append(written);
        }

        return this;
    }

    /// <summary>Adds the checksums' cards, which are kept for later, and END.</summary>
    public NewHeader Close()
    {
        checksumAt = text.Length;
        Add("CHECKSUM", NoChecksum, "checksum of the HDU");
        dataSumAt = text.Length;
        Add("DATASUM", uint.MaxValue.ToString(CultureInfo.InvariantCulture), "checksum of the data");
        text.Append("END");
        text.Append(' ', (int)(HeaderReading.Padded(text.Length) - text.Length));
        return text.Length <= HeaderReading.MaxHeaderBytes
            ? this
            : throw new ArgumentException($"The header has {text.Length} bytes; the limit is {HeaderReading.MaxHeaderBytes}.");
    }

    /// <summary>The header as it stands, before the data are known.</summary>
    public byte[] Bytes() => Encoding.ASCII.GetBytes(text.ToString());

    /// <summary>The header with what is known once the data are written.</summary>
    /// <param name="rows">Of a table.</param>
    /// <param name="dataSum">The sum of the data unit.</param>
    public byte[] Finished(long rows, uint dataSum)
    {
        if (rowCountAt >= 0)
        {
            Replace(rowCountAt, new FitsCard("NAXIS2", rows, "number of rows"));
        }

        Replace(dataSumAt, new FitsCard("DATASUM", dataSum.ToString(CultureInfo.InvariantCulture), "checksum of the data"));
        byte[] bytes = Bytes();
        uint sum = Checksum.Sum(Checksum.Add(dataSum, bytes));
        Checksum.Encode(~sum, bytes.AsSpan(checksumAt + ChecksumColumn, NoChecksum.Length));
        return bytes;
    }

    void Replace(int at, FitsCard card)
    {
        text.Remove(at, CardSyntax.CardBytes);
        text.Insert(at, CardText.Of(card));
    }
}
