namespace Astra.Neural;

/// <summary>Least squares by a few functions: their products over the samples, and those with the values.</summary>
/// <param name="functions">How many functions.</param>
sealed class NormalEquations(int functions)
{
    /// <summary>Keeps coefficients that nothing is known of (those of a missing segment) at zero.</summary>
    const double Ridge = 1e-6;

    /// <summary>Products of the functions, of which the lower triangle counts.</summary>
    public double[] Products { get; } = new double[functions * functions];

    /// <summary>Products of the functions with the values.</summary>
    public double[] Right { get; } = new double[functions];

    /// <summary>Forgets a sample.</summary>
    /// <param name="sample">The functions there.</param>
    /// <param name="value">The value there.</param>
    public void TakeOut(ReadOnlySpan<double> sample, double value)
    {
        for (int f = 0; f < functions; f++)
        {
            DoubleVectors.AddScaled(Products.AsSpan(f * functions, f + 1), sample[..(f + 1)], -sample[f]);
            Right[f] -= value * sample[f];
        }
    }

    /// <summary>The coefficients (by Cholesky's decomposition).</summary>
    public double[] Solve()
    {
        double[] matrix = [.. Products], solution = [.. Right];
        for (int i = 0; i < functions; i++)
        {
            Span<double> row = matrix.AsSpan(i * functions, functions);
            row[i] += Ridge;
            for (int j = 0; j <= i; j++)
            {
                double rest = row[j] - DoubleVectors.Dot(row[..j], matrix.AsSpan(j * functions, j));
                row[j] = i == j ? Math.Sqrt(Math.Max(rest, Ridge)) : rest / matrix[(j * functions) + j];
            }

            solution[i] = (solution[i] - DoubleVectors.Dot(row[..i], solution.AsSpan(0, i))) / row[i];
        }

        for (int i = functions - 1; i >= 0; i--)
        {
            solution[i] /= matrix[(i * functions) + i];
            DoubleVectors.AddScaled(solution.AsSpan(0, i), matrix.AsSpan(i * functions, i), -solution[i]);
        }

        return solution;
    }
}
