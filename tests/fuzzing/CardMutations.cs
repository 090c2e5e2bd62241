using System.Text;

namespace Astra.Fuzzing;

/// <summary>Damage to the cards of FITS headers.</summary>
static class CardMutations
{
    const int CardBytes = 80;
    const int KeywordBytes = 8;
    const int ValueStart = 10;
    const int ValueBytes = 20;

    static readonly string[] Keywords =
    [
        "NAXIS", "NAXIS1", "NAXIS2", "NAXIS3", "NAXIS999", "BITPIX", "PCOUNT", "GCOUNT", "GROUPS", "EXTEND", "SIMPLE", "XTENSION", "TFIELDS", "THEAP", "TFORM1", "TFORM2", "TTYPE1", "TDIM1", "TDIM2",
        "TBCOL1", "TBCOL2", "TNULL1", "TSCAL1", "TZERO1", "TSCAL2", "TZERO2", "BSCALE", "BZERO", "BLANK", "CHECKSUM", "DATASUM", "EXTNAME", "CONTINUE", "LONGSTRN", "HIERARCH", "COMMENT", "HISTORY",
        "END", "NVISITS", "SFILE1", "OBJID", "CRVAL1", "CDELT1", "        ", "BLOCKED", "INHERIT", "ZIMAGE",
    ];

    static readonly string[] Texts =
    [
        "'1PB(5)  '", "'1QJ     '", "'0PE     '", "'2PE     '", "'1PX(9)  '", "'999999999E'", "'2147483647D'", "'2147483648X'", "'0A      '", "'0X      '", "'12A4    '", "'12A0    '", "'4X      '",
        "'1M      '", "'3C      '", "'E       '", "'        '", "''", "'", "'''", "'I4      '", "'F8.3    '", "'E12.999 '", "'D99999999.2'", "'A2147483647'", "'F0.0    '",
        "'(2,3)   '", "'(0)     '", "'(1,1,1,1,1,1,1,1)'", "'(-1,2)  '", "'(2147483647,2147483647)'", "'()      '", "'('", "'IMAGE   '", "'BINTABLE'", "'TABLE   '", "'A3DTABLE'", "'FOREIGN '",
        "'\u00e9\u00ff\u0080'", "(1.5,2.5)", "(1,", "T", "F", "'abc&'", "'abc''def'", "= =", "/ / /", "'no end", "1 / / 2", "'0000000000000000'", "'4294967295'",
    ];

    /// <summary>Changes a card, or something of a card, once.</summary>
    public static byte[] Apply(byte[] file, MutationRandom random)
    {
        int[] cards = [.. Cards(file)];
        if (cards.Length == 0)
        {
            return file;
        }

        int card = random.Pick(cards);
        int other = random.Pick(cards);
        switch (random.Below(12))
        {
            case 0 or 1 or 2:
                return ByteMutations.Changed(file, card, cell => Write(cell[ValueStart..CardBytes], Padded(NumberEdges.Text(random), ValueBytes, left: true), ValueBytes));
            case 3 or 4:
                return ByteMutations.Changed(file, card, cell => Write(cell[ValueStart..CardBytes], random.Pick(Texts), CardBytes - ValueStart));
            case 5:
                return ByteMutations.Changed(file, card, cell => Write(cell, random.Pick(Keywords), KeywordBytes));
            case 6 or 7:
                string value = random.OneIn(2) ? Padded(NumberEdges.Text(random), ValueBytes, left: true) : random.Pick(Texts);
                string text = Padded(random.Pick(Keywords), KeywordBytes, left: false) + "= " + value;
                return ByteMutations.Changed(file, card, cell => Write(cell, text, CardBytes));
            case 8:
                return ByteMutations.Changed(file, card, cell => file.AsSpan(other, CardBytes).CopyTo(cell));
            case 9:
                return ByteMutations.Changed(file, card, cell => cell[..CardBytes].Fill((byte)' '));
            case 10:
                return ByteMutations.Changed(file, card + random.Below(CardBytes), cell => cell[0] = (byte)(random.OneIn(2) ? random.Bits() : 0x80 | random.Bits()));
            default:
                return OneMore(file, card, random);
        }
    }

    /// <summary>Changes that a reader must not notice: comments, cards of comments, what follows the last HDU.</summary>
    public static byte[] ApplyHarmless(byte[] file, MutationRandom random)
    {
        int[] cards = [.. Cards(file)];
        int card = random.Pick(cards);
        switch (random.Below(3))
        {
            case 0:
                bool free = file.AsSpan(card + ValueStart + ValueBytes, CardBytes - ValueStart - ValueBytes).IndexOfAnyExcept((byte)' ') < 0;
                return free && file[card + ValueStart] != (byte)'\''
                    ? ByteMutations.Changed(file, card + ValueStart + ValueBytes, cell => Write(cell, " / a comment of '/ = signs", 40))
                    : file;
            case 1:
                return WithComment(file, random);
            default:
                byte[] garbage = new byte[1 + random.Below(6000)];
                garbage.AsSpan().Fill((byte)random.Bits());
                garbage[0] = (byte)'Y';
                return [.. file, .. garbage];
        }
    }

    /// <summary>The places where something like a card with a value begins.</summary>
    static IEnumerable<int> Cards(byte[] file)
    {
        for (int card = 0; card + CardBytes <= file.Length; card += CardBytes)
        {
            if (file[card + KeywordBytes] == '=' && file[card + KeywordBytes + 1] == ' ' && char.IsAsciiLetterUpper((char)file[card]))
            {
                yield return card;
            }
        }
    }

    /// <summary>The last digit of a value one more or less, so that sizes just do not agree.</summary>
    static byte[] OneMore(byte[] file, int card, MutationRandom random)
    {
        int digit = file.AsSpan(card + ValueStart, ValueBytes).LastIndexOfAnyInRange((byte)'0', (byte)'9');
        return digit < 0 ? file : ByteMutations.Changed(file, card + ValueStart + digit, cell => cell[0] = (byte)('0' + random.Below(10)));
    }

    static byte[] WithComment(byte[] file, MutationRandom random)
    {
        const int BlockBytes = 2880;
        int[] ends = [.. Enumerable.Range(0, file.Length / CardBytes).Select(i => i * CardBytes)
            .Where(at => file.AsSpan(at, CardBytes).StartsWith("END     "u8) && (at + CardBytes) % BlockBytes != 0 && file.AsSpan(at + CardBytes, CardBytes).IndexOfAnyExcept((byte)' ') < 0)];
        if (ends.Length == 0)
        {
            return file;
        }

        int end = random.Pick(ends);
        return ByteMutations.Changed(file, end, cell =>
        {
            Write(cell, random.OneIn(2) ? "COMMENT = 'this is no value'" : "HISTORY END of / = 7", CardBytes);
            Write(cell[CardBytes..], "END", CardBytes);
        });
    }

    static string Padded(string text, int width, bool left) => left ? text.PadLeft(width) : text.PadRight(width);

    static void Write(Span<byte> cell, string text, int width)
    {
        Span<byte> field = cell[..Math.Min(width, cell.Length)];
        field.Fill((byte)' ');
        Encoding.Latin1.GetBytes(text.AsSpan(0, Math.Min(text.Length, field.Length)), field);
    }
}
