namespace Astra.Neural;

/// <summary>
/// Finds the noise model of a label, error = scale x scatter + offset, on spectra that were not trained on: such that differences from the truth,
/// divided by the error, have a width of one, at low and at high S/N alike.
/// </summary>
public static class ErrorCalibration
{
    const int MostBins = 20;
    const int LeastInBin = 25;

    /// <summary>Fits the noise model.</summary>
    /// <param name="scatter">What the network says of its error, for each spectrum: such as the scatter of noise draws.</param>
    /// <param name="difference">Predicted minus true label of each.</param>
    /// <returns>The model; the scatter itself where there are no spectra.</returns>
    public static NoiseModel Fit(double[] scatter, double[] difference)
    {
        int[] order =
        [
            .. Enumerable.Range(0, scatter.Length).Where(i => double.IsFinite(scatter[i]) && double.IsFinite(difference[i])).OrderBy(i => scatter[i]),
        ];
        if (order.Length == 0)
        {
            return new NoiseModel(1, 0);
        }

        int bins = Math.Clamp(order.Length / LeastInBin, 1, MostBins);
        List<(double Scatter, double Width)> points = [];
        for (int bin = 0; bin < bins; bin++)
        {
            int[] members = order[(bin * order.Length / bins)..((bin + 1) * order.Length / bins)];
            double width = Width([.. members.Select(i => difference[i])]);
            if (width > 0)
            {
                points.Add((members.Average(i => scatter[i]), width));
            }
        }

        NoiseModel line = Line(points);

        // The bins' line is a compromise; the width over all spectra is what the user sees.
        double overall = Width([.. order.Select(i => difference[i] / line.Error(scatter[i])).Where(double.IsFinite)]);
        return overall > 0 ? new NoiseModel(line.Scale * overall, line.Offset * overall) : line;
    }

    /// <summary>Half the distance between the 15.9th and the 84.1st percentile: the standard deviation of a normal distribution, without its
    /// outliers.</summary>
    /// <param name="values">At least one; NaN of nothing.</param>
    public static double Width(double[] values) => (Percentile(values, 0.841344746) - Percentile(values, 0.158655254)) / 2;

    /// <summary>A percentile, between values linearly; NaN of nothing.</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Percentile(double[] values, double share)
    {
        if (values.Length == 0)
        {
            return double.NaN;
        }

        double[] sorted = [.. values.Order()];
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    /// <summary>The line through points with equal relative errors, neither of its two numbers below zero.</summary>
    static NoiseModel Line(List<(double Scatter, double Width)> points)
    {
        double xx = 0, x = 0, one = 0, xy = 0, y = 0;
        foreach ((double scatter, double width) in points)
        {
            double weight = 1 / (width * width);
            xx += weight * scatter * scatter;
            x += weight * scatter;
            one += weight;
            xy += weight * scatter * width;
            y += weight * width;
        }

        double determinant = (xx * one) - (x * x);
        if (determinant > 1e-12 * xx * one)
        {
            double scale = ((one * xy) - (x * y)) / determinant;
            double offset = ((xx * y) - (x * xy)) / determinant;
            if (scale >= 0 && offset >= 0)
            {
                return new NoiseModel(scale, offset);
            }

            if (scale < 0)
            {
                return new NoiseModel(0, y / one);
            }
        }

        return xx > 0 ? new NoiseModel(xy / xx, 0) : new NoiseModel(1, one > 0 ? y / one : 0);
    }
}
