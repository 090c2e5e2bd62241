using System.Globalization;

namespace Astra.Plugins.Cannon;

/// <summary>Reads text files of numbers separated by white space, the same number on every line.</summary>
static class NumberTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="leadingWords">How many words to skip at the start of each line.</param>
    /// <param name="allowMissing">Whether <c>nan</c> may stand for a missing number.</param>
    /// <returns>The numbers of each line that is not blank; at least one line of at least one number.</returns>
    /// <exception cref="BadInputException">The file is absent or not such a table; the message names file, line and column.</exception>
    public static double[][] Read(string path, int leadingWords = 0, bool allowMissing = false)
    {
        List<double[]> rows = [];
        int line = 0;
        try
        {
            foreach (string text in File.ReadLines(path))
            {
                line++;
                string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length == 0)
                {
                    continue;
                }

                double[] row = [.. words.Skip(leadingWords).Select(
                    (word, column) => Number(path, line, column + leadingWords + 1, word, allowMissing))];
                if (row.Length == 0 || (rows.Count > 0 && row.Length != rows[0].Length))
                {
                    throw new BadInputException(
                        $"{path}, line {line}: {row.Length} numbers; the lines before have {(rows.Count > 0 ? rows[0].Length : "none")}.");
                }

                rows.Add(row);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }

        return rows.Count > 0 ? [.. rows] : throw new BadInputException($"{path}: empty.");
    }

    static double Number(string path, int line, int column, string word, bool allowMissing) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && (allowMissing || double.IsFinite(number))
            ? number
            : throw new BadInputException(
                $"{path}, line {line}, column {column}: '{(word.Length > 40 ? word[..40] + "..." : word)}' is not a finite number.");
}
