using System.Globalization;
using System.Text;
using System.Text.Json;
using Astra.Neural;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>How good a network is on spectra that nothing of it was made with, by S/N.</summary>
sealed record AccuracyReport
{
    static readonly double[] Edges = [0, 20, 40, 80, 125, 200, double.PositiveInfinity];

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>All test spectra, then those of each range of S/N that has any.</summary>
    public required IReadOnlyList<AccuracyBin> Bins { get; init; }

    /// <summary>Stars in each part.</summary>
    public required IReadOnlyDictionary<string, int> Stars { get; init; }

    /// <summary>What was trained on.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>The epochs, and why the training ended.</summary>
    public required TrainingResult Training { get; init; }

    /// <summary>The largest change of a label by storing the weights in 16 bits, in units of its error; the 99th percentile of the test
    /// spectra.</summary>
    public required double Rounding { get; init; }

    /// <summary>The rate of false alarms that the domain was calibrated to.</summary>
    public required double FalseAlarmRate { get; init; }

    /// <summary>The effective options.</summary>
    public required IReadOnlyDictionary<string, object> Options { get; init; }

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

    /// <summary>The figures for the manifest: all test spectra and those of each range.</summary>
    public IReadOnlyDictionary<string, double> Figures()
    {
        Dictionary<string, double> figures = [];
        foreach (AccuracyBin bin in Bins)
        {
            Add($"test spectra, {bin.Name}", bin.Spectra);
            foreach (LabelAccuracy label in bin.Labels)
            {
                Add($"{label.Name} scatter ({label.Unit}), {bin.Name}", label.Scatter);
                Add($"{label.Name} bias ({label.Unit}), {bin.Name}", label.Bias);
                Add($"{label.Name} difference over error, width, {bin.Name}", label.Pull);
            }

            Add($"outside of the domain (%), {bin.Name}", 100 * bin.OutsideDomain);
        }

        return figures;

        void Add(string name, double value)
        {
            // A manifest is JSON, which has no NaN: what could not be measured is not there.
            if (double.IsFinite(value))
            {
                figures[name] = Math.Round(value, 5);
            }
        }
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
        Accuracy = Bins.Select(bin => new
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
        }),
    };

    string ToMarkdown()
    {
        StringBuilder text = new("# APOGEE Net II, trained\n\n");
        text.Append($"Trained on {TrainedOn}.\n\n");
        text.Append($"Stars: {string.Join(", ", Stars.Select(part => $"{part.Key} {part.Value.ToString(CultureInfo.InvariantCulture)}"))}.\n\n");
        EpochRecord best = Training.Epochs[Training.BestEpoch - 1];
        Append($"The best of {Training.Epochs.Count} epochs was epoch {Training.BestEpoch}: training loss {best.TrainingLoss:G4}, validation loss {best.ValidationLoss:G4}. ");
        Append($"It ended by: {Training.End}.\n\n");
        Append($"Storing the weights in 16 bits moves labels by {Rounding:G2} of their errors (99th percentile).\n\n");
        text.Append("On the test spectra, which nothing was fitted to (scatter: standard deviation; width: half the range of the middle 68 %; pull: width of difference over error):\n\n");
        text.Append("| S/N | spectra | label | bias | scatter | width | pull | outside of the domain |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (AccuracyBin bin in Bins)
        {
            foreach (LabelAccuracy label in bin.Labels)
            {
                Append($"| {bin.Name} | {label.Count} | {label.Name} ({label.Unit}) | {label.Bias:F3} | {label.Scatter:F3} | {label.Width:F3} | {label.Pull:F2} | ");
                Append($"{100 * bin.OutsideDomain:F1} % |\n");
            }
        }

        return text.ToString();

        void Append(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture));
    }

    static double? Finite(double value) => double.IsFinite(value) ? value : null;
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
