namespace Astra.Simulation;

/// <summary>Rows that an emulator cannot make spectra of, for one reason.</summary>
/// <param name="Label">The label that rules them out; of several, the first in the emulator's order.</param>
/// <param name="Reason">Why: <c>below MINIMUM</c>, <c>above MAXIMUM</c> or <c>not known</c>.</param>
/// <param name="Count">How many rows.</param>
/// <param name="FirstRow">The first of them, 0-based.</param>
public sealed record RejectedLabels(string Label, string Reason, int Count, int FirstRow);

/// <summary>
/// The labels of real stars that lie within an emulator's limits. The others are left out, never moved to a limit, and counted by reason.
/// </summary>
public sealed class LabelTable
{
    readonly double[][] labels;

    LabelTable(double[][] labels, int[] rows, IReadOnlyList<RejectedLabels> rejected)
    {
        this.labels = labels;
        Rows = rows;
        Rejected = rejected;
    }

    /// <summary>The 0-based rows that were kept, ascending.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>The number of rows that were kept.</summary>
    public int Count => labels.Length;

    /// <summary>What was left out, most frequent first; empty when nothing was.</summary>
    public IReadOnlyList<RejectedLabels> Rejected { get; }

    /// <summary>Selects the stars of which an emulator can make spectra.</summary>
    /// <param name="emulator">The emulator.</param>
    /// <param name="stars">For each star a value for each of <see cref="Emulator.Labels"/>; NaN when not known.</param>
    /// <exception cref="ArgumentException">A star has another number of labels.</exception>
    public static LabelTable Select(Emulator emulator, IEnumerable<IReadOnlyList<double>> stars)
    {
        List<double[]> kept = [];
        List<int> rows = [];
        Dictionary<(string Label, string Reason), (int Count, int First)> rejected = [];
        int row = 0;
        foreach (IReadOnlyList<double> star in stars)
        {
            double[] values = [.. star];
            if (emulator.WhyOutside(values) is null)
            {
                kept.Add(values);
                rows.Add(row);
            }
            else
            {
                EmulatorLabel wrong = emulator.Labels.Where((label, l) => label.Side(values[l]) is not null).First();
                (string, string) key = (wrong.Name, wrong.Side(values[emulator.Labels.ToList().IndexOf(wrong)])!);
                (int count, int first) = rejected.GetValueOrDefault(key, (0, row));
                rejected[key] = (count + 1, first);
            }

            row++;
        }

        return new LabelTable(
            [.. kept],
            [.. rows],
            [.. rejected.Select(entry => new RejectedLabels(entry.Key.Label, entry.Key.Reason, entry.Value.Count, entry.Value.First))
                .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.FirstRow)]);
    }

    /// <summary>The labels of a star that was kept.</summary>
    /// <param name="index">0-based, below <see cref="Count"/>.</param>
    public ReadOnlySpan<double> this[int index] => labels[index];
}
