using System.Globalization;

namespace Astra.Simulation;

/// <summary>Where the labels of simulated stars come from. Safe for several threads.</summary>
public interface ILabelSource
{
    /// <summary>What it is, for manifests and logs.</summary>
    string Description { get; }

    /// <summary>The labels of a star, within the emulator's limits: the same each time, whatever else is drawn.</summary>
    /// <param name="star">Its number, 0 or more.</param>
    double[] Draw(long star);
}

/// <summary>
/// The labels of real stars, each in its turn; with jitter a smoothed bootstrap (Efron and Tibshirani 1993, section 16.5), so that there may be more
/// stars than rows without any two alike.
/// </summary>
public sealed class RealStarLabels : ILabelSource
{
    const int Tries = 100;

    readonly Emulator emulator;
    readonly LabelTable table;
    readonly int seed;
    readonly double[] widths;

    /// <summary>Makes a source.</summary>
    /// <param name="emulator">Whose limits hold.</param>
    /// <param name="table">The real stars.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="jitter">
    /// Width of the Gaussian that is added to each label, in units of Silverman's (1986) rule: (4 / (d + 2) / n)^(1 / (d + 4)) of the label's
    /// standard deviation for
    /// d labels of n stars. 0 adds nothing, 1 is the rule.
    /// </param>
    /// <exception cref="BadInputException">No star lies within the limits; the message says why.</exception>
    /// <exception cref="ConfigurationException">The jitter is negative.</exception>
    public RealStarLabels(Emulator emulator, LabelTable table, int seed, double jitter)
    {
        if (table.Count == 0)
        {
            string why = string.Join("; ", table.Rejected.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Label} {entry.Reason}: {entry.Count}")));
            throw new BadInputException($"No star lies within the limits of {emulator.Path} ({(why.Length > 0 ? why : "the table is empty")}). Use other stars or another emulator.");
        }

        if (!(jitter >= 0) || double.IsInfinity(jitter))
        {
            throw new ConfigurationException(FormattableString.Invariant($"The jitter of simulated labels is {jitter} but must be 0 or more. Change it."));
        }

        this.emulator = emulator;
        this.table = table;
        this.seed = seed;
        int dimensions = emulator.Labels.Count;
        double rule = jitter * Math.Pow(4.0 / (dimensions + 2) / table.Count, 1.0 / (dimensions + 4));
        widths = [.. Enumerable.Range(0, dimensions).Select(l => rule * Deviation(l))];
        Description = string.Create(CultureInfo.InvariantCulture, $"labels of {table.Count} real stars, jitter {jitter:G3}, seed {seed}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>The row of the caller's table that a star comes from, 0-based.</summary>
    /// <param name="star">Its number.</param>
    public int RowOf(long star) => table.Rows[(int)(star % table.Count)];

    /// <inheritdoc/>
    public double[] Draw(long star)
    {
        ReadOnlySpan<double> real = table[(int)(star % table.Count)];
        double[] labels = real.ToArray();
        if (widths.All(width => width == 0))
        {
            return labels;
        }

        // What falls outside is drawn again. A star in the very corner of the limits stays as it is after so many tries.
        RandomSource random = RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"jitter\n{seed}\n{star}"));
        for (int n = 0; n < Tries; n++)
        {
            for (int l = 0; l < labels.Length; l++)
            {
                labels[l] = real[l] + (widths[l] * random.NextGaussian());
            }

            if (emulator.WhyOutside(labels) is null)
            {
                return labels;
            }
        }

        return real.ToArray();
    }

    double Deviation(int label)
    {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < table.Count; i++)
        {
            double value = table[i][label] - table[0][label];
            sum += value;
            squares += value * value;
        }

        double mean = sum / table.Count;
        return Math.Sqrt(Math.Max(0, (squares / table.Count) - (mean * mean)));
    }
}

/// <summary>Labels spread evenly in a box. No real stars are so: a model trained on them knows every corner, and tests see every corner.</summary>
public sealed class UniformLabels : ILabelSource
{
    readonly EmulatorLabel[] box;
    readonly int seed;

    /// <summary>Makes a source of labels within an emulator's limits.</summary>
    /// <param name="emulator">The emulator.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="within">Narrower limits for some labels; null for none.</param>
    /// <exception cref="ConfigurationException">A limit names no label of the emulator, is empty, or reaches beyond the emulator's.</exception>
    public UniformLabels(Emulator emulator, int seed, IEnumerable<EmulatorLabel>? within = null)
    {
        this.seed = seed;
        box = [.. emulator.Labels];
        foreach (EmulatorLabel limit in within ?? [])
        {
            int at = Array.FindIndex(box, label => label.Name == limit.Name);
            if (at < 0)
            {
                throw new ConfigurationException($"The emulator has no label '{limit.Name}'. It has {string.Join(", ", box.Select(label => label.Name))}.");
            }

            EmulatorLabel whole = emulator.Labels[at];
            if (!(limit.Minimum <= limit.Maximum) || whole.Side(limit.Minimum) is not null || whole.Side(limit.Maximum) is not null)
            {
                throw new ConfigurationException(FormattableString.Invariant(
                    $"The limits {limit.Minimum} to {limit.Maximum} of {limit.Name} are not within {whole.Minimum:G5} to {whole.Maximum:G5}. Narrow them."));
            }

            box[at] = limit;
        }

        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"labels spread evenly, {string.Join(", ", box.Select(label => FormattableString.Invariant($"{label.Name} {label.Minimum:G5} to {label.Maximum:G5}")))}, seed {seed}");
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public double[] Draw(long star)
    {
        RandomSource random = RandomSource.FromName(string.Create(CultureInfo.InvariantCulture, $"uniform\n{seed}\n{star}"));
        return Array.ConvertAll(box, label => label.Minimum + ((label.Maximum - label.Minimum) * random.NextDouble()));
    }
}
