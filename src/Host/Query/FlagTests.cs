using System.Globalization;

namespace Astra.Host.Query;

/// <summary>
/// Writes tests of flag bits. A test of bits cannot use an index on <c>result_flags</c>, but a list of the values that pass it can, and a
/// table holds few different values.
/// </summary>
/// <param name="flagsSql">The SQL expression of <c>result_flags</c>.</param>
/// <param name="valuesInTable">Finds the different values that the table holds; only called when there is a flag to test.</param>
sealed class FlagTests(string flagsSql, Func<IReadOnlyList<long>> valuesInTable)
{
    /// <summary>Above this many values a list costs more than it saves.</summary>
    public const int MaximumValues = 500;

    readonly Lazy<IReadOnlyList<long>> values = new(valuesInTable);

    /// <summary>The condition that all bits of one mask are set and none of another.</summary>
    public string Sql(long allOf, long noneOf)
    {
        if (values.Value.Count > MaximumValues)
        {
            return Invariant($"({flagsSql} & {allOf | noneOf}) = {allOf}");
        }

        IEnumerable<long> passing = values.Value.Where(value => (value & (allOf | noneOf)) == allOf);

        // Most rows lack a flag, and are found faster one after the other than value by value; the plus keeps SQLite from the index.
        return $"{(allOf == 0 ? "+" : string.Empty)}{flagsSql} IN ({string.Join(", ", passing.Select(value => value.ToString(CultureInfo.InvariantCulture)))})";
    }
}
