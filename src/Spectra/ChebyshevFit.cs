namespace Astra.Spectra;

/// <summary>
/// A parabola in Chebyshev's polynomials by weighted least squares, with the numbers that numpy's <c>Chebyshev.fit(x, y, 2, w=w)</c> gives: weights
/// multiply residuals, columns are scaled to unit length, and singular values below points times epsilon are left out, so that even one point has an
/// answer. Keeps scratch memory: one for each thread.
/// </summary>
/// <param name="capacity">The largest number of points.</param>
sealed class ChebyshevFit(int capacity)
{
    const int Terms = 3;

    // numpy.finfo(float).eps.
    const double MachineEpsilon = 1.0 / (1L << 52);

    readonly double[] places = new double[capacity];
    readonly double[] values = new double[capacity];
    readonly double[] weights = new double[capacity];
    readonly double[][] columns = [new double[capacity], new double[capacity], new double[capacity], new double[capacity]];
    readonly double[,] triangle = new double[Terms, Terms];
    readonly double[,] rotation = new double[Terms, Terms];
    readonly double[] coefficients = new double[Terms];
    int count;

    /// <summary>Where x becomes -1.</summary>
    double First => places[0];

    /// <summary>Where x becomes 1.</summary>
    double Last => places[count - 1];

    /// <summary>Forgets all points.</summary>
    public void Clear() => count = 0;

    /// <summary>Adds a point; x ascends.</summary>
    public void Add(double x, double y, double weight) => (places[count], values[count], weights[count++]) = (x, y, weight);

    /// <summary>Fits the points.</summary>
    /// <returns>Whether there is a fit: two or more points, not all without weight.</returns>
    public bool Solve()
    {
        if (count < 2 || Last == First)
        {
            return false;
        }

        double middle = (First + Last) / 2;
        double half = (Last - First) / 2;
        for (int i = 0; i < count; i++)
        {
            double x = (places[i] - middle) / half;
            columns[0][i] = weights[i];
            columns[1][i] = weights[i] * x;
            columns[2][i] = weights[i] * ((2 * x * x) - 1);
            columns[3][i] = weights[i] * values[i];
        }

        Span<double> scale = stackalloc double[Terms];
        for (int term = 0; term < Terms; term++)
        {
            double length = Length(columns[term], 0);
            scale[term] = length == 0 ? 1 : length;
            for (int i = 0; i < count; i++)
            {
                columns[term][i] /= scale[term];
            }
        }

        Triangulate();
        SolveTriangle(count * MachineEpsilon);
        bool any = false;
        for (int term = 0; term < Terms; term++)
        {
            coefficients[term] /= scale[term];
            any |= coefficients[term] != 0;
        }

        return any && coefficients.All(double.IsFinite);
    }

    /// <summary>The fitted value.</summary>
    public double At(double x)
    {
        double t = ((2 * x) - First - Last) / (Last - First);
        return coefficients[0] - coefficients[2] + (t * (coefficients[1] + (2 * t * coefficients[2])));
    }

    /// <summary>Householder's reflections: the first rows become upper triangular, and the right-hand side goes with them.</summary>
    void Triangulate()
    {
        for (int term = 0; term < Terms; term++)
        {
            double[] column = columns[term];
            double length = term < count ? Length(column, term) : 0;
            if (length > 0)
            {
                double head = column[term] > 0 ? -length : length;
                double norm = length * (length + Math.Abs(column[term]));
                column[term] -= head;
                for (int other = term + 1; other <= Terms; other++)
                {
                    double product = 0;
                    for (int i = term; i < count; i++)
                    {
                        product += column[i] * columns[other][i];
                    }

                    product /= norm;
                    for (int i = term; i < count; i++)
                    {
                        columns[other][i] -= product * column[i];
                    }
                }

                column[term] = head;
            }

            for (int row = 0; row < Terms; row++)
            {
                triangle[row, term] = row <= term && row < count ? column[row] : 0;
            }
        }
    }

    /// <summary>The shortest solution of the triangle after leaving out small singular values (one-sided rotations of Jacobi).</summary>
    void SolveTriangle(double cutoff)
    {
        for (int i = 0; i < Terms; i++)
        {
            for (int j = 0; j < Terms; j++)
            {
                rotation[i, j] = i == j ? 1 : 0;
            }
        }

        const int MostSweeps = 30;
        bool rotated = true;
        for (int sweep = 0; rotated && sweep < MostSweeps; sweep++)
        {
            rotated = Rotate(0, 1) | Rotate(0, 2) | Rotate(1, 2);
        }

        Span<double> squares = stackalloc double[Terms];
        double largest = 0;
        for (int j = 0; j < Terms; j++)
        {
            squares[j] = Product(triangle, j, j);
            largest = Math.Max(largest, squares[j]);
        }

        Array.Clear(coefficients);
        for (int j = 0; j < Terms; j++)
        {
            if (squares[j] > cutoff * cutoff * largest)
            {
                double part = 0;
                for (int i = 0; i < Math.Min(Terms, count); i++)
                {
                    part += triangle[i, j] * columns[Terms][i];
                }

                for (int i = 0; i < Terms; i++)
                {
                    coefficients[i] += rotation[i, j] * part / squares[j];
                }
            }
        }
    }

    bool Rotate(int p, int q)
    {
        double a = Product(triangle, p, p);
        double b = Product(triangle, q, q);
        double c = Product(triangle, p, q);
        if (Math.Abs(c) <= 1e-16 * Math.Sqrt(a * b))
        {
            return false;
        }

        double zeta = (b - a) / (2 * c);
        double tangent = (zeta < 0 ? -1 : 1) / (Math.Abs(zeta) + Math.Sqrt(1 + (zeta * zeta)));
        double cosine = 1 / Math.Sqrt(1 + (tangent * tangent));
        double sine = cosine * tangent;
        foreach (double[,] matrix in (double[][,])[triangle, rotation])
        {
            for (int i = 0; i < Terms; i++)
            {
                (matrix[i, p], matrix[i, q]) = ((cosine * matrix[i, p]) - (sine * matrix[i, q]), (sine * matrix[i, p]) + (cosine * matrix[i, q]));
            }
        }

        return true;
    }

    static double Product(double[,] matrix, int p, int q)
    {
        double product = 0;
        for (int i = 0; i < Terms; i++)
        {
            product += matrix[i, p] * matrix[i, q];
        }

        return product;
    }

    double Length(double[] column, int from)
    {
        double sum = 0;
        for (int i = from; i < count; i++)
        {
            sum += column[i] * column[i];
        }

        return Math.Sqrt(sum);
    }
}
