using System.Text;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Host.Tables;

/// <summary>
/// A text file of columns with white space between them, such as published lists of labels. The first line names the columns, after a # or not; where it
/// has a number in it, there are no names and the columns are called column1, column2 and so on. Other lines that start with # are comments.
/// </summary>
sealed class TextTable : ITable
{
    const int LongestLine = 1 << 20;

    readonly string path;
    readonly bool hasNames;
    readonly ColumnType[] types;

    public TextTable(string path)
    {
        this.path = path;
        string[]? heading = null;
        string[]? first = null;
        types = [];
        foreach ((bool comment, string[] words) in Lines())
        {
            if (comment)
            {
                heading = first is null ? words : heading;
                continue;
            }

            if (first is null)
            {
                first = words;
                types = new ColumnType[words.Length];
                Array.Fill(types, ColumnType.Int64);
                hasNames = !words.Any(word => CellText.Widen(ColumnType.Int64, word) != ColumnType.Text);
                if (hasNames)
                {
                    continue;
                }
            }

            for (int i = 0; i < types.Length; i++)
            {
                types[i] = CellText.Widen(types[i], words[i]);
            }
        }

        if (first is null)
        {
            throw new BadInputException("is empty");
        }

        string[] names = hasNames ? first
            : heading?.Length == first.Length ? heading
            : [.. Enumerable.Range(1, first.Length).Select(number => Invariant($"column{number}"))];
        Columns = [.. names.Zip(types, (name, type) => new CatalogColumn(name, type, string.Empty))];
    }

    public IReadOnlyList<CatalogColumn> Columns { get; }

    public IReadOnlyList<string> LeftOut => [];

    /// <summary>Whether a file has no comma before the end of its first line that is no comment, so that it is not a CSV table of more than one column.</summary>
    public static bool Looks(string path)
    {
        using StreamReader reader = new(path, new UTF8Encoding(false, throwOnInvalidBytes: false));
        StringBuilder line = new();
        int c;
        while ((c = reader.Read()) >= 0 && line.Length < LongestLine)
        {
            if (c is not ('\n' or '\r'))
            {
                line.Append((char)c);
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                break;
            }
            else
            {
                line.Clear();
            }
        }

        string text = line.ToString();
        return !text.Contains(',') && text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > 1;
    }

    public IEnumerable<object?[]> Rows()
    {
        object?[] row = new object?[types.Length];
        foreach ((_, string[] words) in Lines().Where(line => !line.Comment).Skip(hasNames ? 1 : 0))
        {
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = CellText.Value(types[i], words[i]);
            }

            yield return row;
        }
    }

    public void Dispose()
    {
    }

    IEnumerable<(bool Comment, string[] Words)> Lines()
    {
        int line = 0;
        int width = -1;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (text.Length > LongestLine || text.Contains('\0'))
            {
                throw new BadInputException(Invariant($"has {(text.Length > LongestLine ? $"more than {LongestLine} characters" : "a NUL character")} in line {line}, so it is not a text table"));
            }

            string[] words = text.TrimStart('#').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            bool comment = text.StartsWith('#');
            if (words.Length == 0)
            {
                continue;
            }

            if (!comment)
            {
                width = width < 0 ? words.Length : width;
                if (words.Length != width)
                {
                    throw new BadInputException(Invariant($"has {words.Length} columns in line {line} where the first line has {width}"));
                }
            }

            yield return (comment, words);
        }
    }
}
