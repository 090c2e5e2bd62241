using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>
/// Finds what the network's errors are to be multiplied by on stars that it was not trained on, such that differences from the labels have a width
/// of one in units of both errors together: what a label is off by is not the network's fault.
/// </summary>
static class ErrorScaling
{
    const double Least = 0.05;
    const double Most = 20;

    /// <summary>The factor.</summary>
    /// <param name="answers">What the network says of the stars.</param>
    /// <returns>From 0.05 to 20.</returns>
    public static double Of(LuminosityAnswer[] answers)
    {
        double low = Math.Log(Least);
        double high = Math.Log(Most);

        // The width falls as the factor grows.
        for (int step = 0; step < 40; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = Pull(answers, Math.Exp(middle)) > 1 ? (middle, high) : (low, middle);
        }

        return Math.Exp((low + high) / 2);
    }

    /// <summary>The width of the differences over both errors together.</summary>
    /// <param name="answers">What the network says.</param>
    /// <param name="scale">What its errors are multiplied by.</param>
    public static double Pull(LuminosityAnswer[] answers, double scale) => ErrorCalibration.Width(
    [
        .. answers.Select(answer =>
        {
            double error = scale * answer.Estimate.Error;
            return (answer.Estimate.Value - answer.Label.Value) / Math.Sqrt((error * error) + (answer.Label.Error * answer.Label.Error));
        }),
    ]);
}
