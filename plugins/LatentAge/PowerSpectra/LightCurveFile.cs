using System.Globalization;
using System.Text;
using Astra.Fits;

namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// Reads a light curve from the first table with a time and a flux of a FITS file, or from CSV with a header line (lines that begin with # are
/// comments). Rows with a value that is missing or not finite are the gaps of a light curve, and dropped.
/// </summary>
static class LightCurveFile
{
    /// <summary>Fifteen years of Kepler's short cadence of one minute are less.</summary>
    public const int MostRows = 10_000_000;

    /// <summary>A line of a light curve is not longer; a file that is no table ends here instead of in memory.</summary>
    const int LongestLine = 1 << 16;

    const int LongestQuote = 40;

    const int ErrorColumn = 2;

    /// <summary>Reads a file, FITS by its content, else CSV.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns to look for; null for the usual names.</param>
    /// <exception cref="BadInputException">It is no light curve; the message names the file, and HDU, row (line) and column.</exception>
    public static LightCurve Read(string path, LightCurveColumns? columns = null)
    {
        columns ??= new LightCurveColumns();
        List<double>[] values = [[], [], []];
        try
        {
            bool hasErrors = IsFits(path) ? ReadFits(path, columns, values) : ReadCsv(path, columns, values);
            return new LightCurve([.. values[0]], [.. values[1]], hasErrors ? [.. values[ErrorColumn]] : null);
        }
        catch (FitsException e)
        {
            throw new BadInputException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{path}: is no light curve: {e.Message}.", e);
        }
    }

