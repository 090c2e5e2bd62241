namespace Astra.Plugins.IronWidth;

/// <summary>Ordinary least squares for a handful of unknowns.</summary>
static class LeastSquares
{
    /// <summary>The coefficients that bring the sums of terms closest to the values.</summary>
    /// <param name="rows">The terms of each star, and its value; any number of them, in an order that decides the last bits.</param>
    /// <exception cref="BadInputException">The stars do not tell the terms apart.</exception>
    public static double[] Solve(IEnumerable<(double[] Terms, double Value)> rows)
    {
        double[,]? matrix = null;
        int n = 0;
        foreach ((double[] terms, double value) in rows)
        {
            n = terms.Length;
            matrix ??= new double[n, n + 1];
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    matrix[i, j] += terms[i] * terms[j];
                }

                matrix[i, n] += terms[i] * value;
            }
        }

        return Eliminate(matrix ?? new double[0, 1], n);
    }

    /// <summary>Gaussian elimination with the largest pivot of each column.</summary>
    static double[] Eliminate(double[,] matrix, int n)
    {
        double largest = Enumerable.Range(0, n).Select(i => matrix[i, i]).DefaultIfEmpty().Max();
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(matrix[row, column]));
            if (Math.Abs(matrix[pivot, column]) <= 1e-10 * largest)
            {
                throw new BadInputException("The stars are too few, or too much alike, to tell the six terms of the polynomial apart. Take more stars of more kinds.");
            }

            for (int j = 0; j <= n; j++)
            {
                (matrix[column, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[column, j]);
            }

            for (int row = 0; row < n; row++)
            {
                double factor = row == column ? 0 : matrix[row, column] / matrix[column, column];
                for (int j = column; j <= n; j++)
                {
                    matrix[row, j] -= factor * matrix[column, j];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => matrix[i, n] / matrix[i, i])];
    }
}
