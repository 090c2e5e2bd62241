using System.Globalization;

namespace Astra.Plugins.Cannon;

/// <summary>Shows what a model of The Cannon learned: which pixels tell each label, and the spectrum that it expects for given labels.</summary>
[Option(TopOption, 20, "How many pixels to list for each label: those with the largest change of flux with the label")]
[Option(SpectrumOption, "", "Labels of a spectrum to show, such as teff=4800,logg=2.5,fe_h=0")]
public sealed class CannonInspector : IModelInspector
{
    const string TopOption = "top";
    const string SpectrumOption = "spectrum";

    static readonly string[] chipNames = ["blue", "green", "red"];

    /// <inheritdoc/>
    public string Pipeline => "Cannon";

    /// <inheritdoc/>
    public IReadOnlyList<InspectionTable> Inspect(Model model, IReadOnlyDictionary<string, object> options)
    {
        int top = (int)options[TopOption];
        if (top < 0)
        {
            throw new ConfigurationException($"{TopOption}={top}: it must be 0 or more.");
        }

        CannonModel cannon = CannonModel.Load(model);
        List<InspectionTable> tables = [Summary(cannon)];
        if (top > 0)
        {
            tables.AddRange(cannon.Settings.Labels.Select((_, i) => Lines(cannon, i, top)));
        }

        string labels = (string)options[SpectrumOption];
        if (labels.Trim().Length > 0)
        {
            tables.Add(Spectrum(cannon, labels));
        }

        return tables;
    }

    static InspectionTable Summary(CannonModel model)
    {
        TrainingLabels training = model.Training;
        return new InspectionTable(
            "labels",
            $"{model.Labels} labels, {model.Terms.Count} terms, {model.UsablePixels} of {model.Pixels.Length} pixels",
            ["label", "unit", "smallest", "largest", "mean", "standard deviation"],
            [.. model.Settings.Labels.Select((label, i) => new object[]
            {
                label, Training.ValidationReport.Unit(label), training.Minimum[i], training.Maximum[i], training.Mean[i], training.StandardDeviation[i],
            })]);
    }

    /// <summary>
    /// The pixels where flux changes most with a label at the centre of the labels' scale, where the derivative is the linear coefficient (all terms of a
    /// higher degree are flat there).
    /// </summary>
    static InspectionTable Lines(CannonModel model, int label, int top)
    {
        string name = model.Settings.Labels[label];
        string unit = Training.ValidationReport.Unit(name);
        int term = model.Terms.Linear[label];
        IEnumerable<int> strongest = term < 0 ? [] : Enumerable.Range(0, model.Pixels.Length)
            .Where(n => double.IsFinite(model.Variance[n]))
            .OrderByDescending(n => Math.Abs(Coefficient(n)))
            .ThenBy(n => n)
            .Take(top);
        return new InspectionTable(
            $"lines-{name}",
            term < 0 ? $"The model has no linear term in {name}" : $"Where flux changes most with {name}",
            [
                "pixel",
                "wavelength (Angstrom, vacuum)",
                "chip",
                $"change for {model.Settings.Scale[label].ToString("G4", CultureInfo.InvariantCulture)}{(unit.Length > 0 ? " " + unit : "")} (one scale)",
                unit.Length > 0 ? $"change for 1 {unit}" : "change for 1",
                "scatter",
            ],
            [.. strongest.Select(n => new object[]
            {
                (long)model.Pixels[n],
                WavelengthGrid.Wavelength(model.Pixels[n]),
                Chip(model, model.Pixels[n]),
                Coefficient(n),
                Coefficient(n) / model.Settings.Scale[label],
                Math.Sqrt(model.Variance[n]),
            })]);

        double Coefficient(int n) => model.Coefficients[(term * model.Stride) + n];
    }

    static InspectionTable Spectrum(CannonModel model, string text)
    {
        double[] labels = Labels(model, text);
        double[] flux = model.Flux(labels);
        return new InspectionTable(
            "spectrum",
            $"Normalised flux for {string.Join(", ", model.Settings.Labels.Select((label, i) => string.Create(CultureInfo.InvariantCulture, $"{label} = {labels[i]}")))}",
            ["pixel", "wavelength (Angstrom, vacuum)", "flux", "scatter"],
            [.. Enumerable.Range(0, flux.Length).Where(n => double.IsFinite(model.Variance[n])).Select(n => new object[]
            {
                (long)model.Pixels[n], WavelengthGrid.Wavelength(model.Pixels[n]), flux[n], Math.Sqrt(model.Variance[n]),
            })]);
    }

    static double[] Labels(CannonModel model, string text)
    {
        string[] names = model.Settings.Labels;
        double[] labels = [.. Enumerable.Repeat(double.NaN, names.Length)];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] sides = part.Split('=', StringSplitOptions.TrimEntries);
            int label = Array.IndexOf(names, sides[0]);
            if (label < 0 || sides.Length != 2 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out labels[label]) || !double.IsFinite(labels[label]))
            {
                throw new ConfigurationException($"{SpectrumOption}={text}: '{part}' is not a label with a number; the labels are {string.Join(", ", names)}.");
            }
        }

        string[] missing = [.. names.Where((_, i) => double.IsNaN(labels[i]))];
        return missing.Length == 0 ? labels : throw new ConfigurationException($"{SpectrumOption}={text}: {string.Join(", ", missing)} is missing.");
    }

    static string Chip(CannonModel model, int pixel)
    {
        int chip = Array.FindIndex(model.Chips, range => pixel >= range.Start.Value && pixel < range.End.Value);
        return model.Chips.Length == chipNames.Length ? chipNames[chip] : string.Create(CultureInfo.InvariantCulture, $"{chip + 1}");
    }
}
