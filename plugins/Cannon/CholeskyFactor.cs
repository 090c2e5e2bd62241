namespace Astra.Plugins.Cannon;

/// <summary>Cholesky factorisation of small symmetric matrices, row-major, in place; only the lower triangle is read and written.</summary>
static class CholeskyFactor
{
    /// <summary>Replaces a positive definite matrix by its factor C with C C' = matrix.</summary>
    /// <returns>False where the matrix is not positive definite (to rounding); it is then spoiled.</returns>
    public static bool TryFactor(Span<double> matrix, int size)
    {
        for (int i = 0; i < size; i++)
        {
            double original = matrix[(i * size) + i];
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[(i * size) + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[(i * size) + k] * matrix[(j * size) + k];
                }

                if (j < i)
                {
                    matrix[(i * size) + j] = sum / matrix[(j * size) + j];
                }
                else if (sum > 1e-14 * original && double.IsFinite(sum))
                {
                    // A pivot that lost 14 of its 16 digits is rounding noise: the matrix is singular as far as doubles can tell.
                    matrix[(i * size) + i] = Math.Sqrt(sum);
                }
                else
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Solves C y = b in place.</summary>
    public static void SolveLower(ReadOnlySpan<double> factor, int size, Span<double> b)
    {
        for (int i = 0; i < size; i++)
        {
            double sum = b[i];
            for (int k = 0; k < i; k++)
            {
                sum -= factor[(i * size) + k] * b[k];
            }

            b[i] = sum / factor[(i * size) + i];
        }
    }

    /// <summary>Solves C C' x = b in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int size, Span<double> b)
    {
        SolveLower(factor, size, b);
        for (int i = size - 1; i >= 0; i--)
        {
            double sum = b[i];
            for (int k = i + 1; k < size; k++)
            {
                sum -= factor[(k * size) + i] * b[k];
            }

            b[i] = sum / factor[(i * size) + i];
        }
    }

    /// <summary>The inverse of the matrix whose factor is given: size x size, row-major, both triangles.</summary>
    public static double[] Inverse(ReadOnlySpan<double> factor, int size)
    {
        double[] inverse = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            // The inverse is symmetric, so that solving for unit vectors may fill it row by row.
            Span<double> row = inverse.AsSpan(i * size, size);
            row[i] = 1;
            Solve(factor, size, row);
        }

        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                inverse[(j * size) + i] = inverse[(i * size) + j];
            }
        }

        return inverse;
    }
}
