namespace Astra.Isochrones;

/// <summary>
/// Reads isochrone tables of MIST (Choi et al. 2016, ApJ 823, 102; waps.cfa.harvard.edu/MIST, versions 1.0 to 2.5), both the theoretical ones
/// (<c>.iso</c>) and those with photometry (<c>.iso.cmd</c>): text in which each isochrone has a line <c># EEP</c> with the columns' names, and the
/// composition stands in the head as a line of names with <c>[Fe/H]</c> and a line of values.
/// </summary>
public static class MistTable
{
    const string Point = "EEP";
    const string LogAge = "log10_isochrone_age_yr";
    const string Age = "isochrone_age_yr";
    const string Iron = "[Fe/H]";
    const string InitialIron = "[Fe/H]_init";

    // From the end of the main sequence to the tip of the giant branch MIST knows one phase. Stars of it are on the giant branch below this gravity
    // and temperature: PARSEC's branch begins at log g 3.67, and the gap that massive stars cross at the same gravity is hotter.
    const double MostGiantLogg = 3.67;
    const double MostGiantLogTeff = 3.75;

    static readonly string[] Required = ["initial_mass", "star_mass", "log_L", "log_Teff", "log_g", "phase"];

    /// <summary>Whether a line names the columns of such a table.</summary>
    /// <param name="line">The line.</param>
    public static bool IsHeader(string line) => Words(line) is [Point, ..];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its rows, in order. K magnitudes are there if it has 2MASS_Ks.</returns>
    /// <exception cref="BadInputException">The file is absent or no such table; the message names file, line and column.</exception>
    public static List<IsochronePoint> Read(string path)
    {
        List<IsochronePoint> points = [];
        Columns? columns = null;
        double? ironOfFile = null;
        string[] above = [];
        int line = 0;
        try
        {
            foreach (string text in File.ReadLines(path))
            {
                line++;
                string[] words = Words(text);
                if (words is [Point, ..])
                {
                    columns = Columns.Of(path, line, words, ironOfFile);
                }
                else if (columns is null && Array.IndexOf(above, Iron) >= 0)
                {
                    ironOfFile = words.Length == above.Length
                        ? new IsochroneRow(path, line, above, words).Number(Array.IndexOf(above, Iron), -10, 2)
                        : throw new BadInputException($"{path}, line {line}: {words.Length} values below {above.Length} names.");
                }
                else if (words.Length > 0 && !text.TrimStart().StartsWith('#'))
                {
                    points.Add(Read(path, line, words, columns));
                }

                above = words;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: cannot be read: {e.Message}", e);
        }

        return points.Count > 0 ? points : throw new BadInputException($"{path}: no row of an isochrone in it. Give a table of MIST.");
    }

    static string[] Words(string text) => text.TrimStart().TrimStart('#').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static IsochronePoint Read(string path, int line, string[] words, Columns? columns)
    {
        if (columns is null)
        {
            throw new BadInputException($"{path}, line {line}: numbers before the line with the columns' names, which begins with '# {Point}'.");
        }

        if (words.Length != columns.Names.Length)
        {
            throw new BadInputException($"{path}, line {line}: {words.Length} values; the table has {columns.Names.Length} columns.");
        }

        IsochroneRow row = new(path, line, columns.Names, words);
        double logTeff = row.Number(columns.Required[3], 2, 7);
        double logG = row.Number(columns.Required[4], -10, 20);
        return new IsochronePoint(
            Metallicity: columns.Iron < 0 ? columns.IronOfFile : row.Number(columns.Iron, -10, 2),
            Age: row.Age(columns.Age, columns.IsAgeLogarithmic),
            InitialMass: row.Number(columns.Required[0], 0.01, 1000),
            Mass: row.Number(columns.Required[1], 0, 1000),
            LogLuminosity: row.Number(columns.Required[2], -20, 20),
            LogTeff: logTeff,
            LogG: logG,
            Phase: PhaseOf((int)Math.Round(row.Number(columns.Required[5], -2, 99)), logTeff, logG),
            KMagnitude: columns.Ks < 0 ? double.NaN : row.Number(columns.Ks, -50, 99));
    }

    static EvolutionaryPhase PhaseOf(int number, double logTeff, double logG) => number switch
    {
        < 0 => EvolutionaryPhase.PreMainSequence,
        0 => EvolutionaryPhase.MainSequence,
        2 when logG <= MostGiantLogg && logTeff <= MostGiantLogTeff => EvolutionaryPhase.RedGiantBranch,
        2 => EvolutionaryPhase.Subgiant,
        3 => EvolutionaryPhase.CoreHelium,
        4 => EvolutionaryPhase.EarlyAsymptoticBranch,
        5 => EvolutionaryPhase.ThermalPulses,
        _ => EvolutionaryPhase.Remnant,
    };

    sealed record Columns(string[] Names, int[] Required, int Age, bool IsAgeLogarithmic, int Iron, double IronOfFile, int Ks)
    {
        public static Columns Of(string path, int line, string[] names, double? ironOfFile)
        {
            bool isLogarithmic = Array.IndexOf(names, LogAge) >= 0;
            int iron = Array.IndexOf(names, InitialIron);
            return iron < 0 && ironOfFile is null
                ? throw new BadInputException($"{path}, line {line}: no column '{InitialIron}', and no {MistTable.Iron} in the head of the file.")
                : new Columns(
                    names,
                    [.. MistTable.Required.Select(Place)],
                    Place(isLogarithmic ? LogAge : MistTable.Age),
                    isLogarithmic,
                    iron,
                    ironOfFile ?? double.NaN,
                    Array.IndexOf(names, "2MASS_Ks"));

            int Place(string name)
            {
                int place = Array.IndexOf(names, name);
                return place >= 0 ? place : throw new BadInputException(
                    $"{path}, line {line}: no column '{name}'. A MIST isochrone table has {string.Join(", ", MistTable.Required)} and {LogAge} or {MistTable.Age}.");
            }
        }
    }
}
