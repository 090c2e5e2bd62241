using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Astra.Neural;

/// <summary>
/// Learns a <see cref="SpectrumSpace"/>: principal components by iterating a subspace (Halko, Martinsson and Tropp 2011, SIAM Rev. 53, 217), with
/// missing pixels filled in from the components of the round before.
/// </summary>
sealed class SpectrumSpaceFit
{
    /// <summary>Components have converged long before, and all of these are held in memory.</summary>
    public const int MostSpectra = 1500;

    const int Rounds = 3;
    const int Iterations = 5;
    const int Oversampling = 10;

    /// <summary>Spectra that a component must be learned from.</summary>
    const int SpectraPerComponent = 10;

    readonly int[][] segments;
    readonly int pixels;
    readonly List<double[]> spectra = [];
    readonly List<bool[]> usable = [];

    public SpectrumSpaceFit(int[][] segments)
    {
        this.segments = segments;
        pixels = segments.Sum(segment => segment[1] - segment[0]);
    }

    /// <summary>Spectra so far.</summary>
    public int Count => spectra.Count;

    /// <summary>Adds a spectrum of the training set; from the <see cref="MostSpectra"/>th on they are ignored.</summary>
    public void Add(ReadOnlySpan<float> flux, ReadOnlySpan<float> sigma)
    {
        if (Count == MostSpectra)
        {
            return;
        }

        double[] values = new double[pixels];
        bool[] present = new bool[pixels];
        if (SpectrumSpace.Normalise(segments, flux, sigma, values, new double[pixels], present) > pixels / 2)
        {
            spectra.Add(values);
            usable.Add(present);
        }
    }

    /// <summary>Learns from the spectra, which are used up.</summary>
    /// <param name="components">Principal components, at most.</param>
    /// <param name="modelError">See <see cref="SpectrumSpace"/>.</param>
    /// <exception cref="InvalidOperationException">There are too few spectra.</exception>
    public SpectrumSpace Learn(int components, double modelError)
    {
        if (Count < 2 * SpectraPerComponent)
        {
            throw new InvalidOperationException(
                $"What spectra look like cannot be learned from {Count} of them (those with data in less than half of their pixels do not count).");
        }

        double[] mean = TakeOffMean();
        double[] polynomials = SpectrumSpace.Polynomials(segments);
        int rank = Math.Min(components, Count / SpectraPerComponent);
        SpectrumSpace space = new(segments, mean, [], modelError);
        for (int round = 0; round < Rounds; round++)
        {
            Parallel.For(0, Count, i => Complete(i, space));
            space = new SpectrumSpace(segments, mean, PrincipalComponents(rank, polynomials), modelError);
        }

        return space;
    }

    double[] TakeOffMean()
    {
        double[] mean = new double[pixels];
        int[] counts = new int[pixels];
        for (int i = 0; i < Count; i++)
        {
            for (int p = 0; p < pixels; p++)
            {
                mean[p] += spectra[i][p];
                counts[p] += usable[i][p] ? 1 : 0;
            }
        }

        for (int p = 0; p < pixels; p++)
        {
            mean[p] /= Math.Max(1, counts[p]);
        }

        for (int i = 0; i < Count; i++)
        {
            for (int p = 0; p < pixels; p++)
            {
                spectra[i][p] = usable[i][p] ? spectra[i][p] - mean[p] : 0;
            }
        }

        return mean;
    }

    void Complete(int i, SpectrumSpace space)
    {
        for (int p = 0; p < pixels; p++)
        {
            spectra[i][p] = usable[i][p] ? spectra[i][p] : 0;
        }

        space.Complete(spectra[i], usable[i]);
    }

    double[] PrincipalComponents(int rank, double[] polynomials)
    {
        int size = Math.Min(Math.Min(rank + Oversampling, Count), pixels - (polynomials.Length / pixels));
        double[][] rows = [.. Enumerable.Range(0, size).Select(Start)];
        double[][] products = [.. Enumerable.Range(0, size).Select(_ => new double[Count])];
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Orthonormalise(rows, polynomials);
            Parallel.For(0, size, k => Project(rows[k], products[k]));
            if (iteration < Iterations - 1)
            {
                Parallel.For(0, size, k => Expand(products[k], rows[k]));
            }
        }

        Matrix<double> squares = Matrix<double>.Build.Dense(size, size, (k, l) => DoubleVectors.Dot(products[k], products[l]));
        Evd<double> eigen = squares.Evd(Symmetricity.Symmetric);
        int[] largestFirst = [.. Enumerable.Range(0, size).OrderByDescending(k => eigen.EigenValues[k].Real).Take(rank)];
        double[] components = new double[largestFirst.Length * pixels];
        for (int c = 0; c < largestFirst.Length; c++)
        {
            for (int k = 0; k < size; k++)
            {
                DoubleVectors.AddScaled(components.AsSpan(c * pixels, pixels), rows[k], eigen.EigenVectors[k, largestFirst[c]]);
            }
        }

        return components;
    }

    double[] Start(int row) => [.. Enumerable.Range(0, pixels).Select(p => (double)CounterRandom.NormalAt((uint)p, CounterRandom.Mix((ulong)row)))];

    void Project(double[] row, double[] products)
    {
        for (int i = 0; i < Count; i++)
        {
            products[i] = DoubleVectors.Dot(spectra[i], row);
        }
    }

    void Expand(double[] products, double[] row)
    {
        row.AsSpan().Clear();
        for (int i = 0; i < Count; i++)
        {
            DoubleVectors.AddScaled(row, spectra[i], products[i]);
        }
    }

    /// <summary>Gram and Schmidt, twice: once does not suffice in finite precision. What lies in the polynomials is taken off as well.</summary>
    void Orthonormalise(double[][] rows, double[] polynomials)
    {
        for (int k = 0; k < rows.Length; k++)
        {
            for (int pass = 0; pass < 2; pass++)
            {
                for (int f = 0; f < polynomials.Length / pixels; f++)
                {
                    ReadOnlySpan<double> polynomial = polynomials.AsSpan(f * pixels, pixels);
                    DoubleVectors.AddScaled(rows[k], polynomial, -DoubleVectors.Dot(rows[k], polynomial));
                }

                for (int l = 0; l < k; l++)
                {
                    DoubleVectors.AddScaled(rows[k], rows[l], -DoubleVectors.Dot(rows[k], rows[l]));
                }

                double norm = Math.Sqrt(DoubleVectors.Dot(rows[k], rows[k]));
                for (int p = 0; norm > 0 && p < pixels; p++)
                {
                    rows[k][p] /= norm;
                }
            }
        }
    }
}
