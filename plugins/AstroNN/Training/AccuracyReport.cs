using System.Globalization;
using System.Text;
using System.Text.Json;
using Astra.Neural;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>How good a network is on spectra that nothing of it was made with, by S/N, for all stars and for giants.</summary>
sealed record AccuracyReport
{
    // Stars with a log g below this are giants (subgiants and up).
    const double GiantsBelow = 3.5;

    static readonly double[] Edges = [0, 20, 40, 80, 125, 200, double.PositiveInfinity];

    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>All test spectra, then those of each range of S/N that has any; each once more for giants.</summary>
    public required IReadOnlyList<AccuracyBin> Bins { get; init; }

    /// <summary>Stars in each part.</summary>
    public required IReadOnlyDictionary<string, int> Stars { get; init; }

    /// <summary>What was trained on.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>Labels that were not trained.</summary>
    public required string[] Untrained { get; init; }

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

    /// <summary>The figures for the manifest.</summary>
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
    /// <param name="folder">Where.</param>
    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(ToJson(), Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "report.md"), ToMarkdown());
    }

    object ToJson() => new
    {
        TrainedOn,
        Stars,
        Untrained,
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
        }),
    };

    string ToMarkdown()
    {
        StringBuilder text = new("# AstroNN, trained\n\n");
        text.Append($"Trained on {TrainedOn}.\n\n");
        text.Append($"Stars: {string.Join(", ", Stars.Select(part => $"{part.Key} {part.Value.ToString(CultureInfo.InvariantCulture)}"))}.\n\n");
        text.Append(Untrained.Length == 0 ? "All labels were trained.\n\n" : $"Not trained, and so not reported: {string.Join(", ", Untrained)}.\n\n");
        EpochRecord best = Training.Epochs[Training.BestEpoch - 1];
        Append($"The best of {Training.Epochs.Count} epochs was epoch {Training.BestEpoch}: training loss {best.TrainingLoss:G4}, validation {best.ValidationLoss:G4}. ");
        Append($"It ended by: {Training.End}.\n\n");
        Append($"Storing the weights in 16 bits moves labels by {Rounding:G2} of their errors (99th percentile).\n\n");
        text.Append("On the test spectra, which nothing was fitted to (scatter: standard deviation; width: half the range of the middle 68 %; pull: width of difference over error; ");
        Append($"giants: log g below {GiantsBelow}):\n\n");
        text.Append("| spectra | number | label | bias | scatter | width | pull | outside of the domain |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (AccuracyBin bin in Bins)
        {
            foreach (LabelAccuracy label in bin.Labels)
            {
                Append($"| {bin.Name} | {label.Count} | {label.Name} ({label.Unit}) | {label.Bias:F3} | {label.Scatter:F3} | {label.Width:F3} | ");
                Append($"{(double.IsNaN(label.Pull) ? "" : label.Pull.ToString("F2", CultureInfo.InvariantCulture))} | {100 * bin.OutsideDomain:F1} % |\n");
            }
        }

        return text.ToString();

        void Append(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture));
    }

    static double? Finite(double value) => double.IsFinite(value) ? value : null;
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
