using Spectre.Console;

namespace Astra.Host.Commands;

/// <summary>Rows under headings: wrapped to the width of a terminal, or one plain line for each row when piped.</summary>
sealed class Listing(params IReadOnlyList<string> headings)
{
    readonly List<IReadOnlyList<string>> rows = [];

    public void Add(params IReadOnlyList<string> cells) => rows.Add(cells);

    /// <param name="output">Where to.</param>
    /// <param name="indent">How many spaces stand before each line.</param>
    public void Write(TextWriter output, int indent = 0)
    {
        if (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected)
        {
            WriteTable(output, indent);
        }
        else
        {
            WriteLines(output, indent);
        }
    }

    void WriteTable(TextWriter output, int indent)
    {
        Table table = new() { Border = TableBorder.None };
        foreach (string heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Dim))).PadLeft(0).PadRight(2));
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Write(new Padder(table, new Padding(indent, 0, 0, 0)));
    }

    void WriteLines(TextWriter output, int indent)
    {
        int[] widths = [.. headings.Select((heading, column) => rows.Select(row => row[column].Length).Append(heading.Length).Max())];
        foreach (IReadOnlyList<string> row in rows.Prepend(headings))
        {
            string line = string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])));
            output.WriteLine(new string(' ', indent) + line.TrimEnd());
        }
    }
}
