using Astra.Neural;

namespace Astra.Plugins.AstroNN.Training;

/// <summary>How far off a label is.</summary>
/// <param name="Name">Its column, or two with a minus between them.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Count">Spectra with that label.</param>
/// <param name="Bias">Mean difference.</param>
/// <param name="Scatter">Standard deviation of the differences.</param>
/// <param name="Width">Half the range of the middle 68 % of the differences.</param>
/// <param name="Pull">That of the differences over their errors: 1 where the errors are right; NaN for a difference of labels.</param>
sealed record LabelAccuracy(string Name, string Unit, int Count, double Bias, double Scatter, double Width, double Pull)
{
    /// <summary>Measures a label.</summary>
    /// <param name="output">The label among those of the model.</param>
    /// <param name="settings">The model's settings.</param>
    /// <param name="answers">What the model says.</param>
    public static LabelAccuracy Of(int output, AstroNNSettings settings, StarAnswer[] answers)
    {
        LabelSettings label = settings.Labels[output];
        StarAnswer[] known = [.. answers.Where(answer => double.IsFinite(answer.Truth[output]))];
        return Of(
            label.Name,
            AstroNNLabels.All[AstroNNLabels.PlaceOf(label.Name)].Unit,
            [.. known.Select(answer => answer.Estimates[output].Value - answer.Truth[output])],
            [.. known.Select(answer => label.Error.Error(answer.Estimates[output].Total))]);
    }

    /// <summary>Measures the difference of two labels, such as [Mg/Fe] of [Mg/H] and [Fe/H].</summary>
    /// <param name="output">The one.</param>
    /// <param name="other">The other.</param>
    /// <param name="settings">The model's settings.</param>
    /// <param name="answers">What the model says.</param>
    public static LabelAccuracy OfDifference(int output, int other, AstroNNSettings settings, StarAnswer[] answers) => Of(
        $"{settings.Labels[output].Name} - {settings.Labels[other].Name}",
        "dex",
        [
            .. answers.Where(answer => double.IsFinite(answer.Truth[output] + answer.Truth[other])).Select(answer =>
                answer.Estimates[output].Value - answer.Truth[output] - (answer.Estimates[other].Value - answer.Truth[other])),
        ],
        null);

    static LabelAccuracy Of(string name, string unit, double[] differences, double[]? errors)
    {
        if (differences.Length == 0)
        {
            return new LabelAccuracy(name, unit, 0, double.NaN, double.NaN, double.NaN, double.NaN);
        }

        double bias = differences.Average();
        return new LabelAccuracy(
            name,
            unit,
            differences.Length,
            bias,
            Math.Sqrt(differences.Average(difference => (difference - bias) * (difference - bias))),
            ErrorCalibration.Width(differences),
            errors is null ? double.NaN : ErrorCalibration.Width([.. differences.Zip(errors, (difference, error) => difference / error)]));
    }
}
