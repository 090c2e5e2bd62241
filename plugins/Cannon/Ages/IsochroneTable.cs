using System.Globalization;

namespace Astra.Plugins.Cannon.Ages;

/// <summary>
/// Reads isochrone tables of the PARSEC web interface (stev.oapd.inaf.it/cmd, versions 3.0 to 3.4): text with the columns' names on a line that
/// begins with <c>Zini</c> or <c># Zini</c>, which is repeated before each isochrone or stands once; comments begin with <c>#</c>.
/// </summary>
static class IsochroneTable
{
    const string Metals = "Zini";
    const string Age = "Age";
    const string LogAge = "logAge";

    static readonly string[] Required = [Metals, "Mini", "Mass", "logL", "label"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its rows, in order.</returns>
    /// <exception cref="BadInputException">The file is absent or no such table; the message names file, line and column.</exception>
    public static List<IsochronePoint> Read(string path)
    {
        List<IsochronePoint> points = [];
        string[]? names = null;
        int[] places = [];
        bool logarithmic = false;
        int line = 0;
        try
        {
            foreach (string text in File.ReadLines(path))
            {
                line++;
                string[] words = text.TrimStart().TrimStart('#').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (words is [Metals, ..])
                {
                    names = words;
                    logarithmic = Array.IndexOf(names, LogAge) >= 0;
                    places = [.. Required.Append(logarithmic ? LogAge : Age).Select(name => Place(path, line, words, name))];
                }
                else if (words.Length > 0 && !text.TrimStart().StartsWith('#'))
                {
                    points.Add(Point(path, line, words, names, places, logarithmic));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }

        return points.Count > 0 ? points : throw new BadInputException($"{path}: no row of an isochrone in it. Give a table of the PARSEC web interface.");
    }

    static int Place(string path, int line, string[] names, string name)
    {
        int place = Array.IndexOf(names, name);
        return place >= 0 ? place : throw new BadInputException(
            $"{path}, line {line}: no column '{name}'. A PARSEC isochrone table has {string.Join(", ", Required)} and {Age} or {LogAge}.");
    }

    static IsochronePoint Point(string path, int line, string[] words, string[]? names, int[] places, bool logarithmic)
    {
        if (names is null)
        {
            throw new BadInputException($"{path}, line {line}: numbers before the line with the columns' names, which begins with '{Metals}'.");
        }

        if (words.Length != names.Length)
        {
            throw new BadInputException($"{path}, line {line}: {words.Length} values; the table has {names.Length} columns.");
        }

        double metals = Number(0, 1e-6, 0.2);
        double initialMass = Number(1, 0.01, 1000);
        double mass = Number(2, 0, 1000);
        double luminosity = Number(3, -20, 20);
        double phase = Number(4, -1, 99);
        double age = logarithmic ? Math.Pow(10, Number(5, 5, 10.5) - 9) : Number(5, 1e5, 3e10) / 1e9;

        // Five digits, as the tables have in log age, so that 5.00e+09 years and 9.69897 are the same age.
        age = double.Parse(age.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return new IsochronePoint(metals, age, initialMass, mass, luminosity, (int)Math.Round(phase));

        double Number(int which, double least, double most)
        {
            string word = words[places[which]];
            return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
                ? number
                : throw new BadInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}, line {line}, column {names[places[which]]}: '{(word.Length > 40 ? word[..40] + "..." : word)}' is not a number from {least} to {most}."));
        }
    }
}
