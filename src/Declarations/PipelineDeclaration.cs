namespace Astra.Declarations;

/// <summary>Everything that a pipeline says about itself: the table, the queries, the products and the documentation are made from this.</summary>
public sealed record PipelineDeclaration
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required PipelineVersion Version { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The publication to cite; null when it names none.</summary>
    public string? Reference { get; init; }

    /// <summary>What it works on.</summary>
    public required UnitOfWork Unit { get; init; }

    /// <summary>Which spectra it takes, where it works on spectra.</summary>
    public required SpectrumKinds Kinds { get; init; }

    /// <summary>Whether it needs a model to work.</summary>
    public required bool NeedsModel { get; init; }

    /// <summary>The columns that the pipeline fills, in the order of the record's properties.</summary>
    public required IReadOnlyList<ColumnDeclaration> Columns { get; init; }

    /// <summary>The bits of its results and what follows from them.</summary>
    public required FlagLayout Flags { get; init; }

    /// <summary>The numbers that it needs besides the spectrum.</summary>
    public required IReadOnlyList<InputDeclaration> Inputs { get; init; }

    /// <summary>Its options, with their defaults.</summary>
    public required IReadOnlyList<OptionDeclaration> Options { get; init; }
}

/// <summary>major.minor.patch.</summary>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number.</param>
/// <param name="Patch">The third number.</param>
public readonly record struct PipelineVersion(int Major, int Minor, int Patch)
{
    /// <summary>major * 1000 + minor: results of one such number replace each other, results of different ones stand side by side.</summary>
    public int MajorMinor => (Major * 1000) + Minor;

    /// <summary>The version as text.</summary>
    public override string ToString() => Invariant($"{Major}.{Minor}.{Patch}");
}

/// <summary>The type of a column.</summary>
public enum ColumnType
{
    /// <summary>A float; NaN where not measured.</summary>
    Float32,

    /// <summary>A double; NaN where not measured.</summary>
    Float64,

    /// <summary>An int.</summary>
    Int32,

    /// <summary>A long.</summary>
    Int64,

    /// <summary>A bool.</summary>
    Boolean,

    /// <summary>A string.</summary>
    Text,

    /// <summary>An array of float.</summary>
    Float32Array,

    /// <summary>An array of double.</summary>
    Float64Array,

    /// <summary>An array of int.</summary>
    Int32Array,
}

/// <summary>A column that a pipeline fills.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Unit">Its unit in FITS notation; empty for a pure number.</param>
/// <param name="Description">What it is.</param>
/// <param name="Indexed">Whether people filter by it.</param>
/// <param name="Value">Reads the value (boxed: float, double, int, long, bool, string or array) from a result.</param>
public sealed record ColumnDeclaration(string Name, ColumnType Type, string Unit, string Description, bool Indexed, Func<PipelineResult, object?> Value);

/// <summary>A number that a pipeline needs.</summary>
/// <param name="Name">The name by which the pipeline asks for it.</param>
/// <param name="Alternatives">Where it may come from, <c>table.column</c>, best first.</param>
/// <param name="Optional">Whether the pipeline gets NaN where none has a value.</param>
public sealed record InputDeclaration(string Name, IReadOnlyList<InputOrigin> Alternatives, bool Optional);

/// <summary>A place that an input may come from.</summary>
/// <param name="Table"><c>source</c>, <c>spectrum</c>, a catalogue or a pipeline.</param>
/// <param name="Column">The column there.</param>
public readonly record struct InputOrigin(string Table, string Column)
{
    /// <summary>As in the declaration: <c>table.column</c>.</summary>
    public override string ToString() => $"{Table}.{Column}";
}

/// <summary>An option with its default.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DefaultValue">A string, bool, int or double.</param>
/// <param name="Description">What it does.</param>
public sealed record OptionDeclaration(string Name, object DefaultValue, string Description);

/// <summary>The bits of a pipeline's <c>result_flags</c> and what follows from them.</summary>
public sealed record FlagLayout
{
    /// <summary>The bits, in their order.</summary>
    public required IReadOnlyList<FlagDeclaration> Flags { get; init; }

    /// <summary>Masks of bits that make a result bad when all are set.</summary>
    public required IReadOnlyList<long> BadCombinations { get; init; }

    /// <summary>The bit that says that there is no result.</summary>
    public required long NoResult { get; init; }

    /// <summary>All declared bits.</summary>
    public long Known => Flags.Aggregate(0L, (bits, flag) => bits | flag.Mask);

    /// <summary>The bits that set <c>flag_warn</c>.</summary>
    public long WarnBits => Flags.Where(flag => flag.Severity.HasFlag(Severity.Warn)).Aggregate(0L, (bits, flag) => bits | flag.Mask);

    /// <summary>The bits each of which sets <c>flag_bad</c>.</summary>
    public long BadBits => Flags.Where(flag => flag.Severity.HasFlag(Severity.Bad)).Aggregate(0L, (bits, flag) => bits | flag.Mask);

    /// <summary>Whether a result with these flags is to be used with care.</summary>
    /// <param name="flags">Its <c>result_flags</c>.</param>
    public bool IsWarn(long flags) => (flags & WarnBits) != 0;

    /// <summary>Whether a result with these flags is not to be used.</summary>
    /// <param name="flags">Its <c>result_flags</c>.</param>
    public bool IsBad(long flags) => (flags & BadBits) != 0 || BadCombinations.Any(mask => (flags & mask) == mask);
}

/// <summary>One bit.</summary>
/// <param name="Name">In capitals with underscores, such as <c>UNCERTAIN_TEFF</c>.</param>
/// <param name="Bit">Its number, 0 to 62.</param>
/// <param name="Description">What it says about the result.</param>
/// <param name="Severity">What follows for the user.</param>
public sealed record FlagDeclaration(string Name, int Bit, string Description, Severity Severity)
{
    /// <summary>The bit as a mask.</summary>
    public long Mask => 1L << Bit;
}
