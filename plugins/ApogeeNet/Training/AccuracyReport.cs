using System.Globalization;
using System.Text;
using Astra.Neural;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>How good a network is on spectra that nothing of it was made with, by S/N.</summary>
sealed record AccuracyReport : TrainingReport
{
    static readonly double[] Edges = [0, 20, 40, 80, 125, 200, double.PositiveInfinity];

    /// <summary>All test spectra, then those of each range of S/N that has any.</summary>
    public required IReadOnlyList<AccuracyBin> Bins { get; init; }

    /// <summary>Measures test spectra.</summary>
    /// <param name="answers">What the network says of them.</param>
    /// <param name="settings">The model's settings.</param>
    public static IReadOnlyList<AccuracyBin> Measure(StarAnswer[] answers, ApogeeNetSettings settings)
    {
        List<AccuracyBin> bins = [AccuracyBin.Of(0, double.PositiveInfinity, answers, settings)];
        for (int i = 0; i + 1 < Edges.Length; i++)
        {
            StarAnswer[] members = [.. answers.Where(answer => answer.Snr >= Edges[i] && answer.Snr < Edges[i + 1])];
            if (members.Length > 0)
            {
                bins.Add(AccuracyBin.Of(Edges[i], Edges[i + 1], members, settings));
            }
        }

        return bins;
    }

    /// <inheritdoc/>
    protected override string Title => "APOGEE Net II";

    /// <inheritdoc/>
    protected override string Answers => "labels";

    /// <inheritdoc/>
    protected override object Accuracy => Bins.Select(bin => new
    {
        bin.Name,
        SnrFrom = bin.From,
        SnrTo = Finite(bin.To),
        bin.Spectra,
        bin.OutsideDomain,
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
        text.Append("On the test spectra, which nothing was fitted to (scatter: standard deviation; width: half the range of the middle 68 %; pull: width of difference over error):\n\n");
        text.Append("| S/N | spectra | label | bias | scatter | width | pull | outside of the domain |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (AccuracyBin bin in Bins)
        {
            foreach (LabelAccuracy label in bin.Labels)
            {
                Append(text, $"| {bin.Name} | {label.Count} | {label.Name} ({label.Unit}) | {label.Bias:F3} | {label.Scatter:F3} | {label.Width:F3} | {label.Pull:F2} | ");
                Append(text, $"{100 * bin.OutsideDomain:F1} % |\n");
            }
        }
    }
}

/// <summary>The test spectra of a range of S/N.</summary>
/// <param name="From">Included.</param>
/// <param name="To">Excluded.</param>
/// <param name="Spectra">How many.</param>
/// <param name="OutsideDomain">The share of them that is flagged.</param>
/// <param name="Labels">How far off each label is.</param>
sealed record AccuracyBin(double From, double To, int Spectra, double OutsideDomain, IReadOnlyList<LabelAccuracy> Labels)
{
    /// <summary>For tables.</summary>
    public string Name => double.IsPositiveInfinity(To)
        ? From == 0 ? "all" : string.Create(CultureInfo.InvariantCulture, $"S/N above {From}")
        : string.Create(CultureInfo.InvariantCulture, $"S/N {From} to {To}");

    /// <summary>Measures spectra.</summary>
    public static AccuracyBin Of(double from, double to, StarAnswer[] answers, ApogeeNetSettings settings) => new(
        from,
        to,
        answers.Length,
        answers.Length == 0 ? double.NaN : (double)answers.Count(answer => answer.DomainDistance > DomainMeasure.Threshold) / answers.Length,
        [
            LabelAccuracy.Of("teff", "%", answers, Label.Teff, settings, answer => 100 / answer.Truth[(int)Label.Teff]),
            LabelAccuracy.Of("logg", "dex", answers, Label.Logg, settings, _ => 1),
            LabelAccuracy.Of(
                "fe_h",
                "dex",
                [.. answers.Where(answer => ResultJudgement.IsFeHReported(settings, answer.Predictions[(int)Label.Teff].Value))],
                Label.FeH,
                settings,
                _ => 1),
        ]);
}

/// <summary>How far off a label is.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Unit">Its unit here.</param>
/// <param name="Count">Spectra with that label.</param>
/// <param name="Bias">Mean difference.</param>
/// <param name="Scatter">Standard deviation of the differences.</param>
/// <param name="Width">Half the range of the middle 68 % of the differences.</param>
/// <param name="Pull">That of the differences over their errors: 1 where the errors are right.</param>
sealed record LabelAccuracy(string Name, string Unit, int Count, double Bias, double Scatter, double Width, double Pull)
{
    /// <summary>Measures a label.</summary>
    public static LabelAccuracy Of(
        string name, string unit, StarAnswer[] answers, Label label, ApogeeNetSettings settings, Func<StarAnswer, double> toUnit)
    {
        StarAnswer[] known = [.. answers.Where(answer => double.IsFinite(answer.Difference(label)))];
        if (known.Length == 0)
        {
            return new LabelAccuracy(name, unit, 0, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        double[] differences = [.. known.Select(answer => answer.Difference(label) * toUnit(answer))];
        double bias = differences.Average();
        double scatter = Math.Sqrt(differences.Average(difference => (difference - bias) * (difference - bias)));
        NoiseModel noise = settings.NoiseModels[(int)label];
        double[] pulls = [.. known.Select(answer => answer.Difference(label) / noise.Error(answer.Predictions[(int)label].Scatter))];
        return new LabelAccuracy(name, unit, known.Length, bias, scatter, ErrorCalibration.Width(differences), ErrorCalibration.Width(pulls));
    }
}
