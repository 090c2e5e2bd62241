namespace Astra.Isochrones;

/// <summary>
/// Reads isochrone tables of the PARSEC web interface (stev.oapd.inaf.it/cmd, versions 3.0 to 3.4): text with the columns' names on a line that
/// begins with <c>Zini</c> or <c># Zini</c>, which is repeated before each isochrone or stands once; comments begin with <c>#</c>.
/// </summary>
public static class ParsecTable
{
    const string Metals = "Zini";
    const string Age = "Age";
    const string LogAge = "logAge";

    static readonly string[] Required = [Metals, "Mini", "Mass", "logL", "logTe", "logg", "label"];

    /// <summary>Whether a line names the columns of such a table.</summary>
    /// <param name="line">The line.</param>
    public static bool IsHeader(string line) => Words(line) is [Metals, ..];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its rows, in order. K magnitudes are there if it has Ksmag (2MASS), or Jmag and Kmag (UBVRIJHK).</returns>
    /// <exception cref="BadInputException">The file is absent or no such table; the message names file, line and column.</exception>
    public static List<IsochronePoint> Read(string path)
    {
        List<IsochronePoint> points = [];
        Columns? columns = null;
        int line = 0;
        try
        {
            foreach (string text in File.ReadLines(path))
            {
                line++;
                string[] words = Words(text);
                if (words is [Metals, ..])
                {
                    columns = Columns.Of(path, line, words);
                }
                else if (words.Length > 0 && !text.TrimStart().StartsWith('#'))
                {
                    points.Add(Point(path, line, words, columns));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }

        return points.Count > 0 ? points : throw new BadInputException($"{path}: no row of an isochrone in it. Give a table of the PARSEC web interface.");
    }

    static string[] Words(string text) => text.TrimStart().TrimStart('#').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static IsochronePoint Point(string path, int line, string[] words, Columns? columns)
    {
        if (columns is null)
        {
            throw new BadInputException($"{path}, line {line}: numbers before the line with the columns' names, which begins with '{Metals}'.");
        }

        if (words.Length != columns.Names.Length)
        {
            throw new BadInputException($"{path}, line {line}: {words.Length} values; the table has {columns.Names.Length} columns.");
        }

        IsochroneRow row = new(path, line, columns.Names, words);
        return new IsochronePoint(
            Metallicity: ParsecMetallicity.Of(row.Number(columns.Required[0], 1e-6, 0.2)),
            Age: row.Age(columns.Age, columns.IsAgeLogarithmic),
            InitialMass: row.Number(columns.Required[1], 0.01, 1000),
            Mass: row.Number(columns.Required[2], 0, 1000),
            LogLuminosity: row.Number(columns.Required[3], -20, 20),
            LogTeff: row.Number(columns.Required[4], 2, 7),
            LogG: row.Number(columns.Required[5], -10, 20),
            Phase: PhaseOf((int)Math.Round(row.Number(columns.Required[6], -1, 99))),
            KMagnitude: KMagnitude(row, columns));
    }

    static EvolutionaryPhase PhaseOf(int label) => label switch
    {
        <= 0 => EvolutionaryPhase.PreMainSequence,
        1 => EvolutionaryPhase.MainSequence,
        2 => EvolutionaryPhase.Subgiant,
        3 => EvolutionaryPhase.RedGiantBranch,
        4 or 5 or 6 => EvolutionaryPhase.CoreHelium,
        7 => EvolutionaryPhase.EarlyAsymptoticBranch,
        8 => EvolutionaryPhase.ThermalPulses,
        _ => EvolutionaryPhase.Remnant,
    };

    /// <summary>2MASS K_s. K of the UBVRIJHK system is Bessell and Brett's: Carpenter 2001, AJ 121, 2851, appendix A.</summary>
    static double KMagnitude(IsochroneRow row, Columns columns)
    {
        if (columns.Ks >= 0)
        {
            return row.Number(columns.Ks, -50, 99);
        }

        if (columns.J < 0 || columns.K < 0)
        {
            return double.NaN;
        }

        double k = row.Number(columns.K, -50, 99);
        return k - 0.039 + (0.001 * (row.Number(columns.J, -50, 99) - k));
    }

    sealed record Columns(string[] Names, int[] Required, int Age, bool IsAgeLogarithmic, int J, int K, int Ks)
    {
        public static Columns Of(string path, int line, string[] names)
        {
            bool isLogarithmic = Array.IndexOf(names, LogAge) >= 0;
            return new Columns(
                names,
                [.. ParsecTable.Required.Select(Place)],
                Place(isLogarithmic ? LogAge : ParsecTable.Age),
                isLogarithmic,
                Array.IndexOf(names, "Jmag"),
                Array.IndexOf(names, "Kmag"),
                Array.IndexOf(names, "Ksmag"));

            int Place(string name)
            {
                int place = Array.IndexOf(names, name);
                return place >= 0 ? place : throw new BadInputException(
                    $"{path}, line {line}: no column '{name}'. A PARSEC isochrone table has {string.Join(", ", ParsecTable.Required)} and {ParsecTable.Age} or {LogAge}.");
            }
        }
    }
}
