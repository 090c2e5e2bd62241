using Astra.Host.Errors;
using Astra.Simulation;

namespace Astra.Host.Training;

/// <summary>
/// The stars whose spectra an emulator can give: rows of a table, or stars drawn from them. It holds the rows' labels; a drawn star's are made again each time.
/// </summary>
/// <remarks>
/// A drawn star is a row with a little noise on every label: a smoothed bootstrap (Silverman and Young 1987, Biometrika 74, 469), with a standard deviation of a tenth
/// of that of all rows. That fills the gaps between neighbours and keeps the shape of, say, the red-giant branch, which the bandwidth that they recommend for one
/// normal distribution would blur.
/// </remarks>
sealed class EmulatedStars
{
    /// <summary>The noise on a label, in standard deviations of that label in the table.</summary>
    public const double Jitter = 0.1;

    /// <summary>How often a star that the noise carried out of the emulator's limits is drawn again before it stays where its row is.</summary>
    const int MostAttempts = 100;

    /// <summary>What may stand for a label that the table or the user calls otherwise, best first.</summary>
    static readonly Dictionary<string, string[]> StandIns = new()
    {
        ["alpha_fe"] = ["alpha_fe", "alpha_m", "mg_fe"],
        ["mg_fe"] = ["mg_fe", "alpha_fe", "alpha_m"],
        ["fe_h"] = ["fe_h", "m_h"],
    };

    /// <summary>Without these there is no saying what star it is; what else is missing is drawn.</summary>
    static readonly string[] Needed = ["teff", "logg", "fe_h"];

    readonly Emulator emulator;
    readonly IReadOnlyList<LabelledRow> rows;
    readonly Origin[] origins;
    readonly double[] noise;
    readonly int? draws;
    readonly int seed;

    EmulatedStars(Emulator emulator, IReadOnlyList<LabelledRow> rows, Origin[] origins, int? draws, int seed)
    {
        this.emulator = emulator;
        this.rows = rows;
        this.origins = origins;
        this.draws = draws;
        this.seed = seed;
        int values = rows[0].Labels.Length + rows[0].Columns.Length;
        noise = [.. Enumerable.Range(0, values).Select(i => Jitter * StandardDeviation(rows.Select(row => Value(row, i))))];
    }

    /// <summary>The number of stars.</summary>
    public int Count => draws ?? rows.Count;

    /// <summary>Whether stars are drawn from the rows, and are not the rows themselves.</summary>
    public bool AreDrawn => draws is not null;

    /// <summary>The number of rows within the emulator's limits.</summary>
    public int Rows => rows.Count;

    /// <summary>The columns of a table that may be needed.</summary>
    public static IEnumerable<string> ColumnsFor(Emulator emulator) => emulator.Labels.SelectMany(label => NamesOf(label.Name));

    /// <summary>Takes the rows of a table that an emulator can give spectra of.</summary>
    /// <param name="table">The table, with the columns of <see cref="ColumnsFor"/>.</param>
    /// <param name="emulator">The emulator.</param>
    /// <param name="draws">How many stars to draw from the rows; null to take the rows.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="notes">Takes what the user should know, a sentence each.</param>
    /// <exception cref="UserException">A label that the emulator needs is not there, or no row is within its limits.</exception>
    public static EmulatedStars Of(LabelTable table, Emulator emulator, int? draws, int seed, Action<string> notes)
    {
        Origin[] origins = [.. emulator.Labels.Select(label => OriginOf(label, table))];
        foreach ((EmulatorLabel label, Origin origin) in emulator.Labels.Zip(origins))
        {
            if (origin.Place < 0)
            {
                notes(Invariant($"{label.Name} is neither a label nor a column of {table.Path}; it is drawn evenly from {label.Minimum:G4} to {label.Maximum:G4}."));
            }
            else if (origin.Name != label.Name)
            {
                notes($"{origin.Name} stands for the emulator's {label.Name}.");
            }
        }

        string[] unknown = [.. table.LabelNames.Where(name => !origins.Any(origin => origin.Name == name))];
        if (unknown.Length > 0)
        {
            notes($"The emulator knows nothing of {string.Join(", ", unknown)}: its spectra cannot show more of it than goes with the other labels.");
        }

        List<LabelledRow> within = [];
        List<LabelledRow> outside = [];
        SortedDictionary<string, long> reasons = new(StringComparer.Ordinal);
        foreach (LabelledRow row in table.Rows)
        {
            string[] sides = [.. emulator.Labels.Zip(origins)
                .Where(pair => pair.Second.Place >= 0)
                .Select(pair => (pair.First.Name, Side: pair.First.Side(Value(row, pair.Second.Place))))
                .Where(pair => pair.Side is not null).Select(pair => $"{pair.Name} {pair.Side}")];
            (sides.Length == 0 ? within : outside).Add(row);
            foreach (string side in sides)
            {
                reasons[side] = reasons.GetValueOrDefault(side) + 1;
            }
        }

        string why = string.Join(", ", reasons.Select(reason => Invariant($"{reason.Key} in {reason.Value:N0}")));
        string file = Path.GetFileName(emulator.Path);
        if (within.Count == 0)
        {
            throw UserException.Usage(
                Invariant($"None of the {outside.Count:N0} rows of {table.Path} is within the limits of the emulator {file}: {why}. Check units and columns, or use another emulator."));
        }

        if (outside.Count > 0)
        {
            notes(Invariant(
                $"{outside.Count:N0} of {table.Rows.Count:N0} rows are outside of the emulator {file} and are left out ({why}): {LabelledRow.List(outside)}."));
        }

        return new EmulatedStars(emulator, within, origins, draws, seed);
    }

