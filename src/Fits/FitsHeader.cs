using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Astra.Fits;

/// <summary>
/// The header of an HDU. Keywords are compared without regard to case. A hierarchical keyword is named by its words
/// (<c>ESO DET ID</c>, with or without HIERARCH before it). Where a keyword stands more than once, the first card counts.
/// </summary>
/// <remarks>
/// Values are parsed when they are asked for. The Try methods return false when the card is absent or its value field is blank, and throw
/// <see cref="FitsException"/>, naming the card, when it holds something of another type.
/// </remarks>
public sealed class FitsHeader
{
    readonly HduPlace place;
    readonly byte[] text;
    readonly ulong[] keywords;
    FitsCard[]? cards;
    Dictionary<string, int>? hierarchical;

    /// <param name="place">For messages.</param>
    /// <param name="text">The cards before END, 80 bytes each.</param>
    internal FitsHeader(HduPlace place, byte[] text)
    {
        this.place = place;
        this.text = text;
        keywords = new ulong[text.Length / CardSyntax.CardBytes];
        for (int card = 0; card < keywords.Length; card++)
        {
            keywords[card] = InCapitals(MemoryMarshal.Read<ulong>(text.AsSpan(card * CardSyntax.CardBytes)));
        }
    }

    /// <summary>All cards in the order of the file, without END; CONTINUE cards are joined to the card they go on from.</summary>
    public IReadOnlyList<FitsCard> Cards => cards ??= ParseCards();

    /// <summary>Whether a card with the keyword is there, with or without a value.</summary>
    public bool Contains(string key) => Find(key) >= 0;

    /// <summary>A string, or null where <see cref="TryGetString"/> returns false.</summary>
    /// <exception cref="FitsException">The value is no string.</exception>
    public string? GetString(string key) => TryGetString(key, out string? value) ? value : null;

    /// <summary>A string without its trailing blanks.</summary>
    /// <exception cref="FitsException">The value is no string.</exception>
    public bool TryGetString(string key, [NotNullWhen(true)] out string? value)
    {
        bool found = TryGetValue(key, out FitsValue any);
        value = any.Text;
        return found && (any.Kind == FitsValueKind.Text ? true : throw FitsError.CardHasOtherType(place, key, any, "a string"));
    }

    /// <summary>An integer.</summary>
    /// <exception cref="FitsException">The value is no integer, or does not fit in 64 bits.</exception>
    public bool TryGetInt64(string key, out long value)
    {
        bool found = TryGetValue(key, out FitsValue any);
        value = any.Integer;
        return found && (any.Kind == FitsValueKind.Integer ? true : throw FitsError.CardHasOtherType(place, key, any, "an integer"));
    }

    /// <summary>
    /// A number: real or integer. Also what SDSS-V writes for numbers that are not finite, the strings 'NaN', 'Infinity' and 'inf' in any case,
    /// with or without a sign.
    /// </summary>
    /// <exception cref="FitsException">The value is no number.</exception>
    public bool TryGetDouble(string key, out double value)
    {
        value = 0;
        return TryGetValue(key, out FitsValue any) &&
            (TryNumber(any, out value) ? true : throw FitsError.CardHasOtherType(place, key, any, "a number"));
    }

    /// <summary>T or F.</summary>
    /// <exception cref="FitsException">The value is neither.</exception>
    public bool TryGetBoolean(string key, out bool value)
    {
        bool found = TryGetValue(key, out FitsValue any);
        value = any.Integer != 0;
        return found && (any.Kind == FitsValueKind.Logical ? true : throw FitsError.CardHasOtherType(place, key, any, "T or F"));
    }

    /// <summary>The value of a card, whatever its type; false when the card is absent or its value field is blank or absent.</summary>
    public bool TryGetValue(string key, out FitsValue value)
    {
        int card = Find(key);
        value = card < 0 ? default : ValueOf(card);
        return value.Kind is not (FitsValueKind.None or FitsValueKind.Undefined);
    }

    /// <summary>A string that must be there.</summary>
    /// <exception cref="FitsException">The card is missing, has no value, or is no string.</exception>
    public string RequireString(string key) => TryGetString(key, out string? value) ? value : throw FitsError.CardMissing(place, key);

    /// <summary>An integer that must be there.</summary>
    /// <exception cref="FitsException">The card is missing, has no value, or is no integer.</exception>
    public long RequireInt64(string key) => TryGetInt64(key, out long value) ? value : throw FitsError.CardMissing(place, key);

    /// <summary>A number that must be there; see <see cref="TryGetDouble"/>.</summary>
    /// <exception cref="FitsException">The card is missing, has no value, or is no number.</exception>
    public double RequireDouble(string key) => TryGetDouble(key, out double value) ? value : throw FitsError.CardMissing(place, key);

    /// <summary>
    /// An integer that the layout of the file hangs on: a second card that contradicts the first is an error, because nobody can say which is right.
    /// </summary>
    internal bool TryGetLayoutInt64(string key, long least, long most, out long value)
    {
        if (!TryGetInt64(key, out value))
        {
            return false;
        }

        ulong keyword = Packed(key);
        for (int card = IndexOf(keyword, from: IndexOf(keyword, 0) + 1); card >= 0; card = IndexOf(keyword, card + 1))
        {
            if (ValueOf(card) is not { Kind: FitsValueKind.Integer } again || again.Integer != value)
            {
                throw FitsError.CardsContradict(place, key);
            }
        }

        return value >= least && value <= most ? true : throw FitsError.CardOutOfRange(place, key, value, least, most);
    }

