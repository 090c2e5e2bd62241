namespace Astra.Plugins.DistMass;

/// <summary>
/// The fractional error of a distance as a quadratic function of log g, fitted to the median fractional error of stars that were not trained on
/// (section 4.2 of the paper). Beyond the stars that it was fitted to it stays what it is at the last of them.
/// </summary>
/// <param name="Coefficients">Of 1, log g and its square.</param>
/// <param name="LeastLogg">The lowest log g of the fit.</param>
/// <param name="MostLogg">The highest one.</param>
/// <param name="Least">The least error that is quoted: the lowest median of the fit, below which a parabola may fall.</param>
sealed record ErrorCurve(IReadOnlyList<double> Coefficients, double LeastLogg, double MostLogg, double Least)
{
    const double Width = 0.25;
    const int FewestStars = 10;

    /// <summary>The fractional error of a distance.</summary>
    /// <param name="logg">log g of the star.</param>
    public double At(double logg)
    {
        double g = Math.Clamp(logg, LeastLogg, MostLogg);
        return Math.Max(Least, Coefficients[0] + (g * (Coefficients[1] + (g * Coefficients[2]))));
    }

    /// <summary>Fits a curve to the medians in bins of 0.25 dex, each weighted by its stars.</summary>
    /// <param name="logg">log g of each star.</param>
    /// <param name="fractions">The absolute fractional error of its distance.</param>
    /// <exception cref="ArgumentException">There are no ten stars in any bin.</exception>
    public static ErrorCurve Fit(ReadOnlySpan<double> logg, ReadOnlySpan<double> fractions)
    {
        Dictionary<int, List<double>> bins = [];
        for (int i = 0; i < logg.Length; i++)
        {
            int bin = (int)Math.Floor(logg[i] / Width);
            (bins.TryGetValue(bin, out List<double>? members) ? members : bins[bin] = []).Add(fractions[i]);
        }

        (double Logg, double Median, int Count)[] points =
        [
            .. bins.Where(bin => bin.Value.Count >= FewestStars).OrderBy(bin => bin.Key)
                .Select(bin => ((bin.Key + 0.5) * Width, Statistics.Median(bin.Value), bin.Value.Count)),
        ];
        if (points.Length == 0)
        {
            throw new ArgumentException($"No bin of log g has {FewestStars} stars, so there is no curve of the error to fit.");
        }

        double[] coefficients = LeastSquares.Polynomial(
            Math.Min(2, points.Length - 1), [.. points.Select(p => p.Logg)], [.. points.Select(p => p.Median)],
                [.. points.Select(p => (double)p.Count)]);
        return new ErrorCurve(
            [.. coefficients, .. new double[3 - coefficients.Length]], points[0].Logg, points[^1].Logg, points.Min(p => p.Median));
    }
}
