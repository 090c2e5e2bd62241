using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Astra.Neural;

/// <summary>
/// What a training leaves behind in the model's folder: report.md for people, report.json for programs, and the figures of the manifest. What all
/// trainings tell is here; what is measured on the test stars is each network's own.
/// </summary>
public abstract record TrainingReport
{
    static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>What was trained on.</summary>
    public required string TrainedOn { get; init; }

    /// <summary>Stars in each part of the training set.</summary>
    public required IReadOnlyDictionary<string, int> Stars { get; init; }

    /// <summary>The epochs, and why the training ended.</summary>
    public required TrainingResult Training { get; init; }

    /// <summary>How far answers are moved by storing the weights in 16 bits, in units of their errors; the 99th percentile of the test stars.</summary>
    public required double Rounding { get; init; }

    /// <summary>The rate of false alarms that the domain was calibrated to.</summary>
    public required double FalseAlarmRate { get; init; }

    /// <summary>The effective options.</summary>
    public required IReadOnlyDictionary<string, object> Options { get; init; }

    /// <summary>What was trained, as a heading.</summary>
    protected abstract string Title { get; }

    /// <summary>What <see cref="Rounding"/> is of, such as <c>labels</c>.</summary>
    protected abstract string Answers { get; }

    /// <summary>What else there is to say of the training, before its course; sentences, or empty.</summary>
    protected virtual string Particulars => "";

    /// <summary>The accuracy on the test stars, for programs.</summary>
    protected abstract object Accuracy { get; }

    /// <summary>Adds the figures of the manifest; those that are not finite are left out.</summary>
    /// <param name="add">Takes name and value.</param>
    protected abstract void AddFigures(Action<string, double> add);

    /// <summary>Adds the accuracy on the test stars to the text (Markdown).</summary>
    /// <param name="text">The text.</param>
    protected abstract void AppendAccuracy(StringBuilder text);

    /// <summary>The stars of each part, for <see cref="Stars"/>.</summary>
    /// <param name="split">The parts.</param>
    public static IReadOnlyDictionary<string, int> CountsOf(StarSplit split) => new Dictionary<string, int>
    {
        ["training"] = split.Training.Length,
        ["validation"] = split.Validation.Length,
        ["held out"] = split.HeldOut.Length,
        ["test"] = split.Test.Length,
    };

    /// <summary>The figures for the manifest.</summary>
    public IReadOnlyDictionary<string, double> Figures()
    {
        Dictionary<string, double> figures = [];
        AddFigures((name, value) =>
        {
            // A manifest is JSON, which has no NaN: what could not be measured is not there.
            if (double.IsFinite(value))
            {
                figures[name] = Math.Round(value, 5);
            }
        });
        return figures;
    }

    /// <summary>Writes report.json and report.md.</summary>
    /// <param name="folder">Where.</param>
    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(ToJson(), Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "report.md"), ToMarkdown());
    }

    /// <summary>A number as JSON holds it: null for one that is not finite.</summary>
    /// <param name="value">The number.</param>
    protected static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Adds text in which numbers are written the same everywhere.</summary>
    /// <param name="text">The text.</param>
    /// <param name="more">What is added.</param>
    protected static void Append(StringBuilder text, FormattableString more) => text.Append(more.ToString(CultureInfo.InvariantCulture));

    object ToJson() => new
    {
        TrainedOn,
        Particulars,
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
        Accuracy,
    };

    string ToMarkdown()
    {
        StringBuilder text = new($"# {Title}, trained\n\nTrained on {TrainedOn}.\n\n");
        text.Append($"Stars: {string.Join(", ", Stars.Select(part => $"{part.Key} {part.Value.ToString(CultureInfo.InvariantCulture)}"))}.\n\n");
        text.Append(Particulars.Length > 0 ? $"{Particulars}\n\n" : "");
        EpochRecord best = Training.Epochs[Training.BestEpoch - 1];
        Append(text, $"The best of {Training.Epochs.Count} epochs was epoch {Training.BestEpoch}: training loss {best.TrainingLoss:G5}, validation loss {best.ValidationLoss:G5}. ");
        Append(text, $"It ended by: {Training.End}.\n\n");
        Append(text, $"Storing the weights in 16 bits moves {Answers} by {Rounding:G2} of their errors (99th percentile).\n\n");
        AppendAccuracy(text);
        return text.ToString();
    }
}
