using System.Globalization;
using System.Text;

namespace Astra.Fits;

/// <summary>
/// Cards as they are written (FITS standard 4.0, section 4.2): values in the columns of the fixed format, where they fit in them; strings that do not
/// fit on a card go on over CONTINUE cards; comments are cut at the end of the card. What comes out is always a multiple of 80 characters.
/// </summary>
static class CardText
{
    const int CardLength = CardSyntax.CardBytes;
    const int KeywordLength = 8;

    /// <summary>Where a value of the fixed format ends.</summary>
    const int ValueEnd = 30;

    /// <exception cref="ArgumentException">The card cannot be written; the message names it.</exception>
    public static string Of(FitsCard card)
    {
        string keyword = card.Keyword.ToUpperInvariant();
        RequirePrintable(card, card.Comment);
        if (card.Value.Kind == FitsValueKind.None)
        {
            return keyword is "" or "COMMENT" or "HISTORY"
                ? Commentary(keyword, card.Comment)
                : throw new ArgumentException($"Card {card.Keyword} has no value, and is neither COMMENT, HISTORY nor blank.");
        }

        string start = $"{Keyword(card, keyword)}= ";
        return card.Value.Kind switch
        {
            FitsValueKind.Text => Text(card, start, card.Value.Text ?? ""),
            FitsValueKind.Undefined => WithComment(start, "", card),
            FitsValueKind.Logical => WithComment(start, card.Value.Integer != 0 ? "T" : "F", card),
            FitsValueKind.Integer => WithComment(start, card.Value.Integer.ToString(CultureInfo.InvariantCulture), card),
            FitsValueKind.Real => WithComment(start, Real(card.Value.Real), card),
            FitsValueKind.Complex when double.IsFinite(card.Value.Real) && double.IsFinite(card.Value.Imaginary) =>
                WithComment(start, $"({Real(card.Value.Real)}, {Real(card.Value.Imaginary)})", card),
            _ => throw new ArgumentException($"Card {card.Keyword} has a value that FITS has no notation for."),
        };
    }

    /// <summary>
    /// A number with all its digits. FITS has no notation for those that are not finite: they become the strings of SDSS-V, which
    /// <see cref="FitsHeader.TryGetDouble"/> takes for numbers.
    /// </summary>
    static string Real(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "'NaN     '" : value > 0 ? "'Infinity'" : "'-Infinity'";
        }

        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = digits.IndexOf('E');
        return digits.Contains('.') ? digits : exponent < 0 ? digits + ".0" : digits.Insert(exponent, ".0");
    }

    static string Keyword(FitsCard card, string keyword)
    {
        const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
        if (keyword.Length is > 0 and <= KeywordLength && !keyword.AsSpan().ContainsAnyExcept(Allowed))
        {
            return keyword.PadRight(KeywordLength);
        }

        string words = CardSyntax.Hierarchical(keyword);
        RequirePrintable(card, words);
        return words.Length > 0 && !words.Contains('=')
            ? $"HIERARCH {words} "
            : throw new ArgumentException($"'{FitsError.Printable(card.Keyword)}' is no keyword.");
    }

    static string WithComment(string start, string value, FitsCard card)
    {
        bool isText = value.StartsWith('\'');
        string line = start + (isText ? value : value.PadLeft(Math.Max(0, ValueEnd - start.Length)));
        return line.Length <= CardLength
            ? Commented(line, card.Comment)
            : throw new ArgumentException($"Card {card.Keyword} does not fit: its value ends at column {line.Length} of {CardLength}.");
    }

    static string Commented(string line, string comment)
    {
        string padded = line.PadRight(ValueEnd);
        string whole = comment.Length > 0 ? $"{padded} / {comment}" : padded;
        return whole.Length <= CardLength ? whole.PadRight(CardLength) : whole[..CardLength];
    }

    static string Text(FitsCard card, string start, string text)
    {
        RequirePrintable(card, text);
        string quoted = $"'{(text.Length == 0 ? "" : Escaped(text).PadRight(KeywordLength))}'";
        if (start.Length + quoted.Length <= CardLength)
        {
            return WithComment(start, quoted, card);
        }

        StringBuilder cards = new();
        int done = 0;
        while (true)
        {
            // The quotes, and the ampersand that says that there is more.
            int room = CardLength - start.Length - 3;
            int end = done;
            for (int used = 0; end < text.Length && (used += text[end] == '\'' ? 2 : 1) <= room; end++)
            {
            }

            string piece = Escaped(text[done..end]);
            if (end == text.Length)
            {
                return cards.Append(Commented($"{start}'{piece}'", card.Comment)).ToString();
            }

            if (end == done)
            {
                throw new ArgumentException($"Card {card.Keyword} does not fit: its keyword leaves no room for a value.");
            }

            cards.Append($"{start}'{piece}&'".PadRight(CardLength));
            done = end;
            start = "CONTINUE  ";
        }
    }

    /// <summary>As many cards as the text needs, broken between words where there are any.</summary>
    static string Commentary(string keyword, string text)
    {
        const int Room = CardLength - KeywordLength;
        StringBuilder cards = new();
        ReadOnlySpan<char> rest = text;
        do
        {
            int length = rest.Length;
            int next = length;
            if (length > Room)
            {
                int blank = rest[..(Room + 1)].LastIndexOf(' ');
                length = blank > 0 ? blank : Room;
                next = blank > 0 ? blank + 1 : Room;
            }

            cards.Append(keyword.PadRight(KeywordLength)).Append(rest[..length]).Append(' ', Room - length);
            rest = rest[next..];
        }
        while (rest.Length > 0);

        return cards.ToString();
    }

    static string Escaped(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    static void RequirePrintable(FitsCard card, string text)
    {
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException($"Card {FitsError.Printable(card.Keyword)} holds characters that a FITS header cannot: " +
                $"'{FitsError.Printable(text)}'. Only printable ASCII can stand there.");
        }
    }
}