    /// <summary>The row that a star is, or was drawn from.</summary>
    public LabelledRow Row(int star) => rows[draws is null ? star : (int)(Random(star).NextDouble() * rows.Count)];

    /// <summary>The number of a star in random sequences: its row, so that it is the same star whichever others are there; a drawn star's place.</summary>
    public long Number(int star) => draws is null ? rows[star].Row : star;

    /// <summary>The star as a trainer sees it.</summary>
    public TrainingStar Star(int star)
    {
        LabelledRow row = Row(star);
        return draws is null ? row.Star : row.Star with { Name = Invariant($"{row.Name}/draw-{star + 1}"), Labels = Values(star)[..row.Labels.Length] };
    }

    /// <summary>The star's labels as the emulator takes them, within its limits.</summary>
    public double[] EmulatorLabels(int star) => ForEmulator(Values(star), star);

    /// <summary>The labels and columns of a star's row, with noise where the star is drawn.</summary>
    double[] Values(int star)
    {
        if (draws is null)
        {
            return [.. rows[star].Labels, .. rows[star].Columns];
        }

        RandomSource random = Random(star);
        LabelledRow row = rows[(int)(random.NextDouble() * rows.Count)];
        double[] values = [.. row.Labels, .. row.Columns];
        double[] noisy = new double[values.Length];
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                noisy[i] = values[i] + (noise[i] * random.NextGaussian());
            }

            if (emulator.WhyOutside(ForEmulator(noisy, star)) is null)
            {
                return noisy;
            }
        }

        return values;
    }

    double[] ForEmulator(double[] values, int star)
    {
        RandomSource? drawn = null;
        double[] labels = new double[origins.Length];
        for (int l = 0; l < labels.Length; l++)
        {
            EmulatorLabel label = emulator.Labels[l];
            labels[l] = origins[l].Place >= 0
                ? values[origins[l].Place]
                : label.Minimum + ((label.Maximum - label.Minimum) * (drawn ??= RandomSource.FromName(Invariant($"{seed}\nemulated label\n{Number(star)}"))).NextDouble());
        }

        return labels;
    }

    RandomSource Random(int star) => RandomSource.FromName(Invariant($"{seed}\ndraw\n{star}"));

    static Origin OriginOf(EmulatorLabel label, LabelTable table)
    {
        string[] names = NamesOf(label.Name);
        IReadOnlyList<string> labels = table.LabelNames;
        foreach (string name in names)
        {
            for (int i = 0; i < labels.Count; i++)
            {
                if (labels[i] == name)
                {
                    return new Origin(name, i);
                }
            }
        }

        foreach (string name in names)
        {
            for (int i = 0; i < table.Columns.Count; i++)
            {
                if (table.Columns[i] == name)
                {
                    return new Origin(name, labels.Count + i);
                }
            }
        }

        return Needed.Contains(label.Name)
            ? throw UserException.Usage(
                $"The emulator needs {label.Name}, which is neither among --labels nor a column of {table.Path}. Add it: --labels {label.Name}=COLUMN,...")
            : new Origin(label.Name, -1);
    }

    static string[] NamesOf(string label) => StandIns.GetValueOrDefault(label, [label]);

    static double Value(LabelledRow row, int place) => place < row.Labels.Length ? row.Labels[place] : row.Columns[place - row.Labels.Length];

    static double StandardDeviation(IEnumerable<double> values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        if (known.Length < 2)
        {
            return 0;
        }

        double mean = known.Average();
        return Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1));
    }

    /// <summary>Where an emulator's label comes from.</summary>
    /// <param name="Name">What it is called there.</param>
    /// <param name="Place">Its place among the labels and then the columns of a row; -1 when it is drawn.</param>
    readonly record struct Origin(string Name, int Place);
}
