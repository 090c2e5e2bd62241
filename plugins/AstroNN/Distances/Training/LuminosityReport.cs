using System.Globalization;
using System.Text;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>How good a network is on stars that nothing of it was made with.</summary>
sealed record LuminosityReport : TrainingReport
{
    static readonly double[] Edges = [0, 20, 40, 80, 125, 200, double.PositiveInfinity];

    /// <summary>All test stars, those of each origin of labels, and those of each range of S/N that has any.</summary>
    public required IReadOnlyList<LuminosityAccuracy> Parts { get; init; }

    /// <summary>Measures test stars.</summary>
    /// <param name="answers">What the network says of them.</param>
    /// <param name="errorScale">See <see cref="AstroNNDistSettings.ErrorScale"/>.</param>
    public static IReadOnlyList<LuminosityAccuracy> Measure(LuminosityAnswer[] answers, double errorScale)
    {
        List<LuminosityAccuracy> parts = [LuminosityAccuracy.Of("all", answers, errorScale)];
        foreach (IGrouping<string, LuminosityAnswer> origin in answers.GroupBy(answer => answer.Label.Origin)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            parts.Add(LuminosityAccuracy.Of($"labels from {origin.Key}", [.. origin], errorScale));
        }

        for (int i = 0; i + 1 < Edges.Length; i++)
        {
            LuminosityAnswer[] members = [.. answers.Where(answer => answer.Snr >= Edges[i] && answer.Snr < Edges[i + 1])];
            if (members.Length > 0)
            {
                string name = double.IsPositiveInfinity(Edges[i + 1])
                    ? string.Create(CultureInfo.InvariantCulture, $"S/N above {Edges[i]}")
                    : string.Create(CultureInfo.InvariantCulture, $"S/N {Edges[i]} to {Edges[i + 1]}");
                parts.Add(LuminosityAccuracy.Of(name, members, errorScale));
            }
        }

        return parts;
    }

    /// <inheritdoc/>
    protected override string Title => "ApogeeDistBCNN";

    /// <inheritdoc/>
    protected override string Answers => "answers";

    /// <inheritdoc/>
    protected override object Accuracy => Parts.Select(part => new
    {
        part.Name,
        part.Stars,
        Bias = Finite(part.Bias),
        Width = Finite(part.Width),
        MedianAbsolute = Finite(part.MedianAbsolute),
        Deviation = Finite(part.Deviation),
        Pull = Finite(part.Pull),
        OutsideDomain = Finite(part.OutsideDomain),
    });

    /// <inheritdoc/>
    protected override void AddFigures(Action<string, double> add)
    {
        foreach (LuminosityAccuracy part in Parts)
        {
            add($"test stars, {part.Name}", part.Stars);
            add($"l_fakemag bias (%), {part.Name}", 100 * part.Bias);
            add($"l_fakemag width of 68 % (%), {part.Name}", 100 * part.Width);
            add($"l_fakemag median absolute difference (%), {part.Name}", 100 * part.MedianAbsolute);
            add($"l_fakemag difference over error, width, {part.Name}", part.Pull);
            add($"outside of the domain (%), {part.Name}", 100 * part.OutsideDomain);
        }
    }

    /// <inheritdoc/>
    protected override void AppendAccuracy(StringBuilder text)
    {
        text.Append("Predicted over known pseudo-luminosity, less one, on the test stars, which nothing was fitted to. A distance is off by as much. (Width: half the range of the ");
        text.Append("middle 68 %; pull: width of the difference over its error, that of the label included.)\n\n");
        text.Append("| stars | number | bias | width | median absolute | standard deviation | pull | outside of the domain |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (LuminosityAccuracy part in Parts)
        {
            Append(text, $"| {part.Name} | {part.Stars} | {100 * part.Bias:F1} % | {100 * part.Width:F1} % | {100 * part.MedianAbsolute:F1} % | {100 * part.Deviation:F1} % | ");
            Append(text, $"{part.Pull:F2} | {100 * part.OutsideDomain:F1} % |\n");
        }
    }
}

/// <summary>How far off the pseudo-luminosities of some stars are, over the known ones. Stars whose label is not above 5 of its errors do not count
/// but for the pull: a ratio to them means nothing.</summary>
/// <param name="Name">Which stars.</param>
/// <param name="Stars">How many.</param>
/// <param name="Bias">The median.</param>
/// <param name="Width">Half the range of the middle 68 %.</param>
/// <param name="MedianAbsolute">The median of the absolute values.</param>
/// <param name="Deviation">The standard deviation.</param>
/// <param name="Pull">The width of differences over errors, those of the labels included: 1 where the errors are right.</param>
/// <param name="OutsideDomain">The share that is flagged.</param>
sealed record LuminosityAccuracy(
    string Name, int Stars, double Bias, double Width, double MedianAbsolute, double Deviation, double Pull, double OutsideDomain)
{
    /// <summary>A label below so many of its errors is not known well.</summary>
    public const double LeastSignificance = 5;

    /// <summary>Measures stars.</summary>
    public static LuminosityAccuracy Of(string name, LuminosityAnswer[] answers, double errorScale)
    {
        double[] ratios =
        [
            .. answers.Where(answer => answer.Label.Value > LeastSignificance * answer.Label.Error)
                .Select(answer => (answer.Estimate.Value / answer.Label.Value) - 1),
        ];
        double mean = ratios.Length > 0 ? ratios.Average() : double.NaN;
        return new LuminosityAccuracy(
            name,
            answers.Length,
            ErrorCalibration.Percentile(ratios, 0.5),
            ErrorCalibration.Width(ratios),
            ErrorCalibration.Percentile([.. ratios.Select(Math.Abs)], 0.5),
            ratios.Length > 0 ? Math.Sqrt(ratios.Average(ratio => (ratio - mean) * (ratio - mean))) : double.NaN,
            ErrorScaling.Pull(answers, errorScale),
            answers.Length == 0 ? double.NaN : (double)answers.Count(answer => answer.DomainDistance > DomainMeasure.Threshold) / answers.Length);
    }
}
