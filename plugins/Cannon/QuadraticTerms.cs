namespace Astra.Plugins.Cannon;

/// <summary>
/// The terms of a quadratic model in L labels x, in the order of Ness et al. 2015: 1; x_1 .. x_L; then the products x_i x_j with j not below i,
/// i slowest. The flux of a pixel is the sum of its coefficients times these terms (Ness et al. 2015, ApJ 808, 16).
/// </summary>
static class QuadraticTerms
{
    /// <summary>The order in words, as stored with every model.</summary>
    public const string Order = "1, x_i, x_i x_j (j >= i)";

    /// <summary>How many terms there are for a number of labels.</summary>
    public static int Count(int labels) => 1 + labels + (labels * (labels + 1) / 2);

    /// <summary>The number of labels that has a number of terms, or null where none has.</summary>
    public static int? LabelCount(int terms)
    {
        int labels = 0;
        while (Count(labels) < terms)
        {
            labels++;
        }

        return labels > 0 && Count(labels) == terms ? labels : null;
    }

    /// <summary>The position of x_i x_j (j not below i, both 0-based) among the terms.</summary>
    public static int Product(int i, int j, int labels) => labels + 1 + (i * ((2 * labels) + 1 - i) / 2) + (j - i);

    /// <summary>Evaluates all terms.</summary>
    /// <param name="x">L scaled labels.</param>
    /// <param name="terms">Receives <see cref="Count"/> values.</param>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> terms)
    {
        terms[0] = 1;
        x.CopyTo(terms[1..]);
        int t = x.Length + 1;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = i; j < x.Length; j++)
            {
                terms[t++] = x[i] * x[j];
            }
        }
    }

    /// <summary>The derivative with respect to label i of the sum of <paramref name="coefficients"/> times the terms.</summary>
    /// <param name="coefficients">One for each term.</param>
    /// <param name="x">L scaled labels.</param>
    /// <param name="i">0-based label.</param>
    public static double Derivative(ReadOnlySpan<double> coefficients, ReadOnlySpan<double> x, int i)
    {
        int labels = x.Length;
        double sum = coefficients[1 + i];
        for (int j = 0; j < i; j++)
        {
            sum += x[j] * coefficients[Product(j, i, labels)];
        }

        int t = Product(i, i, labels);
        sum += 2 * x[i] * coefficients[t];
        for (int j = i + 1; j < labels; j++)
        {
            sum += x[j] * coefficients[++t];
        }

        return sum;
    }
}
