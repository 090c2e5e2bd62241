using Astra.Neural;

namespace Astra.Plugins.LatentAge.Training;

/// <summary>How far off a label is, for some stars. Of logarithmic labels all are in percent.</summary>
/// <param name="Stars">How many.</param>
/// <param name="Bias">The median difference, less the truth.</param>
/// <param name="Scatter">Half the range of the middle 68 % of the differences.</param>
/// <param name="Spread">The same of the label itself: what one would be off by who knows nothing.</param>
/// <param name="Pull">The same of differences over errors: 1 where the errors are right.</param>
sealed record LabelAccuracy(int Stars, double Bias, double Scatter, double Spread, double Pull)
{
    /// <summary>Measures stars; those without a truth do not count.</summary>
    /// <param name="answers">Value, error and truth of each, in the forest's scale.</param>
    /// <param name="toUnits">What the scale is multiplied by.</param>
    public static LabelAccuracy Of(IEnumerable<(double Value, double Error, double Truth)> answers, double toUnits)
    {
        (double Value, double Error, double Truth)[] known = [.. answers.Where(answer => double.IsFinite(answer.Value + answer.Truth))];
        return new LabelAccuracy(
            known.Length,
            toUnits * ErrorCalibration.Percentile([.. known.Select(answer => answer.Value - answer.Truth)], 0.5),
            toUnits * ErrorCalibration.Width([.. known.Select(answer => answer.Value - answer.Truth)]),
            toUnits * ErrorCalibration.Width([.. known.Select(answer => answer.Truth)]),
            ErrorCalibration.Width([.. known.Select(answer => (answer.Value - answer.Truth) / answer.Error)]));
    }

    /// <summary>What a logarithmic label's scale is multiplied by to give percent.</summary>
    public static double Percent { get; } = 100 * Math.Log(10);
}
