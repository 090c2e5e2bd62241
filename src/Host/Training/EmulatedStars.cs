using Astra.Host.Errors;
using Astra.Simulation;

namespace Astra.Host.Training;

/// <summary>
/// The stars whose spectra an emulator can give: rows of a table, or stars drawn from them. It holds the rows' labels; a drawn star's are made again
/// each time.
/// </summary>
/// <remarks>
/// A drawn star is a row with a little noise on every label: a smoothed bootstrap (Silverman and Young 1987, Biometrika 74, 469), with a standard
/// deviation of a tenth of that of all rows. That fills the gaps between neighbours and keeps the shape of, say, the red-giant branch, which the
/// bandwidth that they recommend for one normal distribution would blur.
/// </remarks>
sealed class EmulatedStars : IEmulatedStars
{
    /// <summary>The noise on a label, in standard deviations of that label in the table.</summary>
    public const double Jitter = 0.1;

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
    readonly int seed;

    /// <summary>Draws stars from the rows; null where the stars are the rows.</summary>
    readonly SmoothedBootstrap? bootstrap;

    EmulatedStars(TrainingTable table, Emulator emulator, IReadOnlyList<LabelledRow> rows, Origin[] origins, int? draws, int seed)
    {
        this.emulator = emulator;
        this.rows = rows;
        this.origins = origins;
        this.seed = seed;
        Labels = table.LabelNames;
        Columns = table.Columns;
        Count = draws ?? rows.Count;
        Description = draws is null ? Invariant($"{Count:N0} stars of {table.Title}") : Invariant($"{Count:N0} stars drawn from {rows.Count:N0} of {table.Title}");
        if (draws is not null)
        {
            double[] noise = [.. Enumerable.Range(0, Labels.Count + Columns.Count)
                .Select(i => Jitter * StandardDeviation(rows.Select(row => Value(row, i))))];
            bootstrap = new SmoothedBootstrap(rows.Count, ValuesOf, noise, seed, IsWithin);
        }
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>The columns of a table that may be needed.</summary>
    public static IEnumerable<string> ColumnsFor(Emulator emulator) => emulator.Labels.SelectMany(label => NamesOf(label.Name));

    /// <summary>Takes the rows of a table that an emulator can give spectra of.</summary>
    /// <param name="table">The table, with the columns of <see cref="ColumnsFor"/>.</param>
    /// <param name="emulator">The emulator.</param>
    /// <param name="draws">How many stars to draw from the rows; null to take the rows.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="notes">Takes what the user should know, a sentence each.</param>
    /// <exception cref="UserException">A label that the emulator needs is not there, or no row is within its limits.</exception>
    public static EmulatedStars Of(TrainingTable table, Emulator emulator, int? draws, int seed, Action<string> notes)
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
                notes(StandsFor(origin.Name, label.Name));
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

        return new EmulatedStars(table, emulator, within, origins, draws, seed);
    }

    /// <summary>The names under which a label of an emulator may be known, best first.</summary>
    public static string[] NamesOf(string label) => StandIns.GetValueOrDefault(label, [label]);

    /// <summary>A sentence for the user on a label that is called otherwise in the emulator.</summary>
    public static string StandsFor(string name, string label) => $"{name} stands for the emulator's {label}.";

    /// <inheritdoc/>
    public LabelledRow Row(int star) => rows[bootstrap?.RowOf(star) ?? star];

    /// <summary>
    /// The number of a star in random sequences: its row, so that it is the same star whichever others are there; a drawn star's place.
    /// </summary>
    public long Number(int star) => bootstrap is null ? rows[star].Row : star;

    /// <inheritdoc/>
    public TrainingStar Star(int star)
    {
        if (bootstrap is null)
        {
            return rows[star].Star;
        }

        (int from, double[] values) = bootstrap.Draw(star);
        LabelledRow row = rows[from];
        return row.Star with { Name = Invariant($"{row.Name}/draw-{star + 1L}"), Labels = values[..row.Labels.Length] };
    }

    /// <inheritdoc/>
    public double[] EmulatorLabels(int star) => ForEmulator(bootstrap?.Draw(star).Values ?? ValuesOf(star), star);

    /// <summary>The labels and columns of a row.</summary>
    double[] ValuesOf(int row) => [.. rows[row].Labels, .. rows[row].Columns];

    bool IsWithin(double[] values)
    {
        for (int l = 0; l < origins.Length; l++)
        {
            if (origins[l].Place >= 0 && emulator.Labels[l].Side(values[origins[l].Place]) is not null)
            {
                return false;
            }
        }

        return true;
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

    static Origin OriginOf(EmulatorLabel label, TrainingTable table)
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
