using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Query;

/// <summary>A column that can be asked for.</summary>
/// <param name="Name">The name that people write.</param>
/// <param name="Sql">The SQL expression that yields it: a column, a function call, or something in parentheses.</param>
/// <param name="Type">The type of the value; arrays are JSON texts and cannot stand in a condition.</param>
sealed record QueryColumn(string Name, string Sql, ColumnType Type, string Unit, string Description)
{
    public bool IsArray => Type is ColumnType.Float32Array or ColumnType.Float64Array or ColumnType.Int32Array;

    /// <summary>The name of the <see cref="QueryJoin"/> that the expression needs; null when the table itself has it.</summary>
    public string? Join { get; init; }
}

/// <summary>A table that stands beside the one that is asked, with at most one row for each of its rows.</summary>
/// <param name="Name">Its alias in SQL.</param>
/// <param name="Sql">LEFT JOIN and what follows.</param>
sealed record QueryJoin(string Name, string Sql)
{
    /// <summary>The join that has to stand before this one; null when there is none.</summary>
    public string? After { get; init; }
}

/// <summary>A table that can be asked, and how SQLite knows it.</summary>
/// <param name="Name">The name of the pipeline, or what another table is called.</param>
/// <param name="FromSql">What stands after FROM, without joins that only some columns need.</param>
/// <param name="FlagsSql">The SQL expression of <c>result_flags</c>, of the same form as a column's.</param>
sealed record QueryTable(string Name, string FromSql, IReadOnlyList<QueryColumn> Columns, FlagLayout Flags, string FlagsSql)
{
    /// <summary>Whether it holds a pipeline's results, which <c>astra describe</c> explains.</summary>
    public bool IsPipeline { get; init; } = true;

    /// <summary>A SQL condition that holds for every row that can be asked for, or null.</summary>
    public string? FilterSql { get; init; }

    /// <summary>The joins that columns name, in an order in which each comes after those that it needs.</summary>
    public IReadOnlyList<QueryJoin> Joins { get; init; } = [];

    /// <summary>A column with a different value in each row, by which rows are ordered and found again; null when there is none.</summary>
    public string? OrderSql { get; init; }

    /// <summary>The SQL expression of a row's document, of the same form as a column's; null when rows have none.</summary>
    public string? DocumentSql { get; init; }

    /// <summary>The columns to show when none are named; when empty, all that are not arrays.</summary>
    public IReadOnlyList<string> DefaultColumns { get; init; } = [];

    /// <summary>Finds a column in upper or lower case.</summary>
    /// <exception cref="UserException">There is none; near matches are named.</exception>
    public QueryColumn Column(string name) =>
        Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw UnknownName.Of(this, "column", name, Columns.Select(column => column.Name));

    /// <summary>Finds a flag in upper or lower case.</summary>
    /// <exception cref="UserException">There is none; near matches are named.</exception>
    public FlagDeclaration Flag(string name) =>
        Flags.Flags.FirstOrDefault(flag => flag.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw UnknownName.Of(this, "flag", name, Flags.Flags.Select(flag => flag.Name));

    /// <summary>
    /// What stands after FROM for a question that uses some columns: SQLite would look up a row of every table that is named, used or not.
    /// </summary>
    public string FromSqlFor(IEnumerable<QueryColumn> columns)
    {
        HashSet<string> needed = [.. columns.Select(column => column.Join).OfType<string>()];
        foreach (QueryJoin join in Joins.Reverse().Where(join => needed.Contains(join.Name) && join.After is not null))
        {
            needed.Add(join.After!);
        }

        return string.Concat(Joins.Where(join => needed.Contains(join.Name)).Select(join => $" {join.Sql}").Prepend(FromSql));
    }
}
