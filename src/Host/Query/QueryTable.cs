using Astra.Host.Plugins;

namespace Astra.Host.Query;

/// <summary>A column that can be asked for.</summary>
/// <param name="Name">The name that people write.</param>
/// <param name="Sql">The SQL expression that yields it: a column, a function call, or something in parentheses.</param>
/// <param name="Type">The type of the value; arrays are JSON texts and cannot stand in a condition.</param>
sealed record QueryColumn(string Name, string Sql, ColumnType Type, string Unit, string Description)
{
    public bool IsArray => Type is ColumnType.Float32Array or ColumnType.Float64Array or ColumnType.Int32Array;
}

/// <summary>A table that can be asked, and how SQLite knows it.</summary>
/// <param name="Name">The name of the pipeline.</param>
/// <param name="FromSql">What stands after FROM, joins included.</param>
/// <param name="FlagsSql">The SQL expression of <c>result_flags</c>, of the same form as a column's.</param>
sealed record QueryTable(string Name, string FromSql, IReadOnlyList<QueryColumn> Columns, FlagLayout Flags, string FlagsSql)
{
    /// <summary>A SQL condition that holds for every row that can be asked for, or null.</summary>
    public string? FilterSql { get; init; }

    /// <summary>What stands after ORDER BY, or null.</summary>
    public string? OrderSql { get; init; }

    /// <summary>The columns to show when none are named; when empty, all that are not arrays.</summary>
    public IReadOnlyList<string> DefaultColumns { get; init; } = [];

    /// <summary>Finds a column in upper or lower case.</summary>
    /// <exception cref="Commands.UserException">There is none; near matches are named.</exception>
    public QueryColumn Column(string name) =>
        Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw UnknownName.Of(this, "column", name, Columns.Select(column => column.Name));

    /// <summary>Finds a flag in upper or lower case.</summary>
    /// <exception cref="Commands.UserException">There is none; near matches are named.</exception>
    public FlagDeclaration Flag(string name) =>
        Flags.Flags.FirstOrDefault(flag => flag.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw UnknownName.Of(this, "flag", name, Flags.Flags.Select(flag => flag.Name));
}
