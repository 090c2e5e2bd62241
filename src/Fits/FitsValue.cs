namespace Astra.Fits;

/// <summary>What the value field of a card holds.</summary>
public enum FitsValueKind
{
    /// <summary>The card has no value field: COMMENT, HISTORY, a blank keyword.</summary>
    None,

    /// <summary>The value field is blank.</summary>
    Undefined,

    /// <summary>A character string.</summary>
    Text,

    /// <summary>T or F.</summary>
    Logical,

    /// <summary>An integer that fits in 64 bits.</summary>
    Integer,

    /// <summary>A real number, or an integer that does not fit in 64 bits.</summary>
    Real,

    /// <summary>A pair of numbers in parentheses.</summary>
    Complex,

    /// <summary>Nothing that FITS knows; the text is kept as it stands.</summary>
    Malformed,
}

/// <summary>The value of a card.</summary>
/// <param name="Kind">Which of the other members hold it.</param>
/// <param name="Text">The string, without quotes and trailing blanks; of a malformed value the field as it stands; otherwise null.</param>
/// <param name="Integer">The integer; of a logical 1 or 0.</param>
/// <param name="Real">The real number; the real part of a complex one.</param>
/// <param name="Imaginary">The imaginary part of a complex number.</param>
public readonly record struct FitsValue(FitsValueKind Kind, string? Text = null, long Integer = 0, double Real = 0, double Imaginary = 0)
{
    /// <summary>A string.</summary>
    public static implicit operator FitsValue(string text) => new(FitsValueKind.Text, Text: text);

    /// <summary>An integer.</summary>
    public static implicit operator FitsValue(long integer) => new(FitsValueKind.Integer, Integer: integer);

    /// <summary>A real number.</summary>
    public static implicit operator FitsValue(double real) => new(FitsValueKind.Real, Real: real);

    /// <summary>T or F.</summary>
    public static implicit operator FitsValue(bool logical) => new(FitsValueKind.Logical, Integer: logical ? 1 : 0);
}
