using System.Globalization;
using System.Text;
using Astra.Neural;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>How good a model is on stars that nothing of it was made with: the paper's figures 7 to 10 and 16 as tables.</summary>
sealed record LatentAgeReport : TrainingReport
{
    const int Examples = 8;
    const double LargestAgeError = 0.4;
    const double LeastLoggOfAges = 2.5;

    static readonly double[] SnrEdges = [30, 60, 100, 160, 250, double.PositiveInfinity];
    static readonly double[] NuMaxEdges = [4, 15, 28, 40, 80, 250];

    /// <summary>How the power spectra came about.</summary>
    public required string PowerSpectra { get; init; }

    /// <summary>The share of test stars outside of the domain.</summary>
    public required double OutsideDomain { get; init; }

    /// <summary>The model's settings.</summary>
    public required LatentAgeSettings Settings { get; init; }

    /// <summary>What the model says of the test stars.</summary>
    public required IReadOnlyList<TestAnswer> TestStars { get; init; }

    /// <summary>The power spectra that it makes of their spectra.</summary>
    public required IReadOnlyList<Reconstruction> Reconstructions { get; init; }

    /// <inheritdoc/>
    protected override string Title => "LatentAge";

    /// <inheritdoc/>
    protected override string Answers => "latent numbers";

    /// <inheritdoc/>
    protected override string Particulars => string.Create(
        CultureInfo.InvariantCulture,
        $"Power spectra: {PowerSpectra}. {100 * OutsideDomain:F1} % of the test stars are outside of the domain, which was set for {100 * FalseAlarmRate:G3} %.");

    /// <inheritdoc/>
    protected override object Accuracy => Figures();

    /// <inheritdoc/>
    protected override void AddFigures(Action<string, double> add)
    {
        add("test stars", TestStars.Count);
        add("outside of the domain (%)", 100 * OutsideDomain);
        foreach ((string name, string unit, LabelAccuracy accuracy) in Labels(TestStars))
        {
            add($"{name} scatter ({unit})", accuracy.Scatter);
            add($"{name} bias ({unit})", accuracy.Bias);
            add($"{name} difference over error, width", accuracy.Pull);
        }

        if (Confusion() is { } confusion)
        {
            add("evolutionary state right (%)", 100 * confusion.Right);
        }

        foreach ((string part, LabelAccuracy ages, double raw) in Ages())
        {
            add($"age stars, {part}", ages.Stars);
            add($"age scatter (%), {part}", ages.Scatter);
            add($"age bias (%), {part}", ages.Bias);
            add($"age difference over error, width, {part}", ages.Pull);
            add($"age difference over scatter of trees, width, {part}", raw);
        }
    }

    /// <inheritdoc/>
    protected override void AppendAccuracy(StringBuilder text)
    {
        text.Append("All that follows is of the test stars, which nothing was fitted to. (Scatter: half the range of the middle 68 % of the differences; spread: the same of the label itself; ");
        text.Append("pull: the same of differences over errors.)\n");
        AppendReconstructions(text);
        AppendLabels(text);
        AppendBins(text, "nu_max and Delta nu by S/N", "S/N", SnrEdges, answer => answer.Star.Snr);
        AppendBins(text, "nu_max and Delta nu by nu_max", "nu_max (uHz)", NuMaxEdges, answer => answer.Star.Giant.NuMax);
        AppendConfusion(text);
        AppendAges(text);
    }

    void AppendReconstructions(StringBuilder text)
    {
        double rms = ErrorCalibration.Percentile([.. Reconstructions.Select(one => one.Rms)], 0.5);
        double noise = ErrorCalibration.Percentile([.. Reconstructions.Select(one => one.Noise)], 0.5);
        double[] shifts = [.. Reconstructions.Select(one => Math.Log(one.MadeCentre / one.Centre))];
        text.Append("\n## Power spectra made of spectra\n\n");
        Append(text, $"ln(power / background) is off by {rms:F3} (median over the stars of the weighted root mean square)");
        text.Append(double.IsFinite(noise)
            ? string.Create(CultureInfo.InvariantCulture, $"; {noise:F3} of it nobody can foretell: so much does one of two stars with the same labels scatter.\n")
            : ".\n");
        Append(text, $"The order with the most power is found with a scatter of {100 * ErrorCalibration.Width(shifts):F1} % in frequency.\n\n");
        text.Append("| star | nu_max (uHz) | highest order (uHz) | made of the spectrum (uHz) | rms |\n| --- | --- | --- | --- | --- |\n");
        foreach (Reconstruction one in Reconstructions.OrderBy(one => one.NuMax).Where((_, i) => i % Math.Max(1, Reconstructions.Count / Examples) == 0).Take(Examples))
        {
            Append(text, $"| {one.Name} | {one.NuMax:F1} | {one.Centre:F1} | {one.MadeCentre:F1} | {one.Rms:F3} |\n");
        }
    }

