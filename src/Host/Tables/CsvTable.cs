using System.Globalization;
using System.Text;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Tables;

/// <summary>
/// A CSV file (RFC 4180) with a header line. A column is of whole numbers, of numbers or of text, by what the whole file has in it; empty cells
/// are not known. Lines that start with # before the header are comments.
/// </summary>
sealed class CsvTable : ITable
{
    /// <summary>No cell or line of a real table is longer; a file that is not a table ends here instead of in memory.</summary>
    const int LongestRecord = 1 << 20;

    readonly string path;
    readonly string[] names;
    readonly ColumnType[] types;

    public CsvTable(string path)
    {
        this.path = path;
        using IEnumerator<(int Line, List<string> Cells)> records = Records().GetEnumerator();
        if (!records.MoveNext())
        {
            throw new BadInputException("is empty");
        }

        names = [.. records.Current.Cells.Select(cell => cell.Trim())];
        types = new ColumnType[names.Length];
        Array.Fill(types, ColumnType.Int64);
        while (records.MoveNext())
        {
            for (int i = 0; i < names.Length; i++)
            {
                types[i] = Widen(types[i], records.Current.Cells[i]);
            }
        }

        Columns = [.. names.Zip(types, (name, type) => new CatalogColumn(name, type, string.Empty))];
    }

    public IReadOnlyList<CatalogColumn> Columns { get; }

    public IReadOnlyList<string> LeftOut => [];

    public IEnumerable<object?[]> Rows()
    {
        object?[] row = new object?[names.Length];
        foreach ((_, List<string> cells) in Records().Skip(1))
        {
            for (int i = 0; i < row.Length; i++)
            {
                string cell = cells[i].Trim();
                row[i] = cell.Length == 0 ? null : types[i] switch
                {
                    ColumnType.Int64 => long.Parse(cell, CultureInfo.InvariantCulture),
                    ColumnType.Float64 => double.Parse(cell, CultureInfo.InvariantCulture),
                    _ => cell,
                };
            }

            yield return row;
        }
    }

    public void Dispose()
    {
    }

    static ColumnType Widen(ColumnType type, string text)
    {
        ReadOnlySpan<char> cell = text.AsSpan().Trim();
        if (cell.Length == 0)
        {
            return type;
        }

        if (type == ColumnType.Int64 && !long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            type = ColumnType.Float64;
        }

        return type == ColumnType.Float64 && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? ColumnType.Text : type;
    }

    IEnumerable<(int Line, List<string> Cells)> Records()
    {
        using StreamReader reader = new(path, new UTF8Encoding(false, throwOnInvalidBytes: false));
        int line = 0;
        int width = -1;
        while (ReadRecord(reader, ref line) is { } cells)
        {
            if (width < 0 && (cells[0].StartsWith('#') || cells is [""]))
            {
                continue;
            }

            if (cells is [""])
            {
                continue;
            }

            width = width < 0 ? cells.Count : width;
            if (cells.Count != width)
            {
                throw new BadInputException($"line {line} has {cells.Count} cells where the header has {width}");
            }

            yield return (line, cells);
        }
    }

    static List<string>? ReadRecord(StreamReader reader, ref int line)
    {
        int c = reader.Read();
        if (c < 0)
        {
            return null;
        }

        line++;
        int first = line;
        List<string> cells = [];
        StringBuilder cell = new();
        bool quoted = false;
        int length = 0;
        for (; ; c = reader.Read())
        {
            if (++length > LongestRecord)
            {
                throw new BadInputException($"line {first} is longer than {LongestRecord} characters, so this is not a CSV table");
            }

            if (c < 0 || (!quoted && c is '\n' or '\r'))
            {
                if (c < 0 && quoted)
                {
                    throw new BadInputException($"line {first}: a quotation mark is never closed");
                }

                if (c == '\r' && reader.Peek() == '\n')
                {
                    reader.Read();
                }

                cells.Add(cell.ToString());
                return cells;
            }

            if (c == 0)
            {
                throw new BadInputException($"line {line} has a NUL character, so this is not a CSV table");
            }

            if (quoted)
            {
                line += c == '\n' ? 1 : 0;
                if (c != '"')
                {
                    cell.Append((char)c);
                }
                else if (reader.Peek() == '"')
                {
                    cell.Append((char)reader.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == ',')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else
            {
                cell.Append((char)c);
            }
        }
    }
}
