using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Astra.Plugins.Cannon.Training;

/// <summary>What validation found, as figures and as the files <c>report.json</c> and <c>report.md</c> beside the model.</summary>
sealed class ValidationReport
{
    const int WorstListed = 20;

    static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    readonly TrainingTable table;
    readonly double maxReducedChiSquare;
    readonly ValidatedStar[] folds;
    readonly ValidatedStar[] groups;

    /// <summary>Draws up a report.</summary>
    /// <param name="table">The training set.</param>
    /// <param name="maxReducedChiSquare">Stars above this do not count (Ness et al. 2016, ApJ 823, 114, section 3.1: 2).</param>
    /// <param name="folds">Stars left out in folds; empty where that was not done.</param>
    /// <param name="groups">Stars left out by group; empty where there are no groups.</param>
    public ValidationReport(TrainingTable table, double maxReducedChiSquare, ValidatedStar[] folds, ValidatedStar[] groups)
    {
        this.table = table;
        this.maxReducedChiSquare = maxReducedChiSquare;
        this.folds = folds;
        this.groups = groups;
        Accuracies = folds.Length > 0 ? Measure(folds) : null;
    }

    /// <summary>For each label how well it is found; null where stars were not left out in folds.</summary>
    public LabelAccuracy[]? Accuracies { get; }

    /// <summary>The figures for the model's manifest, by name.</summary>
    public Dictionary<string, double> Figures()
    {
        Dictionary<string, double> figures = [];
        for (int i = 0; Accuracies is not null && i < table.Labels.Length; i++)
        {
            string unit = Unit(table.Labels[i]) is { Length: > 0 } known ? $" ({known})" : "";
            figures[$"{table.Labels[i]} bias{unit}"] = Accuracies[i].Bias;
            figures[$"{table.Labels[i]} scatter{unit}"] = Accuracies[i].Scatter;
            figures[$"{table.Labels[i]} robust scatter{unit}"] = Accuracies[i].RobustScatter;
        }

        if (Accuracies is not null)
        {
            figures["stars validated"] = folds.Count(star => star.Counts(maxReducedChiSquare));
            figures["stars left out of the validation"] = folds.Count(star => !star.Counts(maxReducedChiSquare));
            figures["median reduced chi-square"] = Quantile.Median(folds.Where(star => star.Fit is not null).Select(star => star.Fit!.ReducedChiSquare));
        }

        // JSON has no way to say "not a number".
        return figures.Where(figure => double.IsFinite(figure.Value)).ToDictionary();
    }

