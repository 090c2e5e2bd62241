namespace Astra.Plugins.Cannon.Training;

/// <summary>The training of a pixel by the shortest possible code, for tests: a fine scan of the scatter, then bisection of the derivative.</summary>
static class PlainTraining
{
    const int Points = 600;

    /// <summary>Trains a pixel.</summary>
    /// <param name="y">Flux of each star.</param>
    /// <param name="sigma">One-sigma error of each; infinite where there are no data.</param>
    /// <param name="terms">Stars x terms.</param>
    /// <param name="floor">The smallest scatter.</param>
    /// <param name="ceiling">The largest scatter to look at.</param>
    public static (double[] Coefficients, double Scatter, double Objective) Train(double[] y, double[] sigma, double[] terms, double floor, double ceiling)
    {
        double[] grid = [.. Enumerable.Range(0, Points).Select(k => floor * Math.Pow(ceiling / floor, k / (Points - 1.0)))];
        Solution[] scan = [.. grid.Select(scatter => At(y, sigma, terms, scatter))];
        int least = Enumerable.Range(0, Points).MinBy(k => scan[k].Objective);
        double low = grid[Math.Max(0, least - 1)];
        double high = grid[Math.Min(Points - 1, least + 1)];
        if (At(y, sigma, terms, low).Slope < 0)
        {
            for (int halving = 0; halving < 100; halving++)
            {
                double middle = Math.Sqrt(low * high);
                (low, high) = At(y, sigma, terms, middle).Slope < 0 ? (middle, high) : (low, middle);
            }
        }
        else
        {
            high = low;
        }

        Solution best = At(y, sigma, terms, high);
        return (best.Coefficients, high, best.Objective);
    }

    /// <summary>The coefficients at a given scatter, the objective (sum of r^2 w - ln w) and its derivative by the variance.</summary>
    public static Solution At(double[] y, double[] sigma, double[] terms, double scatter)
    {
        int count = terms.Length / y.Length;
        double[] weight = [.. sigma.Select(s => 1 / ((s * s) + (scatter * scatter)))];
        double[] matrix = new double[count * count];
        double[] coefficients = new double[count];
        for (int n = 0; n < y.Length; n++)
        {
            for (int i = 0; i < count; i++)
            {
                coefficients[i] += weight[n] * terms[(n * count) + i] * (weight[n] > 0 ? y[n] : 0);
                for (int j = 0; j <= i; j++)
                {
                    matrix[(i * count) + j] += weight[n] * terms[(n * count) + i] * terms[(n * count) + j];
                }
            }
        }

        if (!CholeskyFactor.TryFactor(matrix, count))
        {
            throw new ArgumentException("The terms are not independent.", nameof(terms));
        }

        CholeskyFactor.Solve(matrix, count, coefficients);
        double objective = 0;
        double slope = 0;
        for (int n = 0; n < y.Length; n++)
        {
            if (weight[n] > 0)
            {
                double r = y[n] - Enumerable.Range(0, count).Sum(t => terms[(n * count) + t] * coefficients[t]);
                objective += (r * r * weight[n]) - Math.Log(weight[n]);
                slope += weight[n] - (r * r * weight[n] * weight[n]);
            }
        }

        return new Solution(coefficients, objective, slope);
    }

    /// <summary>A solution at a scatter.</summary>
    /// <param name="Coefficients">One for each term.</param>
    /// <param name="Objective">Sum of r^2 w - ln w.</param>
    /// <param name="Slope">Its derivative by the variance.</param>
    public sealed record Solution(double[] Coefficients, double Objective, double Slope);
}
