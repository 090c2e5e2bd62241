namespace Astra.Plugins.Cannon.Training;

/// <summary>How well a label is found in stars that training did not see.</summary>
/// <param name="Stars">The number of stars.</param>
/// <param name="Bias">Mean of found less true.</param>
/// <param name="Scatter">Its standard deviation.</param>
/// <param name="RobustScatter">1.4826 times its median absolute deviation from its median.</param>
/// <param name="MedianFormalError">The median of the formal errors.</param>
/// <param name="Calibration">What makes formal errors as large as the differences.</param>
sealed record LabelAccuracy(int Stars, double Bias, double Scatter, double RobustScatter, double MedianFormalError, ErrorCalibration Calibration)
{
    /// <summary>Measures a label.</summary>
    /// <param name="found">What was found, for each star.</param>
    /// <param name="truth">The true values.</param>
    /// <param name="errors">The formal errors.</param>
    public static LabelAccuracy Of(double[] found, double[] truth, double[] errors)
    {
        double[] differences = [.. found.Zip(truth, (f, t) => f - t)];
        double bias = differences.Length > 0 ? differences.Average() : double.NaN;
        double scatter = differences.Length > 1 ? Math.Sqrt(differences.Sum(d => (d - bias) * (d - bias)) / (differences.Length - 1)) : double.NaN;
        double middle = Quantile.Median(differences);
        return new LabelAccuracy(
            differences.Length,
            bias,
            scatter,
            Quantile.NormalDeviation * Quantile.Median(differences.Select(d => Math.Abs(d - middle))),
            Quantile.Median(errors),
            ErrorCalibration.Of(differences, errors));
    }
}
