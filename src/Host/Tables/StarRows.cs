using Astra.Host.Errors;
using Astra.Host.Plugins;

namespace Astra.Host.Tables;

/// <summary>Which star a row of a table is about: the column with the APOGEE identifier, and how it is read.</summary>
sealed class StarRows
{
    /// <summary>SDSS marks a repeated observation of a star in another field with this bit of EXTRATARG.</summary>
    const long DuplicateBit = 1 << 4;

    static readonly string[] KeyNames = ["apogee_id", "sdss4_apogee_id", "2mass_id", "tmass_id", "twomass_id", "2mass"];

    readonly int extra;

    StarRows(ITable table, int key)
    {
        Key = key;
        extra = Array.FindIndex(
            table.Columns.ToArray(),
            column => column.Name.Equals("EXTRATARG", StringComparison.OrdinalIgnoreCase) && column.Type == ColumnType.Int64);
    }

    /// <summary>The place of the column with the identifier; -1 when the table has none.</summary>
    public int Key { get; }

    /// <summary>Finds the column with the identifier.</summary>
    /// <param name="what">What the user knows the table as, such as <c>The catalogue</c>.</param>
    /// <param name="keyColumn">The column that the user named; null to look for <c>APOGEE_ID</c> or the like.</param>
    /// <exception cref="UserException">The column that the user named is not there.</exception>
    public static StarRows Of(ITable table, string what, string path, string? keyColumn)
    {
        string[] wanted = keyColumn is null ? KeyNames : [keyColumn];
        string[] names = [.. table.Columns.Select(column => column.Name)];
        int key = wanted.Select(name => Array.FindIndex(names, column => column.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(i => i >= 0, -1);
        return key < 0 && keyColumn is not null
            ? throw UserException.Usage($"{what} {path} has no column '{keyColumn}'.{Suggestions.DidYouMean(keyColumn, names)}")
            : new StarRows(table, key);
    }

    /// <summary>The APOGEE identifier of a row; null where there is none.</summary>
    public string? Id(object?[] row)
    {
        if (Key < 0 || Cell.Text(row[Key]) is not { } id)
        {
            return null;
        }

        // The 2MASS identifier of an APOGEE star begins with 2M; catalogues of 2MASS write it with or without.
        return id.Length > 15 && char.IsAsciiDigit(id[0]) && !id.StartsWith("2M", StringComparison.Ordinal) ? $"2M{id}" : id;
    }

    /// <summary>Whether SDSS says that a row repeats a star that has another row.</summary>
    public bool IsRepeated(object?[] row) => extra >= 0 && row[extra] is long bits && (bits & DuplicateBit) != 0;
}
