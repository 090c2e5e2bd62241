using Astra.Fits;
using Astra.Host.Errors;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Ingest;

/// <summary>What an ingested catalogue is, and what was done to its rows.</summary>
sealed record CatalogReport(Catalog Catalog, IReadOnlyList<string> Notes);

/// <summary>
/// Brings a table of labels into the workspace. Names become lower case; <c>-9999</c>, <c>-9999.99</c> and <c>-999999</c> in columns of
/// floating-point numbers mean "missing", as in SDSS's tables, and so does NaN.
/// </summary>
static class CatalogIngester
{
    static readonly string[] KeyNames = ["apogee_id", "sdss4_apogee_id", "2mass_id", "tmass_id", "twomass_id", "2mass"];

    static readonly string[] Reserved = ["source", "spectrum"];

    /// <summary>SDSS marks a repeated observation of a star in another field with this bit of EXTRATARG.</summary>
    const long DuplicateBit = 1 << 4;

    /// <exception cref="UserException">The name cannot be used, or the file is not a table with a key column.</exception>
    public static CatalogReport Ingest(IStore store, PluginCatalog plugins, string name, string path, string? keyColumn)
    {
        CheckName(name, plugins);
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw UserException.Usage($"There is no file {path}. Name a FITS or CSV table.");
        }

        try
        {
            using ICatalogTable table = Open(full);
            return Ingest(store, table, name, full, keyColumn);
        }
        catch (FitsException e)
        {
            throw UserException.Usage($"The catalogue cannot be read: {e.Message}");
        }
        catch (BadInputException e)
        {
            throw UserException.Usage($"The catalogue {path} cannot be read: it {e.Message}.");
        }
    }

    static CatalogReport Ingest(IStore store, ICatalogTable table, string name, string path, string? keyColumn)
    {
        int key = KeyOf(table, path, keyColumn);
        int[] used = [.. Enumerable.Range(0, table.Columns.Count).Where(i => i != key)];
        CatalogColumn[] columns = NamesOf(used.Select(i => table.Columns[i]));
        int extra = Array.FindIndex(
            table.Columns.ToArray(),
            column => column.Name.Equals("EXTRATARG", StringComparison.OrdinalIgnoreCase) && column.Type == ColumnType.Int64);
        Tally tally = new();
        Catalog catalog = store.ReplaceCatalog(name, path, columns, Rows(table, path, key, used, extra, tally));
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

    static IEnumerable<CatalogRow> Rows(ICatalogTable table, string path, int key, int[] used, int extra, Tally tally)
    {
        object?[] values = new object?[used.Length];
        foreach (object?[] row in table.Rows())
        {
            tally.Rows++;
            if (Convert.ToString(row[key], System.Globalization.CultureInfo.InvariantCulture)?.Trim() is not { Length: > 0 } id)
            {
                tally.WithoutKey++;
                continue;
            }

            if (extra >= 0 && row[extra] is long bits && (bits & DuplicateBit) != 0)
            {
                tally.Duplicates++;
                continue;
            }

            for (int i = 0; i < used.Length; i++)
            {
                values[i] = row[used[i]] switch
                {
                    double number when !double.IsFinite(number) || IsMissing(number) => null,
                    string { Length: 0 } => null,
                    object value => value,
                    null => null,
                };
            }

            // The 2MASS identifier of an APOGEE star begins with 2M; catalogues of 2MASS write it with or without.
            yield return new CatalogRow(
                id.Length > 15 && char.IsAsciiDigit(id[0]) && !id.StartsWith("2M", StringComparison.Ordinal) ? $"2M{id}" : id, values);
        }

        // Thrown while the table is being replaced, so that the one before stays.
        if (tally.Rows == tally.WithoutKey + tally.Duplicates)
        {
            throw UserException.Usage($"The catalogue {path} has no row with an identifier in the column {table.Columns[key].Name}.");
        }
    }

    static bool IsMissing(double value) => value is -9999 or -9999.99 or -999999 || value == -9999.99f;

    static ICatalogTable Open(string path)
    {
        using (FileStream stream = File.OpenRead(path))
        {
            Span<byte> start = stackalloc byte[9];
            int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (start[..read].StartsWith("SIMPLE  ="u8) || (read >= 2 && start[0] == 0x1f && start[1] == 0x8b))
            {
                return new FitsCatalogTable(path);
            }
        }

        return new CsvCatalogTable(path);
    }

    static int KeyOf(ICatalogTable table, string path, string? keyColumn)
    {
        string[] wanted = keyColumn is null ? KeyNames : [keyColumn];
        foreach (string name in wanted)
        {
            for (int i = 0; i < table.Columns.Count; i++)
            {
                if (table.Columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return i;
                }
            }
        }

        IEnumerable<string> names = table.Columns.Select(column => column.Name);
        throw UserException.Usage(keyColumn is null
            ? $"The catalogue {path} has no column with the APOGEE identifier (APOGEE_ID). Name it with --key; the columns are {string.Join(", ", names.Take(30))}."
            : $"The catalogue {path} has no column '{keyColumn}'.{Suggestions.DidYouMean(keyColumn, names)}");
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