    /// <summary>Writes both files.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="description">What the model is, in a sentence.</param>
    /// <param name="trainedOn">What it was trained on.</param>
    /// <param name="command">The command that made it.</param>
    public void Write(string folder, string description, string trainedOn, string command)
    {
        object report = new
        {
            Description = description,
            TrainedOn = trainedOn,
            Command = command,
            MaxReducedChiSquare = maxReducedChiSquare,
            Figures = Figures(),
            Labels = Accuracies?.Select((accuracy, i) => Describe(table.Labels[i], accuracy)),
            Groups = groups.GroupBy(star => star.LeftOutWith).Select(group => new
            {
                Group = group.Key,
                Stars = group.Count(),
                Labels = Measure([.. group]).Select((accuracy, i) => Describe(table.Labels[i], accuracy)),
            }),
            Stars = folds.Select(Describe),
            StarsByGroup = groups.Select(Describe),
        };
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(report, Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "report.md"), Markdown(description, trainedOn, command));
    }

    /// <summary>The unit of a label that has a column; empty for one that has none.</summary>
    public static string Unit(string label) => typeof(CannonResult).GetProperties()
        .Select(property => property.GetCustomAttribute<ColumnAttribute>())
        .FirstOrDefault(column => column?.Name == label)?.Unit ?? "";

    LabelAccuracy[] Measure(ValidatedStar[] stars)
    {
        ValidatedStar[] counted = [.. stars.Where(star => star.Counts(maxReducedChiSquare))];
        return [.. table.Labels.Select((_, i) => LabelAccuracy.Of(
            [.. counted.Select(star => star.Fit!.Labels[i])],
            [.. counted.Select(star => table.Stars[star.Star].Labels[i])],
            [.. counted.Select(star => star.Fit!.FormalErrors()[i])]))];
    }

    static object Describe(string label, LabelAccuracy accuracy) => new
    {
        Label = label,
        Unit = Unit(label),
        accuracy.Stars,
        Bias = Finite(accuracy.Bias),
        Scatter = Finite(accuracy.Scatter),
        RobustScatter = Finite(accuracy.RobustScatter),
        MedianFormalError = Finite(accuracy.MedianFormalError),
        ErrorScale = accuracy.Calibration.Scale,
        ErrorAdded = accuracy.Calibration.Added,
    };

    object Describe(ValidatedStar star)
    {
        TrainingStar known = table.Stars[star.Star];
        return new
        {
            known.Name,
            known.Row,
            LeftOutWith = star.LeftOutWith,
            Truth = known.Labels,
            Fitted = star.Fit?.Labels.Select(Finite),
            FormalErrors = star.Fit?.FormalErrors().Select(Finite),
            Rchi2 = star.Fit is null ? null : Finite(star.Fit.ReducedChiSquare),
            Counted = star.Counts(maxReducedChiSquare),
        };
    }

    string Markdown(string description, string trainedOn, string command)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {description}\n\nTrained on {trainedOn}\n\n    {command}\n");
        if (Accuracies is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Stars that training did not see\n\n{folds.Length} stars, each left out once with its fold. ");
            text.Append(CultureInfo.InvariantCulture, $"{folds.Count(star => !star.Counts(maxReducedChiSquare))} do not count: reduced chi-square above ");
            text.Append(CultureInfo.InvariantCulture, $"{maxReducedChiSquare}, or no fit. Differences are found less true.\n\n");
            AppendTable(text, Accuracies);
            AppendWorst(text);
        }

        foreach (IGrouping<string, ValidatedStar> group in groups.GroupBy(star => star.LeftOutWith))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Without the group {group.Key} ({group.Count()} stars)\n\n");
            AppendTable(text, Measure([.. group]));
        }

        return text.ToString();
    }

    void AppendTable(StringBuilder text, LabelAccuracy[] accuracies)
    {
        text.Append("| label | unit | stars | bias | scatter | robust scatter | median formal error | errors are multiplied by | added to errors |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        for (int i = 0; i < accuracies.Length; i++)
        {
            LabelAccuracy a = accuracies[i];
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {table.Labels[i]} | {Unit(table.Labels[i])} | {a.Stars} | {a.Bias:G3} | {a.Scatter:G3} | {a.RobustScatter:G3} | {a.MedianFormalError:G3} | {a.Calibration.Scale:G3} | {a.Calibration.Added:G3} |\n");
        }
    }

    /// <summary>The stars whose labels are farthest from the truth in units of the scatter.</summary>
    void AppendWorst(StringBuilder text)
    {
        ValidatedStar[] worst = [.. folds.Where(star => star.Fit is not null).OrderByDescending(Deviation).ThenBy(star => star.Star).Take(WorstListed)];
        text.Append(CultureInfo.InvariantCulture, $"\n### The {worst.Length} stars farthest from the truth\n\nAll stars are in report.json. Each label: true, found.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| star | row | fold | {string.Join(" | ", table.Labels)} | rchi2 |\n");
        text.Append(CultureInfo.InvariantCulture, $"| --- | --- | --- | {string.Join(" | ", table.Labels.Select(_ => "---"))} | --- |\n");
        foreach (ValidatedStar star in worst)
        {
            TrainingStar known = table.Stars[star.Star];
            IEnumerable<string> cells = known.Labels.Select((truth, i) => string.Create(CultureInfo.InvariantCulture, $"{truth:G5}, {star.Fit!.Labels[i]:G5}"));
            text.Append(CultureInfo.InvariantCulture, $"| {known.Name} | {known.Row} | {star.LeftOutWith} | {string.Join(" | ", cells)} | {star.Fit!.ReducedChiSquare:F2} |\n");
        }
    }

    double Deviation(ValidatedStar star) => table.Labels
        .Select((_, i) => Math.Abs(star.Fit!.Labels[i] - table.Stars[star.Star].Labels[i]) / Accuracies![i].RobustScatter)
        .Max();

    static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
