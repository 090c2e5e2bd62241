using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;
using Astra.Host.Tables;

namespace Astra.Host.Ingest;

/// <summary>What an ingested catalogue is, and what was done to its rows.</summary>
sealed record CatalogReport(Catalog Catalog, IReadOnlyList<string> Notes);

/// <summary>
/// Brings a table of labels into the workspace. Names become lower case; <c>-9999</c>, <c>-9999.99</c> and <c>-999999</c> in columns of
/// floating-point numbers mean "missing", as in SDSS's tables, and so does NaN.
/// </summary>
static class CatalogIngester
{
    const string What = "The catalogue";

    static readonly string[] Reserved = ["source", "spectrum"];

    /// <exception cref="UserException">The name cannot be used, or the file is not a table with a key column.</exception>
    public static CatalogReport Ingest(IStore store, PluginCatalog plugins, string name, string path, string? keyColumn)
    {
        CheckName(name, plugins);
        return TableFile.Read(What, path, table => Ingest(store, table, name, Path.GetFullPath(path), keyColumn));
    }

    static CatalogReport Ingest(IStore store, ITable table, string name, string path, string? keyColumn)
    {
        StarRows stars = StarRows.Of(table, What, path, keyColumn);
        if (stars.Key < 0)
        {
            throw UserException.Usage(
                $"{What} {path} has no column with the APOGEE identifier (APOGEE_ID). Name it with --key; the columns are {string.Join(", ", table.Columns.Select(column => column.Name).Take(30))}.");
        }

        int[] used = [.. Enumerable.Range(0, table.Columns.Count).Where(i => i != stars.Key)];
        CatalogColumn[] columns = NamesOf(used.Select(i => table.Columns[i]));
        Tally tally = new();
        Catalog catalog = store.ReplaceCatalog(name, path, columns, Rows(table, path, stars, used, tally));
        List<string> notes = [];
        if (tally.WithoutKey > 0)
        {
            notes.Add($"{tally.WithoutKey} rows without an identifier were left out.");
        }

        if (tally.Duplicates > 0)
        {
            notes.Add($"{tally.Duplicates} rows that repeat a star (EXTRATARG) were left out.");
        }

        long repeated = tally.Rows - tally.WithoutKey - tally.Duplicates - catalog.Rows;
        if (repeated > 0)
        {
            notes.Add($"{repeated} rows repeat an identifier; the last one counts.");
        }

        if (table.LeftOut.Count > 0)
        {
            notes.Add($"Columns with arrays were left out: {string.Join(", ", table.LeftOut.Take(8))}{(table.LeftOut.Count > 8 ? $" and {table.LeftOut.Count - 8} more" : string.Empty)}.");
        }

        return new CatalogReport(catalog, notes);
    }

    static IEnumerable<CatalogRow> Rows(ITable table, string path, StarRows stars, int[] used, Tally tally)
    {
        object?[] values = new object?[used.Length];
        foreach (object?[] row in table.Rows())
        {
            tally.Rows++;
            if (stars.Id(row) is not { } id)
            {
                tally.WithoutKey++;
                continue;
            }

            if (stars.IsRepeated(row))
            {
                tally.Duplicates++;
                continue;
            }

            for (int i = 0; i < used.Length; i++)
            {
                values[i] = Cell.Known(row[used[i]]);
            }

            yield return new CatalogRow(id, values);
        }

        // Thrown while the table is being replaced, so that the one before stays.
        if (tally.Rows == tally.WithoutKey + tally.Duplicates)
        {
            throw UserException.Usage($"The catalogue {path} has no row with an identifier in the column {table.Columns[stars.Key].Name}.");
        }
    }

    /// <summary>Names in lower case, with everything but letters and digits made an underscore, and made unique.</summary>
    static CatalogColumn[] NamesOf(IEnumerable<CatalogColumn> columns)
    {
        HashSet<string> taken = ["source_pk"];
        return [.. columns.Select(column =>
        {
            string plain = string.Concat(column.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
            string unique = plain;
            for (int n = 2; !taken.Add(unique); n++)
            {
                unique = $"{plain}_{n}";
            }

            return column with { Name = unique };
        })];
    }

    static void CheckName(string name, PluginCatalog plugins)
    {
        if (name.Length is 0 or > 64 || !char.IsAsciiLetter(name[0]) || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
        {
            throw UserException.Usage($"'{name}' cannot be the name of a catalogue: use letters, digits and underscores, starting with a letter.");
        }

        bool reserved = Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);
        if (reserved || plugins.Pipelines.Any(pipeline => pipeline.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            string owner = reserved ? "the workspace itself" : "the pipeline";
            throw UserException.Usage($"'{name}' cannot be the name of a catalogue: inputs of that name come from {owner}. Choose another.");
        }
    }

    sealed class Tally
    {
        public long Rows { get; set; }

        public long WithoutKey { get; set; }

        public long Duplicates { get; set; }
    }
}
