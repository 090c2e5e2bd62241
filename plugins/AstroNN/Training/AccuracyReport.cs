using System.Globalization;
using System.Text;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>How good a network is on spectra that nothing of it was made with, by S/N, for all stars and for giants.</summary>
sealed record AccuracyReport : TrainingReport
{
    // Stars with a log g below this are giants (subgiants and up).
    const double GiantsBelow = 3.5;

    static readonly double[] Edges = [0, 20, 40, 80, 125, 200, double.PositiveInfinity];

    /// <summary>All test spectra, then those of each range of S/N that has any; each once more for giants.</summary>
    public required IReadOnlyList<AccuracyBin> Bins { get; init; }

    /// <summary>Labels that were not trained.</summary>
    public required string[] Untrained { get; init; }

    /// <summary>Measures test spectra.</summary>
    /// <param name="answers">What the network says of them.</param>
    /// <param name="settings">The model's settings.</param>
    public static IReadOnlyList<AccuracyBin> Measure(StarAnswer[] answers, AstroNNSettings settings)
    {
        int logg = Array.FindIndex(settings.Labels, label => label.Name == "logg");
        List<AccuracyBin> bins = [];
        Add("all", answers);
        for (int i = 0; i + 1 < Edges.Length; i++)
        {
            string name = double.IsPositiveInfinity(Edges[i + 1])
                ? string.Create(CultureInfo.InvariantCulture, $"S/N above {Edges[i]}")
                : string.Create(CultureInfo.InvariantCulture, $"S/N {Edges[i]} to {Edges[i + 1]}");
            Add(name, [.. answers.Where(answer => answer.Snr >= Edges[i] && answer.Snr < Edges[i + 1])]);
        }

        return bins;

        void Add(string name, StarAnswer[] members)
        {
            StarAnswer[] giants = logg < 0 ? [] : [.. members.Where(answer => answer.Truth[logg] < GiantsBelow)];
            if (members.Length > 0)
            {
                bins.Add(AccuracyBin.Of(name, members, settings));
            }

            if (giants.Length > 0 && giants.Length < members.Length)
            {
                bins.Add(AccuracyBin.Of($"{name}, giants", giants, settings));
            }
        }
    }

    /// <inheritdoc/>
    protected override string Title => "AstroNN";

    /// <inheritdoc/>
    protected override string Answers => "labels";

    /// <inheritdoc/>
    protected override string Particulars =>
        Untrained.Length == 0 ? "All labels were trained." : $"Not trained, and so not reported: {string.Join(", ", Untrained)}.";

    /// <inheritdoc/>
    protected override object Accuracy => Bins.Select(bin => new
    {
        bin.Name,
        bin.Spectra,
        OutsideDomain = Finite(bin.OutsideDomain),
        Labels = bin.Labels.Select(label => new
        {
            label.Name,
            label.Unit,
            label.Count,
            Scatter = Finite(label.Scatter),
            Bias = Finite(label.Bias),
            Width = Finite(label.Width),
            Pull = Finite(label.Pull),
        }),
    });

    /// <inheritdoc/>
    protected override void AddFigures(Action<string, double> add)
    {
        foreach (AccuracyBin bin in Bins)
        {
            add($"test spectra, {bin.Name}", bin.Spectra);
            foreach (LabelAccuracy label in bin.Labels)
            {
                add($"{label.Name} scatter ({label.Unit}), {bin.Name}", label.Scatter);
                add($"{label.Name} bias ({label.Unit}), {bin.Name}", label.Bias);
                add($"{label.Name} difference over error, width, {bin.Name}", label.Pull);
            }

            add($"outside of the domain (%), {bin.Name}", 100 * bin.OutsideDomain);
        }
    }

    /// <inheritdoc/>
    protected override void AppendAccuracy(StringBuilder text)
    {
        text.Append("On the test spectra, which nothing was fitted to (scatter: standard deviation; width: half the range of the middle 68 %; pull: width of difference over error; ");
        Append(text, $"giants: log g below {GiantsBelow}):\n\n");
        text.Append("| spectra | number | label | bias | scatter | width | pull | outside of the domain |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (AccuracyBin bin in Bins)
        {
            foreach (LabelAccuracy label in bin.Labels)
            {
                Append(text, $"| {bin.Name} | {label.Count} | {label.Name} ({label.Unit}) | {label.Bias:F3} | {label.Scatter:F3} | {label.Width:F3} | ");
                Append(text, $"{(double.IsNaN(label.Pull) ? "" : label.Pull.ToString("F2", CultureInfo.InvariantCulture))} | {100 * bin.OutsideDomain:F1} % |\n");
            }
        }
    }
}

/// <summary>Some of the test spectra.</summary>
/// <param name="Name">Which.</param>
/// <param name="Spectra">How many.</param>
/// <param name="OutsideDomain">The share of them that is flagged.</param>
/// <param name="Labels">How far off each label is.</param>
sealed record AccuracyBin(string Name, int Spectra, double OutsideDomain, IReadOnlyList<LabelAccuracy> Labels)
{
    /// <summary>Measures spectra.</summary>
    /// <param name="name">Which they are.</param>
    /// <param name="answers">What the model says of them, one or more.</param>
    /// <param name="settings">The model's settings.</param>
    public static AccuracyBin Of(string name, StarAnswer[] answers, AstroNNSettings settings)
    {
        int iron = Array.FindIndex(settings.Labels, label => label.Name == "fe_h");
        int magnesium = Array.FindIndex(settings.Labels, label => label.Name == "mg_h");
        return new AccuracyBin(
            name,
            answers.Length,
            (double)answers.Count(answer => answer.DomainDistance > DomainMeasure.Threshold) / answers.Length,
            [
                .. Enumerable.Range(0, settings.Labels.Length).Select(output => LabelAccuracy.Of(output, settings, answers)),
                .. iron >= 0 && magnesium >= 0 ? new[] { LabelAccuracy.OfDifference(magnesium, iron, settings, answers) } : [],
            ]);
    }
}