    void AppendLabels(StringBuilder text)
    {
        text.Append("\n## What the latent space alone knows\n\n| label | unit | stars | bias | scatter | spread | pull | in the results |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (((string name, string unit, LabelAccuracy accuracy), LabelSettings label) in Labels(TestStars).Zip(Settings.Labels))
        {
            Append(text, $"| {name} | {unit} | {accuracy.Stars} | {accuracy.Bias:G3} | {accuracy.Scatter:G3} | {accuracy.Spread:G3} | {accuracy.Pull:F2} | {(label.IsReported ? "yes" : "no: too little is known")} |\n");
        }
    }

    void AppendBins(StringBuilder text, string title, string heading, double[] edges, Func<TestAnswer, double> value)
    {
        text.Append($"\n## {title}\n\n| {heading} | stars | {string.Join(" | ", Labels(TestStars).Take(2).Select(label => $"{label.Name} bias ({label.Unit}) | scatter ({label.Unit})"))} |\n| --- | --- | --- | --- | --- | --- |\n");
        for (int i = 0; i + 1 < edges.Length; i++)
        {
            TestAnswer[] members = [.. TestStars.Where(answer => value(answer) >= edges[i] && value(answer) < edges[i + 1])];
            string range = double.IsPositiveInfinity(edges[i + 1])
                ? string.Create(CultureInfo.InvariantCulture, $"above {edges[i]}")
                : string.Create(CultureInfo.InvariantCulture, $"{edges[i]} to {edges[i + 1]}");
            if (members.Length > 0)
            {
                Append(text, $"| {range} | {members.Length} | ");
                text.Append($"{string.Join(" | ", Labels(members).Take(2).Select(label => string.Create(CultureInfo.InvariantCulture, $"{label.Accuracy.Bias:F1} | {label.Accuracy.Scatter:F1}")))} |\n");
            }
        }
    }

    void AppendConfusion(StringBuilder text)
    {
        if (Confusion() is { } confusion)
        {
            text.Append("\n## Evolutionary states\n\n| | called red clump | called giant branch |\n| --- | --- | --- |\n");
            Append(text, $"| red clump | {confusion.Matrix[0]} | {confusion.Matrix[1]} |\n| giant branch | {confusion.Matrix[2]} | {confusion.Matrix[3]} |\n\n");
            Append(text, $"{100 * confusion.Right:F1} % are right.\n");
        }
    }

    void AppendAges(StringBuilder text)
    {
        (string Part, LabelAccuracy Accuracy, double Raw)[] parts = [.. Ages()];
        if (parts.Length == 0)
        {
            return;
        }

        text.Append("\n## Ages\n\n| stars | number | bias | scatter | spread | pull | pull by the trees' scatter as it is |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach ((string part, LabelAccuracy age, double raw) in parts)
        {
            Append(text, $"| {part} | {age.Stars} | {age.Bias:F1} % | {age.Scatter:F1} % | {age.Spread:F1} % | {age.Pull:F2} | {raw:F2} |\n");
        }
    }

    IEnumerable<(string Name, string Unit, LabelAccuracy Accuracy)> Labels(IReadOnlyList<TestAnswer> answers)
    {
        for (int i = 0; i < Settings.Labels.Length; i++)
        {
            LatentLabel label = LatentLabels.All.First(known => known.Name == Settings.Labels[i].Name);
            int place = i;
            yield return (
                label.Name, label.IsLogarithmic ? "%" : label.Unit,
                LabelAccuracy.Of(answers.Select(answer => answer.Labels[place]), label.IsLogarithmic ? LabelAccuracy.Percent : 1));
        }
    }

    (int[] Matrix, double Right)? Confusion()
    {
        TestAnswer[] known = [.. TestStars.Where(answer => answer.Star.Giant.IsClump is not null && double.IsFinite(answer.RedClumpProbability))];
        int[] matrix = new int[4];
        foreach (TestAnswer answer in known)
        {
            matrix[(answer.Star.Giant.IsClump!.Value ? 0 : 2) + (answer.RedClumpProbability > 0.5 ? 0 : 1)]++;
        }

        return known.Length == 0 ? null : (matrix, (double)(matrix[0] + matrix[3]) / known.Length);
    }

    /// <summary>Ages where the method has them: log g from 2.5.</summary>
    IEnumerable<(string Part, LabelAccuracy Accuracy, double Raw)> Ages()
    {
        int logg = LatentLabels.All.Select(label => label.Name).ToList().IndexOf(LatentLabels.Logg);
        TestAnswer[] known =
        [
            .. TestStars.Where(answer => double.IsFinite(answer.LogAge) && answer.Star.Giant.HasAge && !(answer.Star.Giant.Labels[logg] < LeastLoggOfAges)),
        ];
        (string, TestAnswer[])[] parts =
        [
            ("all", known),
            ("red clump", [.. known.Where(answer => answer.Star.Giant.IsClump == true)]),
            ("giant branch", [.. known.Where(answer => answer.Star.Giant.IsClump == false)]),
            ("error below 40 %", [.. known.Where(answer => Math.Log(10) * answer.LogAgeError < LargestAgeError)]),
        ];
        foreach ((string part, TestAnswer[] members) in parts)
        {
            if (members.Length > 0)
            {
                yield return (part, Of(members, answer => answer.LogAgeError), Of(members, answer => answer.LogAgeScatter).Pull);
            }
        }

        static LabelAccuracy Of(TestAnswer[] members, Func<TestAnswer, double> error) => LabelAccuracy.Of(
            members.Select(answer => (answer.LogAge, error(answer), answer.Star.Giant.LogAge)), LabelAccuracy.Percent);
    }
}
