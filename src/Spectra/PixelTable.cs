using System.Globalization;
using System.Reflection;

namespace Astra.Spectra;

/// <summary>
/// Named lists of pixels among the 7514 of <see cref="WavelengthGrid.Chips7514"/>, as text: a name on a line of its own, then lines of numbers and
/// ranges with both ends included, such as <c>0,11,64-65</c>; from # to the end of a line is a comment.
/// </summary>
public static class PixelTable
{
    /// <summary>The pixels of the network's input.</summary>
    public const int Pixels = 7514;

    /// <summary>The continuum pixels of astroNN for DR17, among the 7514.</summary>
    public static bool[] Continuum => ReadEmbedded(typeof(PixelTable).Assembly, "continuum-pixels.txt")[0].Pixels;

    /// <summary>Reads a table that an assembly brings along.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The name of the resource.</param>
    public static IReadOnlyList<(string Name, bool[] Pixels)> ReadEmbedded(Assembly assembly, string name)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads a table.</summary>
    /// <param name="text">The table.</param>
    /// <returns>For each name, in the order of the text, which of the 7514 pixels are listed.</returns>
    /// <exception cref="FormatException">It is no such table; the message names the line.</exception>
    public static IReadOnlyList<(string Name, bool[] Pixels)> Parse(string text)
    {
        List<(string Name, bool[] Pixels)> table = [];
        string[] lines = text.Split('\n');
        for (int number = 0; number < lines.Length; number++)
        {
            string line = lines[number].Split('#')[0].Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (!char.IsAsciiDigit(line[0]))
            {
                table.Add((line, new bool[Pixels]));
                continue;
            }

            foreach (string word in line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                string[] ends = word.Split('-');
                if (table.Count == 0 || ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || last < first)
                {
                    throw new FormatException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"Line {number + 1}: '{word}' is no pixel, 0 to {Pixels - 1}, nor a range of pixels such as 64-65, below a name."));
                }

                table[^1].Pixels.AsSpan(first, last - first + 1).Fill(true);
            }
        }

        return table;
    }

    static bool TryNumber(string word, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Pixels;
}
