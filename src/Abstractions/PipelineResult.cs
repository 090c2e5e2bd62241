using System.Globalization;

namespace Astra;

/// <summary>The base of result records; derive from <see cref="PipelineResult{TFlags}"/>.</summary>
public abstract record PipelineResult
{
    private protected PipelineResult()
    {
    }

    /// <summary>The result flags as a bit field (column <c>result_flags</c>).</summary>
    public abstract long FlagBits { get; }
}

/// <summary>
/// A result: each public property with <see cref="ColumnAttribute"/> is a column. NaN means "not measured" and is stored as null; a number that
/// may be left out starts as NaN (<c>= float.NaN;</c> after the property), or the host refuses the plugin. A column that holds the error of
/// <c>x</c> is called <c>e_x</c>.
/// </summary>
/// <typeparam name="TFlags">
/// The pipeline's flag enumeration: marked <see cref="FlagsAttribute"/>, each bit with <see cref="FlagAttribute"/>, and with a bit called
/// <c>NoResult</c> that is bad, at bit 11 where the layout leaves that free.
/// </typeparam>
public abstract record PipelineResult<TFlags> : PipelineResult
    where TFlags : struct, Enum
{
    /// <summary>What there is to say about this result.</summary>
    public TFlags Flags { get; init; }

    /// <inheritdoc/>
    public sealed override long FlagBits => Convert.ToInt64(Flags, CultureInfo.InvariantCulture);
}

/// <summary>
/// Makes a property a column of the pipeline's tables. Types: float, double, int, long, bool, string, and arrays of float, double or int.
/// </summary>
/// <param name="name">The column's name: lower case, digits and underscores.</param>
/// <param name="unit">Its unit in FITS notation, such as <c>K</c> or <c>dex</c>; empty for a pure number.</param>
/// <param name="description">What it is, in at most 47 characters (the room of a FITS card's comment).</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ColumnAttribute(string name, string unit, string description) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Its unit.</summary>
    public string Unit { get; } = unit;

    /// <summary>What it is.</summary>
    public string Description { get; } = description;

    /// <summary>Whether people filter by it: stored beside the document, with an index.</summary>
    public bool Indexed { get; init; }
}
