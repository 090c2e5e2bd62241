namespace Astra.Host.Plugins;

/// <summary>Everything that a pipeline says about itself: the table, the queries, the products and the documentation are made from this.</summary>
sealed record PipelineDeclaration
{
    public required string Name { get; init; }

    public required PipelineVersion Version { get; init; }

    public required string Description { get; init; }

    public string? Reference { get; init; }

    public required UnitOfWork Unit { get; init; }

    public required SpectrumKinds Kinds { get; init; }

    public required bool NeedsModel { get; init; }

    /// <summary>The columns that the pipeline fills, in the order of the record's properties.</summary>
    public required IReadOnlyList<ColumnDeclaration> Columns { get; init; }

    public required FlagLayout Flags { get; init; }

    public required IReadOnlyList<InputDeclaration> Inputs { get; init; }

    public required IReadOnlyList<OptionDeclaration> Options { get; init; }
}

/// <summary>major.minor.patch.</summary>
readonly record struct PipelineVersion(int Major, int Minor, int Patch)
{
    /// <summary>major * 1000 + minor: results of one such number replace each other, results of different ones stand side by side.</summary>
    public int MajorMinor => (Major * 1000) + Minor;

    public override string ToString() => Invariant($"{Major}.{Minor}.{Patch}");
}

/// <summary>The type of a column.</summary>
enum ColumnType
{
    Float32,
    Float64,
    Int32,
    Int64,
    Boolean,
    Text,
    Float32Array,
    Float64Array,
    Int32Array,
}

/// <summary>A column that a pipeline fills.</summary>
/// <param name="Value">Reads the value (boxed: float, double, int, long, bool, string or array) from a result.</param>
sealed record ColumnDeclaration(string Name, ColumnType Type, string Unit, string Description, bool Indexed, Func<PipelineResult, object?> Value);

/// <summary>A number that a pipeline needs; the alternatives are <c>table.column</c>, best first.</summary>
sealed record InputDeclaration(string Name, IReadOnlyList<InputOrigin> Alternatives, bool Optional);

/// <summary>A place that an input may come from: <c>source</c>, <c>spectrum</c>, a catalogue or a pipeline, and the column there.</summary>
readonly record struct InputOrigin(string Table, string Column)
{
    public override string ToString() => $"{Table}.{Column}";
}

/// <summary>An option with its default: a string, bool, int or double.</summary>
sealed record OptionDeclaration(string Name, object DefaultValue, string Description);

/// <summary>The bits of a pipeline's <c>result_flags</c> and what follows from them.</summary>
sealed record FlagLayout
{
    public required IReadOnlyList<FlagDeclaration> Flags { get; init; }

    /// <summary>Masks of bits that make a result bad when all are set.</summary>
    public required IReadOnlyList<long> BadCombinations { get; init; }

    /// <summary>The bit that says that there is no result.</summary>
    public required long NoResult { get; init; }

    /// <summary>All declared bits.</summary>
    public long Known => Flags.Aggregate(0L, (bits, flag) => bits | flag.Mask);

    public long WarnBits => Flags.Where(flag => flag.Severity.HasFlag(Severity.Warn)).Aggregate(0L, (bits, flag) => bits | flag.Mask);

    public long BadBits => Flags.Where(flag => flag.Severity.HasFlag(Severity.Bad)).Aggregate(0L, (bits, flag) => bits | flag.Mask);

    public bool IsWarn(long flags) => (flags & WarnBits) != 0;

    public bool IsBad(long flags) => (flags & BadBits) != 0 || BadCombinations.Any(mask => (flags & mask) == mask);
}

/// <summary>One bit. <paramref name="Name"/> is in capitals with underscores, such as <c>UNCERTAIN_TEFF</c>.</summary>
sealed record FlagDeclaration(string Name, int Bit, string Description, Severity Severity)
{
    public long Mask => 1L << Bit;
}
