using System.Globalization;
using System.Text;
using System.Text.Json;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>How good a network is on stars that nothing of it was made with.</summary>
sealed record LuminosityReport
{
    static readonly double[] Edges = [0, 20, 40, 80, 125, 200, double.PositiveInfinity];

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>All test stars, those of each origin of labels, and those of each range of S/N that has any.</summary>
    public required IReadOnlyList<LuminosityAccuracy> Parts { get; init; }

    /// <summary>Stars in each part of the training set.</summary>
    public required IReadOnlyDictionary<string, int> Stars { get; init; }

    /// <summary>What was trained on.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>The epochs, and why the training ended.</summary>
    public required TrainingResult Training { get; init; }

    /// <summary>The largest change of an answer by storing the weights in 16 bits, in units of its error; the 99th percentile of the test
    /// stars.</summary>
    public required double Rounding { get; init; }

    /// <summary>The rate of false alarms that the domain was calibrated to.</summary>
    public required double FalseAlarmRate { get; init; }

    /// <summary>The effective options.</summary>
    public required IReadOnlyDictionary<string, object> Options { get; init; }

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

    /// <summary>The figures for the manifest.</summary>
    public IReadOnlyDictionary<string, double> Figures()
    {
        Dictionary<string, double> figures = [];
        foreach (LuminosityAccuracy part in Parts)
        {
            Add("test stars", part.Stars);
            Add("l_fakemag bias (%)", 100 * part.Bias);
            Add("l_fakemag width of 68 % (%)", 100 * part.Width);
            Add("l_fakemag median absolute difference (%)", 100 * part.MedianAbsolute);
            Add("l_fakemag difference over error, width", part.Pull);
            Add("outside of the domain (%)", 100 * part.OutsideDomain);

            void Add(string name, double value)
            {
                // A manifest is JSON, which has no NaN: what could not be measured is not there.
                if (double.IsFinite(value))
                {
                    figures[$"{name}, {part.Name}"] = Math.Round(value, 5);
                }
            }
        }

        return figures;
    }

    /// <summary>Writes report.json and report.md.</summary>
    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(ToJson(), Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "report.md"), ToMarkdown());
    }

    object ToJson() => new
    {
        TrainedOn,
        Stars,
        Options,
        End = Training.End.ToString(),
        Training.BestEpoch,
        Epochs = Training.Epochs.Select(epoch => new
        {
            epoch.Epoch,
            epoch.Steps,
            epoch.LearningRate,
            epoch.TrainingLoss,
            ValidationLoss = Finite(epoch.ValidationLoss),
            epoch.Seconds,
        }),
        Rounding = Finite(Rounding),
        FalseAlarmRate,
        Accuracy = Parts.Select(part => new
        {
            part.Name,
            part.Stars,
            Bias = Finite(part.Bias),
            Width = Finite(part.Width),
            MedianAbsolute = Finite(part.MedianAbsolute),
            Deviation = Finite(part.Deviation),
            Pull = Finite(part.Pull),
            OutsideDomain = Finite(part.OutsideDomain),
        }),
    };

    string ToMarkdown()
    {
        StringBuilder text = new("# ApogeeDistBCNN, trained\n\n");
        text.Append($"Trained on {TrainedOn}.\n\n");
        text.Append($"Stars: {string.Join(", ", Stars.Select(part => $"{part.Key} {part.Value.ToString(CultureInfo.InvariantCulture)}"))}.\n\n");
        EpochRecord best = Training.Epochs[Training.BestEpoch - 1];
        Append($"The best of {Training.Epochs.Count} epochs was epoch {Training.BestEpoch}: training loss {best.TrainingLoss:G4}, validation loss {best.ValidationLoss:G4}. ");
        Append($"It ended by: {Training.End}.\n\n");
        Append($"Storing the weights in 16 bits moves answers by {Rounding:G2} of their errors (99th percentile).\n\n");
        text.Append("Predicted over known pseudo-luminosity, less one, on the test stars, which nothing was fitted to. A distance is off by as much. (Width: half the range of the ");
        text.Append("middle 68 %; pull: width of the difference over its error, that of the label included.)\n\n");
        text.Append("| stars | number | bias | width | median absolute | standard deviation | pull | outside of the domain |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (LuminosityAccuracy part in Parts)
        {
            Append($"| {part.Name} | {part.Stars} | {100 * part.Bias:F1} % | {100 * part.Width:F1} % | {100 * part.MedianAbsolute:F1} % | {100 * part.Deviation:F1} % | ");
            Append($"{part.Pull:F2} | {100 * part.OutsideDomain:F1} % |\n");
        }

        return text.ToString();

        void Append(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture));
    }

    static double? Finite(double value) => double.IsFinite(value) ? value : null;
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
