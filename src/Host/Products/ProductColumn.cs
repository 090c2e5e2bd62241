using Astra.Fits;

namespace Astra.Host.Products;

/// <summary>A column of a product.</summary>
/// <param name="Name">As it stands in the file.</param>
/// <param name="Type">Int64, Int32, Byte, Single, Double, Logical or Text.</param>
/// <param name="Unit">Empty for none.</param>
/// <param name="Description">One line.</param>
sealed record ProductColumn(string Name, ElementType Type, string Unit, string Description)
{
    /// <summary>Elements of an array; of text the least number of characters; 1 for a number.</summary>
    public int Length { get; init; } = 1;

    /// <summary>Whether it has an array in each row, be it of one element.</summary>
    public bool IsArray { get; init; }

    /// <summary>Whether an integer is a field of bits, in which none set, and not -1, is what stands where nothing is known.</summary>
    public bool IsBits { get; init; }

    /// <summary>Of text: what stands where nothing is known.</summary>
    public string MissingText { get; init; } = string.Empty;

    /// <summary>The heading of the group of columns that begins with this one; null within a group.</summary>
    public string? Heading { get; init; }

    /// <summary>The column as it is written; what is not known is what SDSS's files have there: NaN, -1, no bit, false or nothing.</summary>
    /// <param name="length">The longest value that is to go in: characters, or elements of an array.</param>
    public ColumnDefinition Definition(int length)
    {
        int repeat = new[] { 1, Length, length, MissingText.Length }.Max();
        ColumnDefinition definition = new(Name, Type, Type == ElementType.Text || IsArray ? repeat : 1)
        {
            Unit = Unit.Length == 0 ? null : HeaderText.Ascii(Unit),
            Description = HeaderText.Ascii(Description),
            Dimensions = IsArray ? [repeat] : [],
            CardsBefore = Heading is null ? [] : [FitsCard.OfHeading(), FitsCard.OfHeading(HeaderText.Ascii(Heading))],
        };
        return Type switch
        {
            ElementType.Int32 or ElementType.Int64 when !IsBits => definition with { Null = -1 },
            ElementType.Logical => definition with { Missing = false },
            ElementType.Text => definition with { Missing = MissingText },
            _ => definition,
        };
    }
}
