using System.Numerics;

namespace Astra.Simulation;

/// <summary>
/// The mean and the leading principal components of spectra, by iterating a subspace (Halko, Martinsson and Tropp 2011, SIAM Rev. 53, 217). The same
/// to the last bit for any number of threads.
/// </summary>
sealed class SpectrumComponents
{
    const int Iterations = 6;

    /// <summary>Further directions that are carried along and dropped in the end, because the last ones converge slowly.</summary>
    const int Oversampling = 10;

    /// <summary>Spectra are summed in so many parts, whatever the number of threads.</summary>
    const int Parts = 16;

    SpectrumComponents(float[] mean, float[][] directions)
    {
        Mean = mean;
        Directions = directions;
    }

    /// <summary>The mean spectrum.</summary>
    public float[] Mean { get; }

    /// <summary>Orthogonal directions of length 1, those along which spectra vary most first.</summary>
    public float[][] Directions { get; }

    /// <summary>Finds components.</summary>
    /// <param name="spectra">Spectra of equal length. The mean is taken off them.</param>
    /// <param name="count">How many components, fewer than spectra.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="seed">Where random numbers start.</param>
    /// <param name="progress">Is told the fraction that is done.</param>
    /// <param name="stop">Stops between iterations.</param>
    public static SpectrumComponents Of(float[][] spectra, int count, int threads, int seed, Action<double> progress, CancellationToken stop)
    {
        int pixels = spectra[0].Length;
        float[] mean = new float[pixels];
        for (int p = 0; p < pixels; p++)
        {
            double sum = 0;
            foreach (float[] spectrum in spectra)
            {
                sum += spectrum[p];
            }

            mean[p] = (float)(sum / spectra.Length);
        }

        foreach (float[] spectrum in spectra)
        {
            for (int p = 0; p < pixels; p++)
            {
                spectrum[p] -= mean[p];
            }
        }

        RandomSource random = RandomSource.FromName(FormattableString.Invariant($"spectrum components\n{seed}"));
        float[][] directions = new float[Math.Min(count + Oversampling, spectra.Length - 1)][];
        for (int k = 0; k < directions.Length; k++)
        {
            directions[k] = new float[pixels];
            foreach (ref float value in directions[k].AsSpan())
            {
                value = (float)random.NextGaussian();
            }
        }

        Orthogonalise(directions);
        for (int i = 0; i < Iterations; i++)
        {
            stop.ThrowIfCancellationRequested();
            directions = TimesCovariance(spectra, directions, threads);
            Orthogonalise(directions);
            progress((i + 1.0) / Iterations);
        }

        return new SpectrumComponents(mean, directions[..count]);
    }

    /// <summary>The sum of the products of two vectors.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        // Four sums, because one addition must wait for the one before.
        Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int p = 0;
        int step = 4 * Vector<float>.Count;
        for (; p <= a.Length - step; p += step)
        {
            s0 += new Vector<float>(a[p..]) * new Vector<float>(b[p..]);
            s1 += new Vector<float>(a[(p + Vector<float>.Count)..]) * new Vector<float>(b[(p + Vector<float>.Count)..]);
            s2 += new Vector<float>(a[(p + (2 * Vector<float>.Count))..]) * new Vector<float>(b[(p + (2 * Vector<float>.Count))..]);
            s3 += new Vector<float>(a[(p + (3 * Vector<float>.Count))..]) * new Vector<float>(b[(p + (3 * Vector<float>.Count))..]);
        }

        float sum = Vector.Sum(s0 + s1 + s2 + s3);
        for (; p < a.Length; p++)
        {
            sum += a[p] * b[p];
        }

        return sum;
    }

    static float[][] TimesCovariance(float[][] spectra, float[][] directions, int threads)
    {
        int pixels = spectra[0].Length;
        float[][][] parts = new float[Parts][][];
        Parallel.For(0, Parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            float[][] sums = Array.ConvertAll(directions, _ => new float[pixels]);
            for (int i = part; i < spectra.Length; i += Parts)
            {
                for (int k = 0; k < directions.Length; k++)
                {
                    Add(sums[k], spectra[i], Dot(spectra[i], directions[k]));
                }
            }

            parts[part] = sums;
        });
        for (int part = 1; part < Parts; part++)
        {
            for (int k = 0; k < directions.Length; k++)
            {
                Add(parts[0][k], parts[part][k], 1);
            }
        }

        return parts[0];
    }

    static void Add(Span<float> sum, ReadOnlySpan<float> term, float factor)
    {
        int p = 0;
        for (; p <= sum.Length - Vector<float>.Count; p += Vector<float>.Count)
        {
            (new Vector<float>(sum[p..]) + (new Vector<float>(term[p..]) * new Vector<float>(factor))).CopyTo(sum[p..]);
        }

        for (; p < sum.Length; p++)
        {
            sum[p] += term[p] * factor;
        }
    }

    /// <summary>Gram and Schmidt's method, made twice because once loses digits where directions are nearly parallel.</summary>
    static void Orthogonalise(float[][] directions)
    {
        for (int k = 0; k < directions.Length; k++)
        {
            for (int round = 0; round < 2; round++)
            {
                Scale(directions[k]);
                for (int j = 0; j < k; j++)
                {
                    Add(directions[k], directions[j], -Dot(directions[k], directions[j]));
                }
            }

            Scale(directions[k]);
        }
    }

    static void Scale(Span<float> direction)
    {
        float length = MathF.Sqrt(Dot(direction, direction));
        foreach (ref float value in direction)
        {
            value /= length;
        }
    }
}
