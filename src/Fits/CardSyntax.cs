using System.Text;

namespace Astra.Fits;

/// <summary>
/// The 80 bytes of a card (FITS standard 4.0, section 4). Where writers are sloppy but the meaning is plain (no blank after '=', a value that starts
/// anywhere, a comment without '/', a string without its closing quote, bytes outside ASCII) the meaning is taken.
/// </summary>
static class CardSyntax
{
    public const int CardBytes = 80;

    const int KeywordBytes = 8;

    /// <summary>Where the value field starts, or -1 for a card without one.</summary>
    public static int ValueStart(ReadOnlySpan<byte> card)
    {
        if (card.StartsWith("HIERARCH"u8))
        {
            return card.IndexOf((byte)'=') + 1 is int start and > 0 ? start : -1;
        }

        ReadOnlySpan<byte> keyword = card[..KeywordBytes];
        return card[KeywordBytes] == (byte)'=' && !keyword.SequenceEqual("COMMENT "u8) && !keyword.SequenceEqual("HISTORY "u8) &&
            !keyword.SequenceEqual("        "u8)
            ? KeywordBytes + 1
            : -1;
    }

    /// <summary>The keyword in capitals; of a HIERARCH card the words before '='.</summary>
    public static string Keyword(ReadOnlySpan<byte> card)
    {
        if (card.StartsWith("HIERARCH"u8) && ValueStart(card) is int start and > 0)
        {
            return Hierarchical(Encoding.Latin1.GetString(card[KeywordBytes..(start - 1)]));
        }

        return Encoding.Latin1.GetString(card[..KeywordBytes].TrimEnd((byte)' ')).ToUpperInvariant();
    }

    /// <summary>A hierarchical keyword in the form in which it is compared: capitals, words one blank apart.</summary>
    public static string Hierarchical(string words)
    {
        string[] parts = words.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', parts is ["HIERARCH", ..] ? parts[1..] : parts);
    }

    /// <summary>The text of a card without value.</summary>
    public static string Commentary(ReadOnlySpan<byte> card) => Encoding.Latin1.GetString(card[KeywordBytes..].TrimEnd((byte)' '));

    /// <summary>The string on a CONTINUE card, or false when it is none.</summary>
    public static bool TryContinue(ReadOnlySpan<byte> card, out string text, out ReadOnlySpan<byte> comment)
    {
        text = "";
        comment = default;
        if (!card.StartsWith("CONTINUE"u8))
        {
            return false;
        }

        FitsValue value = Value(card[KeywordBytes..], out comment);
        text = value.Text ?? "";
        return value.Kind == FitsValueKind.Text;
    }

    /// <summary>Parses a value field: the bytes after '=' to the end of the card.</summary>
    public static FitsValue Value(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> comment)
    {
        field = field.Trim((byte)' ');
        comment = default;
        if (field.Length == 0 || field[0] == (byte)'/')
        {
            comment = Comment(field);
            return new FitsValue(FitsValueKind.Undefined);
        }

        if (field[0] == (byte)'\'')
        {
            return Quoted(field, out comment);
        }

        if (field[0] == (byte)'(')
        {
            return Complex(field, out comment);
        }

        int end = field.IndexOfAny((byte)' ', (byte)'/');
        ReadOnlySpan<byte> token = end < 0 ? field : field[..end];
        comment = end < 0 ? default : Comment(field[end..]);
        if (token is [(byte)'T'] or [(byte)'F'])
        {
            return new FitsValue(FitsValueKind.Logical, Integer: token[0] == (byte)'T' ? 1 : 0);
        }

        if (NumberText.TryParseInteger(token, out long integer))
        {
            return new FitsValue(FitsValueKind.Integer, Integer: integer);
        }

        if (NumberText.TryParseReal(token, out double real) || NumberText.TryParseNonFinite(token, out real))
        {
            return new FitsValue(FitsValueKind.Real, Real: real);
        }

        return Malformed(field);
    }

    static FitsValue Quoted(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> comment)
    {
        int end = 1;
        bool doubled = false;
        while (true)
        {
            int quote = field[end..].IndexOf((byte)'\'');
            if (quote < 0)
            {
                end = field.Length;
                break;
            }

            end += quote;
            if (end + 1 >= field.Length || field[end + 1] != (byte)'\'')
            {
                break;
            }

            doubled = true;
            end += 2;
        }

        comment = end < field.Length ? Comment(field[(end + 1)..]) : default;
        string text = Encoding.Latin1.GetString(field[1..end].TrimEnd((byte)' '));
        return new FitsValue(FitsValueKind.Text, doubled ? text.Replace("''", "'") : text);
    }

    static FitsValue Complex(ReadOnlySpan<byte> field, out ReadOnlySpan<byte> comment)
    {
        comment = default;
        int comma = field.IndexOf((byte)',');
        int close = field.IndexOf((byte)')');
        if (comma > 0 && close > comma &&
            NumberText.TryParseReal(field[1..comma].Trim((byte)' '), out double real) &&
            NumberText.TryParseReal(field[(comma + 1)..close].Trim((byte)' '), out double imaginary))
        {
            comment = Comment(field[(close + 1)..]);
            return new FitsValue(FitsValueKind.Complex, Real: real, Imaginary: imaginary);
        }

        return Malformed(field);
    }

    static FitsValue Malformed(ReadOnlySpan<byte> field) => new(FitsValueKind.Malformed, Encoding.Latin1.GetString(field));

    static ReadOnlySpan<byte> Comment(ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)' ');
        return (rest.Length > 0 && rest[0] == (byte)'/' ? rest[1..] : rest).Trim((byte)' ');
    }
}
