namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// A straight line through what a forest leaves over of its training stars, to be added to its answers: the mean of leaves pulls extremes towards the
/// middle (the released code of Leung et al. 2023 has it; the paper has not).
/// </summary>
/// <param name="Intercept">The value where all inputs are zero, in the unit of the targets.</param>
/// <param name="Coefficients">The slope along each input.</param>
sealed record LinearBias(double Intercept, IReadOnlyList<double> Coefficients)
{
    // An input that others determine to one part in 1e10 has no slope of its own.
    const double Independent = 1e-10;

    // Inputs are 32-bit floats, which differ by 1e-7 of themselves or not at all; less is the rounding of their mean.
    const double Varying = 1e-9;

    /// <summary>The value at a star.</summary>
    /// <param name="star">Its inputs.</param>
    public double At(ReadOnlySpan<float> star)
    {
        double value = Intercept;
        for (int i = 0; i < star.Length; i++)
        {
            value += Coefficients[i] * star[i];
        }

        return value;
    }

    /// <summary>
    /// Fits residuals by weighted linear least squares; with weights 1/(sigma^2 + scatter^2) where a target has an error, all alike otherwise.
    /// </summary>
    /// <param name="stars">The training stars.</param>
    /// <param name="targets">Their targets.</param>
    /// <param name="errors">The targets' errors, or null.</param>
    /// <param name="estimates">What the forest says of them.</param>
    public static LinearBias Fit(ForestStars stars, double[] targets, double[]? errors, ForestEstimates estimates)
    {
        bool weighted = errors is not null && errors.Any(error => error > 0);
        double[] weights = [.. Enumerable.Range(0, stars.Count).Select(Weight)];
        double total = weights.Sum();
        int width = stars.Names.Count;
        double[] centre = new double[width], spread = new double[width];
        double mean = 0;
        for (int star = 0; star < stars.Count; star++)
        {
            mean += weights[star] / total * (targets[star] - estimates.Mean[star]);
            for (int i = 0; i < width; i++)
            {
                centre[i] += weights[star] / total * stars.Inputs[(star * width) + i];
            }
        }

        for (int star = 0; star < stars.Count; star++)
        {
            for (int i = 0; i < width; i++)
            {
                double x = stars.Inputs[(star * width) + i] - centre[i];
                spread[i] += weights[star] / total * x * x;
            }
        }

        double[] slopes = Solve(stars, targets, estimates, weights, total, centre,
            [.. spread.Zip(centre, (variance, x) => Math.Sqrt(variance) > Varying * Math.Abs(x) ? Math.Sqrt(variance) : 0)]);
        return new LinearBias(mean - slopes.Zip(centre, (slope, x) => slope * x).Sum(), slopes);

        double Weight(int star) => weighted
            ? 1 / Math.Max(double.Epsilon * 1e10, (errors![star] * errors[star]) + (estimates.Deviation[star] * estimates.Deviation[star]))
            : 1;
    }

    /// <summary>The slopes, by Gauss-Jordan elimination of the correlations of the inputs; an input without variation of its own gets none.</summary>
    static double[] Solve(
        ForestStars stars, double[] targets, ForestEstimates estimates, double[] weights, double total, double[] centre, double[] spread)
    {
        int width = centre.Length;
        double[,] matrix = new double[width, width + 1];
        double[] row = new double[width];
        for (int star = 0; star < stars.Count; star++)
        {
            double residual = targets[star] - estimates.Mean[star];
            for (int i = 0; i < width; i++)
            {
                row[i] = spread[i] > 0 ? (stars.Inputs[(star * width) + i] - centre[i]) / spread[i] : 0;
            }

            for (int i = 0; i < width; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    matrix[i, j] += weights[star] / total * row[i] * row[j];
                }

                matrix[i, width] += weights[star] / total * row[i] * residual;
            }
        }

        bool[] used = new bool[width];
        for (int i = 0; i < width; i++)
        {
            double pivot = matrix[i, i];
            if (pivot < Independent)
            {
                continue;
            }

            used[i] = true;
            for (int k = 0; k < width; k++)
            {
                double factor = k == i ? 0 : matrix[k, i] / pivot;
                for (int j = i; j <= width; j++)
                {
                    matrix[k, j] -= factor * matrix[i, j];
                }
            }
        }

        return [.. Enumerable.Range(0, width).Select(i => used[i] ? matrix[i, width] / matrix[i, i] / spread[i] : 0)];
    }
}
