using Astra.Neural;

namespace Astra.Plugins.Cannon;

/// <summary>
/// Brings in a model in the text format of the apogee package (github.com/jobovy/apogee): <c>trained_NAME.txt</c> with a line of coefficients for each
/// term and a column for each pixel; beside it <c>trained_NAME_scatter.txt</c> (a line for each pixel), <c>trained_NAME_baseline_labels.txt</c> (a line
/// for each label) and <c>training_NAME.txt</c> (a line for each training star: file name and labels).
/// </summary>
public sealed class CannonImporter : IModelImporter
{
    const string Prefix = "trained_";
    const string LabelsOption = "labels";
    const string ContinuumOption = "continuum";

    // ASPCAP sets every smaller error of its normalised spectra to this: the smallest of any aspcapStar file.
    const double AspcapErrorFloor = 0.005;

    // The missing value of APOGEE's tables is -9999.
    const double Missing = -9000;

    /// <inheritdoc/>
    public string Pipeline => "Cannon";

    /// <inheritdoc/>
    public string Accepts =>
        "trained_NAME.txt of the apogee package, with trained_NAME_scatter.txt, trained_NAME_baseline_labels.txt and training_NAME.txt beside it. " +
        $"Options: {LabelsOption}=teff,logg,... (the names of the labels in order; needed unless there are 4) and " +
        $"{ContinuumOption}={string.Join('|', ContinuumSettings.Methods)} (the normalisation of the training spectra; default {ContinuumSettings.AspcapPolynomial}).";

    /// <inheritdoc/>
    public ModelManifest Import(string path, string folder, IReadOnlyDictionary<string, string> options)
    {
        RefuseUnknown(options);
        string name = Path.GetFileNameWithoutExtension(path);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !File.Exists(path))
        {
            throw new BadInputException($"{path}: not a file called {Prefix}NAME.txt. The importer reads {Accepts}");
        }

        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string stem = name[Prefix.Length..];
        double[][] coefficients = NumberTable.Read(path);
        int labels = PolynomialTerms.QuadraticLabels(coefficients.Length) is int count and <= LabelFitter.MostLabels
            ? count
            : throw new BadInputException(
                $"{path}: {coefficients.Length} lines. A quadratic model of L labels has 1 + L + L (L + 1) / 2, such as 15 for 4.");
        IReadOnlyList<Range> chips = Chips(path, coefficients[0].Length);
        double[] scatter = Column(Path.Combine(directory, name + "_scatter.txt"), coefficients[0].Length, "pixel");
        double[] baseline = Column(Path.Combine(directory, name + "_baseline_labels.txt"), labels, "label");
        string trainingPath = Path.Combine(directory, $"training_{stem}.txt");
        double[] training = TrainingList(trainingPath, labels, out int stars, out int left);
        (double sparse, double far) = Distances(trainingPath, training, labels);
        double floor = ScatterFloor(scatter);
        string[] names = LabelNames(options, labels);
        string method = options.GetValueOrDefault(ContinuumOption, ContinuumSettings.AspcapPolynomial);
        CannonSettings settings = new()
        {
            Labels = names,
            Centre = baseline,
            Scale = [.. Enumerable.Repeat(1.0, labels)],
            Terms = PolynomialTerms.Quadratic,
            Chips = [.. chips.Select(chip => new[] { chip.Start.Value, chip.End.Value })],
            Continuum = ContinuumSettings.Usual(method),
            ErrorFloor = AspcapErrorFloor,
            ScatterFloor = floor,
            SparseDistance = sparse,
            FarDistance = far,
        };
        if (settings.Fault() is string fault)
        {
            throw new ConfigurationException($"The options do not make a model: {fault}.");
        }

        WeightFile.Write(Path.Combine(folder, CannonModel.WeightFileName),
        [
            Tensor.From(CannonModel.CoefficientArray, [coefficients.Length, scatter.Length], [.. coefficients.SelectMany(row => row)]),
            Tensor.From(CannonModel.ScatterArray, [scatter.Length], scatter),
            Tensor.From(CannonModel.TrainingArray, [stars, labels], training),
        ]);
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = stem,
            Description = $"Quadratic model of {scatter.Length} pixels in {string.Join(", ", names)}, imported from {Path.GetFileName(path)}",
            TrainedOn = $"{stars} stars of {Path.GetFileName(trainingPath)}" + (left > 0 ? $" ({left} more have missing labels)" : ""),
            Command = string.Join(' ', ["astra model import", Pipeline, path, .. options.Select(option => $"--option {option.Key}={option.Value}")]),
            Created = DateTimeOffset.UtcNow,
            Files = new Dictionary<string, string> { [CannonModel.WeightFileName] = "" },
            Settings = settings.ToJson(),
        };
    }

    static void RefuseUnknown(IReadOnlyDictionary<string, string> options)
    {
        if (options.Keys.FirstOrDefault(option => option is not (LabelsOption or ContinuumOption)) is string unknown)
        {
            throw new ConfigurationException(
                $"The importer of Cannon models has no option '{unknown}'; it has {LabelsOption} and {ContinuumOption}.");
        }
    }

    static string[] LabelNames(IReadOnlyDictionary<string, string> options, int labels)
    {
        if (!options.TryGetValue(LabelsOption, out string? given))
        {
            return labels == 4
                ? ["teff", "logg", "fe_h", "alpha_fe"]
                : throw new ConfigurationException($"The model has {labels} labels: name them in order with {LabelsOption}=teff,logg,...");
        }

        string[] names = given.Split(',', StringSplitOptions.TrimEntries);
        return names.Length == labels
            ? names
            : throw new ConfigurationException($"{LabelsOption}={given} names {names.Length} labels; the model has {labels}.");
    }

    static IReadOnlyList<Range> Chips(string path, int pixels) => pixels switch
    {
        7214 => WavelengthGrid.Chips7214,
        7514 => WavelengthGrid.Chips7514,
        _ => throw new BadInputException($"{path}: {pixels} columns. Known are 7214 (aspcapStar of DR10 to DR12) and 7514 (DR13 and later)."),
    };

    static double[] Column(string path, int lines, string each)
    {
        double[][] rows = NumberTable.Read(path);
        if (rows.Length != lines || rows[0].Length != 1)
        {
            throw new BadInputException(
                $"{path}: {rows.Length} lines of {rows[0].Length} numbers; expected {lines} lines of one number, one for each {each}.");
        }

        return [.. rows.Select(row => row[0])];
    }

    static double[] TrainingList(string path, int labels, out int stars, out int left)
    {
        double[][] rows = NumberTable.Read(path, leadingWords: 1, allowMissing: true);
        if (rows[0].Length != labels)
        {
            throw new BadInputException($"{path}: {rows[0].Length} labels after the file name; the model has {labels}.");
        }

        double[][] complete = [.. rows.Where(row => row.All(label => double.IsFinite(label) && label > Missing))];
        stars = complete.Length;
        left = rows.Length - stars;
        return [.. complete.SelectMany(row => row)];
    }

    static (double Sparse, double Far) Distances(string path, double[] training, int labels)
    {
        try
        {
            return new TrainingLabels(training, labels).UsualDistances();
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>
    /// The first percentile of the trained scatter. Where training ended lower (11 pixels of the published model below 1e-6) it found no room for
    /// scatter beside the spectra's errors, which does not mean that a quadratic describes these pixels perfectly.
    /// </summary>
    static double ScatterFloor(double[] scatter)
    {
        double[] sorted = [.. scatter];
        Array.Sort(sorted);
        return Quantile.Of(sorted, 0.01);
    }
}
