using Astra.Isochrones;
using MathNet.Numerics.LinearAlgebra;

namespace Astra.Plugins.DistMass.Isochrones;

/// <summary>
/// Absolute K_s magnitude of a star of given luminosity, temperature, gravity and metallicity. The tables of several ages have only Gaia's
/// magnitudes, whose colours do not lead to K; the table with K has one age, but the K correction depends on temperature above all, so a polynomial
/// in the four serves for all ages: to the fourth power in log Teff, each with the square of [M/H], and linear in log g, with which temperature and
/// [M/H] vary.
/// </summary>
/// <param name="Coefficients">Its <see cref="Terms"/> coefficients.</param>
sealed record BolometricCorrection(IReadOnlyList<double> Coefficients)
{
    /// <summary>How many coefficients there are.</summary>
    public const int Terms = (Powers * MetallicityPowers) + 3;

    const int Powers = 5;
    const int MetallicityPowers = 3;

    // Below, the table has only stars of 0.09 solar masses and the ends of thermal pulses, with corrections of their own.
    const double LeastLogTeff = 3.48;

    /// <summary>M_K + 2.5 log L in magnitudes: what the polynomial gives.</summary>
    /// <param name="logTeff">log10 of the temperature in kelvin.</param>
    /// <param name="logG">log10 of the gravity in cm/s^2.</param>
    /// <param name="metallicity">[M/H] in dex.</param>
    public double At(double logTeff, double logG, double metallicity)
    {
        Span<double> terms = stackalloc double[Terms];
        Fill(terms, logTeff, logG, metallicity);
        double sum = 0;
        for (int i = 0; i < Terms; i++)
        {
            sum += Coefficients[i] * terms[i];
        }

        return sum;
    }

    /// <summary>Fits the polynomial to the rows that have a K magnitude, by least squares.</summary>
    /// <param name="points">Rows of isochrone tables.</param>
    /// <returns>The correction, with the standard deviation and the largest of the residuals in magnitudes.</returns>
    /// <exception cref="BadInputException">Too few rows have a K magnitude.</exception>
    public static (BolometricCorrection Correction, double Scatter, double Largest) Fit(IEnumerable<IsochronePoint> points)
    {
        IsochronePoint[] rows = [.. points.Where(point =>
            double.IsFinite(point.KMagnitude) && point.LogTeff > LeastLogTeff && point.Phase <= EvolutionaryPhase.EarlyAsymptoticBranch)];
        if (rows.Length < 10 * Terms)
        {
            throw new BadInputException(
                $"{rows.Length} rows of the isochrones have a K magnitude; {10 * Terms} are needed. Give a table in the UBVRIJHK or 2MASS system, too.");
        }

        Matrix<double> design = Matrix<double>.Build.Dense(rows.Length, Terms);
        Vector<double> values = Vector<double>.Build.Dense(rows.Length);
        double[] terms = new double[Terms];
        for (int row = 0; row < rows.Length; row++)
        {
            Fill(terms, rows[row].LogTeff, rows[row].LogG, rows[row].Metallicity);
            design.SetRow(row, terms);
            values[row] = rows[row].KMagnitude + (2.5 * rows[row].LogLuminosity);
        }

        Vector<double> coefficients = design.QR().Solve(values);
        Vector<double> residuals = values - (design * coefficients);
        return (new BolometricCorrection(coefficients.ToArray()), residuals.L2Norm() / Math.Sqrt(rows.Length), residuals.AbsoluteMaximum());
    }

    static void Fill(Span<double> terms, double logTeff, double logG, double metallicity)
    {
        double x = (logTeff - 3.68) / 0.1;
        double g = (logG - 2.5) / 2;
        int next = 0;
        double power = 1;
        for (int i = 0; i < Powers; i++)
        {
            double term = power;
            for (int k = 0; k < MetallicityPowers; k++)
            {
                terms[next++] = term;
                term *= metallicity;
            }

            power *= x;
        }

        terms[next++] = g;
        terms[next++] = g * x;
        terms[next] = g * metallicity;
    }
}
