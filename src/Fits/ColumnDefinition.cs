namespace Astra.Fits;

/// <summary>A column of a binary table that is to be written.</summary>
/// <param name="Name">TTYPEn: printable ASCII. Programs expect letters, digits and underscores, and fitsverify warns of others.</param>
/// <param name="Type">L, B, I, J, K, E, D or A. Bits, complex numbers and arrays of variable length are not written.</param>
/// <param name="Repeat">Elements of a row; of text the characters, as many as its longest string has.</param>
public sealed record ColumnDefinition(string Name, ElementType Type, int Repeat = 1)
{
    /// <summary>TUNITn; null where there is none.</summary>
    public string? Unit { get; init; }

    /// <summary>What the column is: the comment of TTYPEn, cut at the end of the card.</summary>
    public string Description { get; init; } = "";

    /// <summary>TDIMn, the fastest axis first; of text the first axis counts characters. Empty where there is none.</summary>
    public IReadOnlyList<int> Dimensions { get; init; } = [];

    /// <summary>TNULLn of an integer column: the number that means "no value"; null where there is none.</summary>
    public long? Null { get; init; }

    /// <summary>
    /// What cells hold that nothing is written to. Left out, that is NaN for real numbers, <see cref="Null"/> or else 0 for integers, undefined for
    /// logicals, and the empty string for text.
    /// </summary>
    public FitsValue Missing { get; init; }

    /// <summary>Cards to stand before those of the column: headings, comments.</summary>
    public IReadOnlyList<FitsCard> CardsBefore { get; init; } = [];

    /// <summary>TFORMn.</summary>
    internal string Format => Repeat == 1 && Type != ElementType.Text ? $"{Letter}" : $"{Repeat}{Letter}";

    /// <summary>Characters of one string.</summary>
    internal int StringWidth => Dimensions.Count > 0 ? Dimensions[0] : Repeat;

    /// <summary>Numbers, logicals or strings of one row.</summary>
    internal int ElementsPerRow => Type == ElementType.Text ? Repeat / StringWidth : Repeat;

    internal bool HoldsIntegers => Type is ElementType.Byte or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;

    char Letter => Type switch
    {
        ElementType.Logical => 'L',
        ElementType.Byte => 'B',
        ElementType.Int16 => 'I',
        ElementType.Int32 => 'J',
        ElementType.Int64 => 'K',
        ElementType.Single => 'E',
        ElementType.Double => 'D',
        ElementType.Text => 'A',
        _ => throw new ArgumentException($"Column {Name}: columns of {Type} are not written."),
    };

    /// <exception cref="ArgumentException">The definition contradicts itself.</exception>
    internal void Check()
    {
        _ = Letter;
        long product = 1;
        foreach (int length in Dimensions)
        {
            product = length > 0 && product <= Repeat ? product * length : 0;
        }

        string? wrong =
            Name.Length == 0 ? "a column needs a name"
            : Repeat < 1 ? "a row needs at least one element"
            : Dimensions.Count > 0 && product != Repeat ? $"dimensions ({string.Join(',', Dimensions)}) are not those of {Repeat} elements"
            : Null is not null && !HoldsIntegers ? "only integers have a number that means 'no value'"
            : null;
        if (wrong is not null)
        {
            throw new ArgumentException($"Column {FitsError.Printable(Name)}: {wrong}.");
        }
    }
}
