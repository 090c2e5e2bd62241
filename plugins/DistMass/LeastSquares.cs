namespace Astra.Plugins.DistMass;

/// <summary>Weighted least squares with a polynomial of low degree.</summary>
static class LeastSquares
{
    /// <summary>Fits a polynomial.</summary>
    /// <param name="degree">Its degree; less than the number of different x.</param>
    /// <param name="x">Where the values are.</param>
    /// <param name="y">The values.</param>
    /// <param name="weights">Their weights.</param>
    /// <returns>The coefficients of 1, x, x^2 and so on.</returns>
    public static double[] Polynomial(int degree, ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights)
    {
        int n = degree + 1;
        double[,] matrix = new double[n, n + 1];
        for (int k = 0; k < x.Length; k++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    matrix[i, j] += weights[k] * Math.Pow(x[k], i + j);
                }

                matrix[i, n] += weights[k] * Math.Pow(x[k], i) * y[k];
            }
        }

        return Solve(matrix, n);
    }

    static double[] Solve(double[,] matrix, int n)
    {
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < n; row++)
            {
                pivot = Math.Abs(matrix[row, column]) > Math.Abs(matrix[pivot, column]) ? row : pivot;
            }

            for (int j = column; j <= n; j++)
            {
                (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            }

            for (int row = column + 1; row < n; row++)
            {
                double factor = matrix[row, column] / matrix[column, column];
                for (int j = column; j <= n; j++)
                {
                    matrix[row, j] -= factor * matrix[column, j];
                }
            }
        }

        double[] solution = new double[n];
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = matrix[i, n];
            for (int j = i + 1; j < n; j++)
            {
                sum -= matrix[i, j] * solution[j];
            }

            solution[i] = sum / matrix[i, i];
        }

        return solution;
    }
}
