namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// Least squares with a penalty of absolute values: the x that minimises x'Ax - 2b'x + lambda * sum of |x_t| over all but the first. Coordinate descent
/// (Friedman, Hastie and Tibshirani 2010, J. Stat. Softw. 33, 1) finds which x are zero, a linear solution then gives the others exactly.
/// </summary>
sealed class PenalisedSolution
{
    const int MostRounds = 10_000;

    readonly int size;
    readonly double[] inner;
    readonly double[] solution;
    readonly int[] active;
    int count;

    /// <summary>Memory for systems of a size.</summary>
    public PenalisedSolution(int size)
    {
        this.size = size;
        inner = new double[size * size];
        solution = new double[size];
        active = new int[size];
    }

    /// <summary>Solves a system.</summary>
    /// <param name="matrix">A: symmetric, positive definite, size x size, both triangles.</param>
    /// <param name="right">b.</param>
    /// <param name="lambda">Not below zero.</param>
    /// <param name="x">On entry where to start, on return the solution.</param>
    /// <returns>False where A is not positive definite.</returns>
    public bool TrySolve(ReadOnlySpan<double> matrix, ReadOnlySpan<double> right, double lambda, Span<double> x)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            double moved = 0;
            for (int j = 0; j < size; j++)
            {
                double diagonal = matrix[(j * size) + j];
                if (!(diagonal > 0))
                {
                    return false;
                }

                double partial = right[j] - Dot(matrix, j, x) + (diagonal * x[j]);
                double threshold = j == 0 ? 0 : 0.5 * lambda;
                double next = Math.Abs(partial) <= threshold ? 0 : (partial - Math.CopySign(threshold, partial)) / diagonal;
                moved = Math.Max(moved, Math.Abs(next - x[j]) * Math.Sqrt(diagonal));
                x[j] = next;
            }

            // Most zeros are found early; when the exact solution of the others confirms them, the rest of the way is not needed.
            bool rest = moved <= 1e-14 * Math.Sqrt(Math.Abs(Inner(right, x)) + double.Epsilon);
            if ((rest || round % 8 == 7) && TryPolish(matrix, right, lambda, x) is bool confirmed && (confirmed || rest))
            {
                return FactorActive(matrix, x);
            }
        }

        return FactorActive(matrix, x);
    }

    /// <summary>Prepares <see cref="QuadraticForm"/> for a solution.</summary>
    /// <returns>False where A is not positive definite.</returns>
    public bool TryFactor(ReadOnlySpan<double> matrix, ReadOnlySpan<double> x) => FactorActive(matrix, x);

    /// <summary>After <see cref="TryFactor"/>: c'A^-1 c over the coefficients that are not zero.</summary>
    public double QuadraticForm(ReadOnlySpan<double> c)
    {
        for (int a = 0; a < count; a++)
        {
            solution[a] = c[active[a]];
        }

        CholeskyFactor.SolveLower(inner, count, solution.AsSpan(0, count));
        return Inner(solution.AsSpan(0, count), solution);
    }

    bool TryPolish(ReadOnlySpan<double> matrix, ReadOnlySpan<double> right, double lambda, Span<double> x)
    {
        if (!FactorActive(matrix, x))
        {
            return false;
        }

        for (int a = 0; a < count; a++)
        {
            int j = active[a];
            solution[a] = right[j] - (j == 0 ? 0 : 0.5 * lambda * Math.Sign(x[j]));
        }

        CholeskyFactor.Solve(inner, count, solution.AsSpan(0, count));
        for (int a = 0; a < count; a++)
        {
            if (active[a] > 0 && Math.Sign(solution[a]) != Math.Sign(x[active[a]]))
            {
                return false;
            }
        }

        Span<double> polished = stackalloc double[size];
        for (int a = 0; a < count; a++)
        {
            polished[active[a]] = solution[a];
        }

        for (int j = 1; j < size; j++)
        {
            if (polished[j] == 0 && Math.Abs(right[j] - Dot(matrix, j, polished)) > 0.5 * lambda * (1 + 1e-12))
            {
                return false;
            }
        }

        polished.CopyTo(x);
        return true;
    }

    bool FactorActive(ReadOnlySpan<double> matrix, ReadOnlySpan<double> x)
    {
        count = 0;
        for (int j = 0; j < size; j++)
        {
            if (j == 0 || x[j] != 0)
            {
                active[count++] = j;
            }
        }

        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                inner[(a * count) + b] = matrix[(active[a] * size) + active[b]];
            }
        }

        return CholeskyFactor.TryFactor(inner, count);
    }

    double Dot(ReadOnlySpan<double> matrix, int row, ReadOnlySpan<double> x) => Inner(matrix.Slice(row * size, size), x);

    static double Inner(ReadOnlySpan<double> one, ReadOnlySpan<double> two)
    {
        double sum = 0;
        for (int n = 0; n < one.Length; n++)
        {
            sum += one[n] * two[n];
        }

        return sum;
    }
}
