using System.Globalization;

namespace Astra.Fits;

/// <summary>
/// TFORMn of a binary table, taken apart: <c>rT</c>, <c>rAw</c>, <c>rPt(max)</c>, <c>rQt(max)</c> (FITS standard 4.0, section 7.3).
/// </summary>
/// <param name="Type">The element type; of a variable-length column that of the arrays' elements.</param>
/// <param name="Repeat">The repeat count; 1 where it is left out.</param>
/// <param name="IsVariableLength">P or Q.</param>
/// <param name="HasWideDescriptors">Q.</param>
/// <param name="SubstringWidth">The w of rAw; 0 where there is none.</param>
readonly record struct ColumnFormat(ElementType Type, int Repeat, bool IsVariableLength, bool HasWideDescriptors, int SubstringWidth)
{
    /// <summary>Bytes of the column in a row.</summary>
    public long ByteWidth =>
        IsVariableLength ? Repeat * (HasWideDescriptors ? 16L : 8L)
        : Type == ElementType.Bit ? (Repeat + 7L) / 8
        : (long)Repeat * NumberConversion.Bytes(Type);

    public static bool TryParse(string text, out ColumnFormat format)
    {
        format = default;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        int repeat = 1;
        if (digits < 0 || (digits > 0 && !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out repeat)))
        {
            return false;
        }

        char letter = char.ToUpperInvariant(rest[digits]);
        rest = rest[(digits + 1)..];
        if (letter is 'P' or 'Q')
        {
            if (repeat > 1 || rest.IsEmpty || !TryParseType(char.ToUpperInvariant(rest[0]), out ElementType element))
            {
                return false;
            }

            format = new ColumnFormat(element, repeat, IsVariableLength: true, HasWideDescriptors: letter == 'Q', SubstringWidth: 0);
            return true;
        }

        if (!TryParseType(letter, out ElementType type))
        {
            return false;
        }

        // What follows the letter is a convention for text only; a width that does not fit in the column says nothing.
        int width = type == ElementType.Text && int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int w) && w <= repeat ? w : 0;
        format = new ColumnFormat(type, repeat, IsVariableLength: false, HasWideDescriptors: false, width);
        return true;
    }

    /// <summary>TDIMn: <c>(a,b,...)</c>, or null where it is absent, malformed, empty or larger than the column.</summary>
    public int[]? ParseDimensions(string? text)
    {
        if (IsVariableLength || text?.Trim() is not ['(', .. string list, ')'])
        {
            return null;
        }

        string[] parts = list.Split(',');
        int[] dimensions = new int[parts.Length];
        long product = 1;
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[i]) ||
                dimensions[i] == 0 || (product *= dimensions[i]) > Repeat)
            {
                return null;
            }
        }

        return dimensions;
    }

    static bool TryParseType(char letter, out ElementType type)
    {
        ElementType? known = letter switch
        {
            'L' => ElementType.Logical,
            'X' => ElementType.Bit,
            'B' => ElementType.Byte,
            'I' => ElementType.Int16,
            'J' => ElementType.Int32,
            'K' => ElementType.Int64,
            'A' => ElementType.Text,
            'E' => ElementType.Single,
            'D' => ElementType.Double,
            'C' => ElementType.ComplexSingle,
            'M' => ElementType.ComplexDouble,
            _ => null,
        };
        type = known.GetValueOrDefault();
        return known is not null;
    }
}
