using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Astra.Fits;

/// <summary>Numbers as FITS writes them in cards and ASCII tables: Fortran's, with E or D exponents.</summary>
static class NumberText
{
    /// <summary>Longer than any number that a program writes; what is longer is damage.</summary>
    const int MaxLength = 80;

    static readonly SearchValues<byte> RealCharacters = SearchValues.Create("+-.0123456789DEde"u8);

    /// <summary>Parses an optionally signed integer; false when it is none or does not fit.</summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        // Utf8Parser takes a leading plus sign, but not one that a sign follows.
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }

    /// <summary>Parses a real number or an integer; "NaN" and "Infinity" are none here.</summary>
    public static bool TryParseReal(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > MaxLength || text.ContainsAnyExcept(RealCharacters))
        {
            return false;
        }

        if (text.IndexOfAny((byte)'D', (byte)'d') is int exponent and >= 0)
        {
            Span<byte> withE = stackalloc byte[MaxLength];
            text.CopyTo(withE);
            withE[exponent] = (byte)'E';
            return double.TryParse(withE[..text.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The names of numbers that FITS has no notation for, as SDSS-V and IDL write them.</summary>
    public static bool TryParseNonFinite(ReadOnlySpan<byte> text, out double value)
    {
        bool negative = text.Length > 0 && text[0] == (byte)'-';
        ReadOnlySpan<byte> name = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        value = 0;
        if (System.Text.Ascii.EqualsIgnoreCase(name, "nan"u8))
        {
            value = double.NaN;
        }
        else if (System.Text.Ascii.EqualsIgnoreCase(name, "inf"u8) || System.Text.Ascii.EqualsIgnoreCase(name, "infinity"u8))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        }

        return !double.IsFinite(value);
    }
}
