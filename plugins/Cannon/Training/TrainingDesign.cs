namespace Astra.Plugins.Cannon.Training;

/// <summary>
/// The terms of the model at the labels of the training stars, as columns. They are made orthonormal (Gram and Schmidt, twice), because the powers of
/// labels resemble each other so much that normal equations of the terms themselves would lose half of the digits.
/// </summary>
sealed class TrainingDesign
{
    /// <summary>Columns are padded with zeros to a multiple of this many.</summary>
    public const int Group = 12;

    // What is left of a column after the others are taken out of it; less than this is rounding.
    const double Independent = 1e-10;

    readonly double[] upper;

    TrainingDesign(int[] terms, int stars, int stride)
    {
        Terms = terms;
        Stars = stars;
        Stride = stride;
        Groups = (terms.Length + Group - 1) / Group;
        Columns = new double[Groups * Group * stride];
        upper = new double[terms.Length * terms.Length];
    }

    /// <summary>The positions of its terms among those of the model, ascending.</summary>
    public int[] Terms { get; }

    /// <summary>The number of columns that are not padding.</summary>
    public int Count => Terms.Length;

    /// <summary>The number of groups of columns.</summary>
    public int Groups { get; }

    /// <summary>The number of stars.</summary>
    public int Stars { get; }

    /// <summary>The length of a column; zero beyond the last star.</summary>
    public int Stride { get; }

    /// <summary>Groups x <see cref="Group"/> x <see cref="Stride"/>.</summary>
    public double[] Columns { get; }

    /// <summary>Makes the columns.</summary>
    /// <param name="values">Stars x all terms of the model.</param>
    /// <param name="all">The number of terms of the model.</param>
    /// <param name="terms">The terms to take.</param>
    /// <param name="orthonormal">Whether to make them orthonormal; a penalty of the coefficients needs the terms as they are.</param>
    /// <exception cref="DependentTermException">A term is a sum of others.</exception>
    public static TrainingDesign Create(double[] values, int all, int[] terms, bool orthonormal)
    {
        int stars = values.Length / all;

        // An odd number of cache lines, so that columns do not fall into the same places of the cache.
        int stride = (((stars + 7) / 8) | 1) * 8;
        TrainingDesign design = new(terms, stars, stride);
        for (int t = 0; t < terms.Length; t++)
        {
            for (int n = 0; n < stars; n++)
            {
                design.Columns[(t * stride) + n] = values[(n * all) + terms[t]];
            }
        }

        if (orthonormal)
        {
            design.Orthonormalise();
        }
        else
        {
            for (int t = 0; t < terms.Length; t++)
            {
                design.upper[(t * terms.Length) + t] = 1;
            }
        }

        return design;
    }

    /// <summary>The coefficients of the terms from those of the columns, in place.</summary>
    public void ToTerms(Span<double> coefficients)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            for (int j = i + 1; j < Count; j++)
            {
                coefficients[i] -= upper[(i * Count) + j] * coefficients[j];
            }

            coefficients[i] /= upper[(i * Count) + i];
        }
    }

    void Orthonormalise()
    {
        for (int j = 0; j < Count; j++)
        {
            Span<double> column = Columns.AsSpan(j * Stride, Stars);
            double original = Math.Sqrt(Dot(column, column));
            for (int pass = 0; pass < 2; pass++)
            {
                for (int i = 0; i < j; i++)
                {
                    ReadOnlySpan<double> other = Columns.AsSpan(i * Stride, Stars);
                    double projection = Dot(other, column);
                    upper[(i * Count) + j] += projection;
                    for (int n = 0; n < column.Length; n++)
                    {
                        column[n] -= projection * other[n];
                    }
                }
            }

            double norm = Math.Sqrt(Dot(column, column));
            if (!(norm > Independent * original))
            {
                throw new DependentTermException(Terms[j]);
            }

            upper[(j * Count) + j] = norm;
            for (int n = 0; n < column.Length; n++)
            {
                column[n] /= norm;
            }
        }
    }

    static double Dot(ReadOnlySpan<double> one, ReadOnlySpan<double> two)
    {
        double sum = 0;
        for (int n = 0; n < one.Length; n++)
        {
            sum += one[n] * two[n];
        }

        return sum;
    }
}

/// <summary>At the labels of the training stars a term is a sum of the terms before it, so that its coefficient is not determined.</summary>
/// <param name="term">Its position among the terms of the model.</param>
sealed class DependentTermException(int term) : Exception($"Term {term} depends linearly on the terms before it.")
{
    /// <summary>Its position among the terms of the model.</summary>
    public int Term { get; } = term;
}