    /// <summary>As <see cref="TryGetLayoutInt64"/>, of a card that must be there.</summary>
    internal long RequireLayoutInt64(string key, long least, long most) =>
        TryGetLayoutInt64(key, least, most, out long value) ? value : throw FitsError.CardMissing(place, key);

    /// <summary>A scale or zero point, which must be finite; null when the card is absent.</summary>
    internal FitsValue? FiniteNumber(string key)
    {
        if (!TryGetDouble(key, out double number))
        {
            return null;
        }

        return double.IsFinite(number) && TryGetValue(key, out FitsValue value) ? value : throw FitsError.CardIsNotFinite(place, key);
    }

    static bool TryNumber(FitsValue value, out double number)
    {
        number = value.Kind == FitsValueKind.Integer ? value.Integer : value.Real;
        return value.Kind is FitsValueKind.Integer or FitsValueKind.Real ||
            (value.Kind == FitsValueKind.Text && NumberText.TryParseNonFinite(Encoding.Latin1.GetBytes(value.Text!), out number));
    }

    int Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        int card = key.Length is > 0 and <= 8 ? IndexOf(Packed(key), 0) : -1;
        return card >= 0 ? card : FindHierarchical(key);
    }

    int IndexOf(ulong keyword, int from)
    {
        int index = keywords.AsSpan(from).IndexOf(keyword);
        return index < 0 ? -1 : from + index;
    }

    int FindHierarchical(string key)
    {
        if (hierarchical is null)
        {
            hierarchical = [];
            ulong keyword = Packed("HIERARCH");
            for (int card = IndexOf(keyword, 0); card >= 0; card = IndexOf(keyword, card + 1))
            {
                if (CardSyntax.ValueStart(Card(card)) >= 0)
                {
                    hierarchical.TryAdd(CardSyntax.Keyword(Card(card)), card);
                }
            }
        }

        return hierarchical.Count > 0 && hierarchical.TryGetValue(CardSyntax.Hierarchical(key), out int found) ? found : -1;
    }

    ReadOnlySpan<byte> Card(int card) => text.AsSpan(card * CardSyntax.CardBytes, CardSyntax.CardBytes);

    FitsValue ValueOf(int card) => ValueOf(card, withComment: false, out _, out _);

    FitsValue ValueOf(int card, bool withComment, out string comment, out int next)
    {
        next = card + 1;
        comment = "";
        ReadOnlySpan<byte> bytes = Card(card);
        int start = CardSyntax.ValueStart(bytes);
        if (start < 0)
        {
            return default;
        }

        FitsValue value = CardSyntax.Value(bytes[start..], out ReadOnlySpan<byte> remark);
        if (withComment)
        {
            comment = Encoding.Latin1.GetString(remark);
        }

        if (value.Text is not [.., '&'] || value.Kind != FitsValueKind.Text ||
            next >= keywords.Length || !CardSyntax.TryContinue(Card(next), out string more, out remark))
        {
            return value;
        }

        StringBuilder joined = new(value.Text);
        StringBuilder remarks = new(comment);
        do
        {
            joined.Length--;
            joined.Append(more);
            if (withComment && remark.Length > 0)
            {
                remarks.Append(remarks.Length > 0 ? " " : "").Append(Encoding.Latin1.GetString(remark));
            }

            next++;
        }
        while (more is [.., '&'] && next < keywords.Length && CardSyntax.TryContinue(Card(next), out more, out remark));

        comment = remarks.ToString();
        return value with { Text = joined.ToString() };
    }

    FitsCard[] ParseCards()
    {
        List<FitsCard> parsed = new(keywords.Length);
        for (int card = 0; card < keywords.Length;)
        {
            string keyword = CardSyntax.Keyword(Card(card));
            FitsValue value = ValueOf(card, withComment: true, out string comment, out int next);
            parsed.Add(new FitsCard(keyword, value, value.Kind == FitsValueKind.None ? CardSyntax.Commentary(Card(card)) : comment));
            card = next;
        }

        return [.. parsed];
    }

    static ulong Packed(string key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Fill((byte)' ');
        Encoding.Latin1.GetBytes(key, bytes);
        return InCapitals(MemoryMarshal.Read<ulong>(bytes));
    }

    /// <summary>Eight ASCII letters at once: clears bit 5 of the bytes in 'a' to 'z'.</summary>
    static ulong InCapitals(ulong bytes)
    {
        const ulong EveryByte = 0x0101010101010101;
        ulong low = bytes & (0x7F * EveryByte);
        ulong fromA = low + ((0x80 - 'a') * EveryByte);
        ulong beyondZ = low + ((0x7F - 'z') * EveryByte);
        ulong isLower = fromA & ~beyondZ & ~bytes & (0x80 * EveryByte);
        return bytes ^ (isLower >> 2);
    }
}