    /// <summary>Whether a file begins as FITS files do, or is compressed, as only FITS files may be.</summary>
    internal static bool IsFits(string path)
    {
        using FileStream stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[9];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start.StartsWith("SIMPLE  ="u8) || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);
    }

    static bool ReadFits(string path, LightCurveColumns wanted, List<double>[] values)
    {
        using FitsFile file = FitsFile.Open(path);
        foreach (TableHdu table in file.Hdus.OfType<TableHdu>())
        {
            string place = Invariant($"{path}: HDU {table.Index}{(table.Name is { Length: > 0 } name ? $" ({name})" : "")}");
            if (Choose([.. table.Columns.Select(column => column.Name)], wanted) is { } places)
            {
                ReadTable(table, place, [.. places.Select(p => table.Columns[p])], values);
                return places.Length > ErrorColumn;
            }
        }

        throw new BadInputException($"{path}: no HDU has a table with columns of time and flux. {Known(wanted)}");
    }

    static void ReadTable(TableHdu table, string place, TableColumn[] columns, List<double>[] values)
    {
        if (table.RowCount > MostRows)
        {
            throw new BadInputException(Invariant($"{place}: has {table.RowCount} rows; light curves of up to {MostRows} are read."));
        }

        foreach (TableColumn column in columns.Where(column => column.ElementsPerRow != 1 || column.IsVariableLength))
        {
            throw new BadInputException($"{place}: column {column.Name}: holds arrays ({column.Format}), not a number in each row.");
        }

        if (columns[0].Unit?.Trim().ToLowerInvariant() is "s" or "sec" or "second" or "seconds" or "min" or "h" or "hr" or "hour" or "hours")
        {
            throw new BadInputException($"{place}: column {columns[0].Name}: is in '{columns[0].Unit}'; times must be in days.");
        }

        table.RequireWholeDataUnit();
        int block = table.RowsPerBlock;
        double[][] buffers = [.. columns.Select(_ => new double[(int)Math.Min(block, table.RowCount)])];
        for (long first = 0; first < table.RowCount; first += block)
        {
            int count = (int)Math.Min(block, table.RowCount - first);
            for (int c = 0; c < columns.Length; c++)
            {
                table.Read(columns[c], first, buffers[c].AsSpan(0, count));
            }

            for (int row = 0; row < count; row++)
            {
                Add([.. buffers.Select(buffer => buffer[row])], values, columns[^1].Name, () => Invariant($"{place}, row {first + row + 1}"));
            }
        }
    }

    static bool ReadCsv(string path, LightCurveColumns wanted, List<double>[] values)
    {
        using StreamReader reader = new(path, new UTF8Encoding(false, throwOnInvalidBytes: false));
        string[]? names = null;
        int[] places = [];
        int rows = 0;
        for (int line = 1; ReadLine(reader, path, line) is { } text; line++)
        {
            if (text.AsSpan().Trim().IsEmpty || text.StartsWith('#'))
            {
                continue;
            }

            string[] cells = [.. text.Split(',').Select(cell => cell.Trim().Trim('"'))];
            if (names is null)
            {
                names = cells;
                places = Choose(names, wanted) ?? throw new BadInputException(
                    $"{path}, line {line}: the header names no columns of time and flux: it has '{Quote(text)}'. {Known(wanted)}");
                continue;
            }

            if (cells.Length != names.Length)
            {
                throw new BadInputException(Invariant($"{path}, line {line}: {cells.Length} cells where the header has {names.Length}."));
            }

            if (++rows > MostRows)
            {
                throw new BadInputException(Invariant($"{path}: has more than {MostRows} rows; longer light curves are not read."));
            }

            Add(
                [.. places.Select(p => Number(cells[p], () => Invariant($"{path}, line {line}, column {names[p]}")))],
                values, names[places[^1]], () => Invariant($"{path}, line {line}"));
        }

        return names is null ? throw new BadInputException($"{path}: is empty.") : places.Length > ErrorColumn;
    }

    /// <summary>A line without its end; null at the end of the file.</summary>
    static string? ReadLine(StreamReader reader, string path, int line)
    {
        StringBuilder text = new();
        for (int c = reader.Read(); c != '\n'; c = reader.Read())
        {
            if (c < 0)
            {
                return text.Length == 0 ? null : text.ToString();
            }

            if (c == 0 || text.Length >= LongestLine)
            {
                throw new BadInputException($"{path}, line {line}: is no line of a table, so this is neither a FITS nor a CSV file.");
            }

            text.Append((char)c);
        }

        return text.ToString();
    }

    static double Number(string cell, Func<string> place)
    {
        if (cell.Length == 0 || cell.Equals("nan", StringComparison.OrdinalIgnoreCase) || cell is "null" or "--")
        {
            return double.NaN;
        }

        return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new BadInputException($"{place()}: '{Quote(cell)}' is no number. Leave the cell of a missing value empty.");
    }

    static void Add(ReadOnlySpan<double> row, List<double>[] values, string errorColumn, Func<string> place)
    {
        foreach (double value in row)
        {
            if (!double.IsFinite(value))
            {
                return;
            }
        }

        if (row.Length > ErrorColumn && row[ErrorColumn] <= 0)
        {
            throw new BadInputException(Invariant(
                $"{place()}, column {errorColumn}: the error {row[ErrorColumn]} is not above zero. Leave out the column of errors where they are not known."));
        }

        for (int c = 0; c < row.Length; c++)
        {
            values[c].Add(row[c]);
        }
    }

    /// <summary>The places of time, flux and, if there is one, error; null without a time or flux.</summary>
    static int[]? Choose(string[] names, LightCurveColumns wanted)
    {
        int time = wanted.Time.Select(Find).FirstOrDefault(place => place >= 0, -1);
        for (int f = 0; f < wanted.Flux.Count && time >= 0; f++)
        {
            int flux = Find(wanted.Flux[f]);
            if (flux >= 0)
            {
                IReadOnlyList<string> errors = f < wanted.Error.Count ? wanted.Error[f] : [];
                int error = errors.Select(Find).FirstOrDefault(place => place >= 0, -1);
                return error >= 0 ? [time, flux, error] : [time, flux];
            }
        }

        return null;

        int Find(string name) => Array.FindIndex(names, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    static string Known(LightCurveColumns wanted) => $"Time may be called {string.Join(", ", wanted.Time)}; flux {string.Join(", ", wanted.Flux)}.";

    static string Quote(string text)
    {
        string cut = text.Length > LongestQuote ? text[..LongestQuote] + "..." : text;
        return new string([.. cut.Select(c => char.IsControl(c) ? '?' : c)]);
    }

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
