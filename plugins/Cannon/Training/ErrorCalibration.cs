namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// What turns formal errors into errors of the size that validation found. Either they are multiplied by a factor, or something is added to them in
/// quadrature: whichever makes the differences likelier. Formal errors of The Cannon are far too small (Ness et al. 2016, ApJ 823, 114, section 3.1).
/// </summary>
/// <param name="Scale">The factor.</param>
/// <param name="Added">What is added in quadrature, in the label's unit.</param>
sealed record ErrorCalibration(double Scale, double Added)
{
    // Differences farther out are outliers, which an error of the others should not have to cover.
    const double Outlying = 5;

    // Fewer stars say nothing about the width of a distribution.
    const int FewestStars = 10;

    /// <summary>Calibrates the errors of a label.</summary>
    /// <param name="differences">Found less true, for each star.</param>
    /// <param name="errors">Formal errors, above zero.</param>
    public static ErrorCalibration Of(double[] differences, double[] errors)
    {
        double middle = Quantile.Median(differences);
        double width = Quantile.NormalDeviation * Quantile.Median(differences.Select(d => Math.Abs(d - middle)));
        (double Difference, double Error)[] kept =
            [.. differences.Zip(errors).Where(star => Math.Abs(star.First - middle) <= Outlying * width && star.Second > 0 && double.IsFinite(star.Second))];
        if (kept.Length < FewestStars || !(width > 0))
        {
            return new ErrorCalibration(1, 0);
        }

        double scale = Math.Sqrt(kept.Average(star => star.Difference * star.Difference / (star.Error * star.Error)));
        double added = MostLikelyAddition(kept);
        return Surprise(kept, 1, added) < Surprise(kept, scale, 0) ? new ErrorCalibration(1, added) : new ErrorCalibration(scale, 0);
    }

    static double MostLikelyAddition((double Difference, double Error)[] stars)
    {
        double low = 0;
        double high = stars.Max(star => Math.Abs(star.Difference));
        if (Slope(0) >= 0)
        {
            return 0;
        }

        for (int halving = 0; halving < 80; halving++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Slope(middle) < 0 ? (middle, high) : (low, middle);
        }

        return high;

        // Of -2 ln L by the added variance.
        double Slope(double addition) => stars.Sum(star =>
        {
            double weight = 1 / ((star.Error * star.Error) + (addition * addition));
            return weight - (star.Difference * star.Difference * weight * weight);
        });
    }

    /// <summary>-2 ln L of the differences.</summary>
    static double Surprise((double Difference, double Error)[] stars, double scale, double added) => stars.Sum(star =>
    {
        double variance = (star.Error * star.Error * scale * scale) + (added * added);
        return (star.Difference * star.Difference / variance) + Math.Log(variance);
    });
}
