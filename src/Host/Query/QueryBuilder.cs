using System.Globalization;
using Astra.Host.Errors;

namespace Astra.Host.Query;

/// <summary>What somebody asks of a table.</summary>
sealed record QueryRequest
{
    /// <summary>The names of the columns; null for the default ones.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>The condition, in the language of <see cref="ConditionParser"/>; null for every row.</summary>
    public string? Where { get; init; }

    /// <summary>Flags that must all be set.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Flags of which none may be set.</summary>
    public IReadOnlyList<string> WithoutFlags { get; init; } = [];

    /// <summary>How many rows at most; null for all.</summary>
    public long? Limit { get; init; }
}

/// <summary>A question in SQL.</summary>
/// <param name="Sql">Yields the rows.</param>
/// <param name="CountSql">Yields how many there are without the limit.</param>
/// <param name="Parameters">The values of <c>@p0</c>, <c>@p1</c>, ...: long, double or string.</param>
/// <param name="Columns">The columns, in the order of the rows' values.</param>
sealed record BuiltQuery(string Sql, string CountSql, IReadOnlyList<object> Parameters, IReadOnlyList<QueryColumn> Columns);

/// <summary>Turns what somebody asks into SQL.</summary>
static class QueryBuilder
{
    /// <summary>Stands for every column of the table.</summary>
    public const string AllColumns = "all";

    /// <summary>SQLite's parser has a stack of 100 entries, of which one level of a condition can take nine, and WITH some of the rest.</summary>
    const int MaximumNestingInside = 7;

    /// <param name="flagValues">Finds the different values of <c>result_flags</c> that the table holds; only called when a flag is tested.</param>
    /// <exception cref="UserException">A name is unknown, or the condition cannot be understood.</exception>
    public static BuiltQuery Build(QueryTable table, QueryRequest request, Func<IReadOnlyList<long>> flagValues)
    {
        IReadOnlyList<QueryColumn> columns = Columns(table, request.Columns);
        FlagTests flagTests = new(table.FlagsSql, flagValues);
        List<string> conditions = [];
        IReadOnlyList<object> parameters = [];
        IReadOnlyCollection<QueryColumn> tested = [];
        if (table.FilterSql is not null)
        {
            conditions.Add($"({table.FilterSql})");
        }

        if (request.Flags.Count + request.WithoutFlags.Count > 0)
        {
            conditions.Add(FlagCondition(table, request, flagTests));
        }

        if (request.Where is not null)
        {
            (string condition, parameters, tested) = ConditionSql.Write(ConditionParser.Parse(table, request.Where), flagTests);
            conditions.Add($"({condition})");
        }

        string where = conditions.Count == 0 ? string.Empty : " WHERE " + string.Join(" AND ", conditions);
        string matching = $" FROM {table.FromSqlFor(tested)}{where}";
        string limit = request.Limit is long rows ? Invariant($" LIMIT {rows}") : string.Empty;
        return new BuiltQuery(RowsSql(), $"SELECT count(*){matching}", parameters, columns);

        string RowsSql()
        {
            string select = $"SELECT {string.Join(", ", columns.Select(column => column.Sql))} FROM ";
            string order = table.OrderSql is null ? string.Empty : $" ORDER BY {table.OrderSql}";
            bool filtersOnly = request.Where is null && request.Flags.Count + request.WithoutFlags.Count == 0;
            if (table.OrderSql is null || filtersOnly || Nesting(where) > MaximumNestingInside)
            {
                return $"{select}{table.FromSqlFor(columns.Concat(tested))}{where}{order}{limit}";
            }

            // First which rows, which an index alone may tell, then what they hold: otherwise every row that matches is read and sorted as a whole
            // before the first comes out.
            return $"WITH found AS (SELECT {table.OrderSql}{matching}{order}{limit}) {select}{table.FromSqlFor(columns)} WHERE {table.OrderSql} IN found{order}";
        }
    }

    static int Nesting(string sql)
    {
        int depth = 0;
        return sql.Select(character => depth += character == '(' ? 1 : character == ')' ? -1 : 0).DefaultIfEmpty().Max();
    }

    static IReadOnlyList<QueryColumn> Columns(QueryTable table, IReadOnlyList<string>? wanted)
    {
        if (wanted is null)
        {
            return table.DefaultColumns.Count > 0
                ? [.. table.DefaultColumns.Select(table.Column)]
                : [.. table.Columns.Where(column => !column.IsArray)];
        }

        if (wanted.Count == 0)
        {
            throw UserException.Usage($"--columns names no column. Write names with commas between them, or '{AllColumns}'.");
        }

        return [.. wanted
            .SelectMany(name => name.Equals(AllColumns, StringComparison.OrdinalIgnoreCase) ? table.Columns : [table.Column(name)])
            .Distinct()];
    }

    static string FlagCondition(QueryTable table, QueryRequest request, FlagTests flagTests)
    {
        long allOf = request.Flags.Aggregate(0L, (bits, name) => bits | table.Flag(name).Mask);
        long noneOf = request.WithoutFlags.Aggregate(0L, (bits, name) => bits | table.Flag(name).Mask);
        return (allOf & noneOf) == 0
            ? flagTests.Sql(allOf, noneOf)
            : throw UserException.Usage("The same flag is asked for with --flag and with --without-flag: no row has both. Leave one out.");
    }
}
