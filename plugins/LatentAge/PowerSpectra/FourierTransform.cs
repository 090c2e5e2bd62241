using System.Numerics;

namespace Astra.Plugins.LatentAge.PowerSpectra;

/// <summary>
/// Discrete Fourier transforms of one length, a power of two (Cooley and Tukey 1965), in place. Immutable, safe for several threads.
/// </summary>
sealed class FourierTransform
{
    readonly double[] cosine;
    readonly double[] sine;

    /// <summary>Prepares transforms.</summary>
    /// <param name="length">A power of two, at least 2.</param>
    /// <exception cref="ArgumentException">The length is something else.</exception>
    public FourierTransform(int length)
    {
        if (length < 2 || !BitOperations.IsPow2(length))
        {
            throw new ArgumentException($"{length} is not a power of two.", nameof(length));
        }

        Length = length;
        cosine = new double[length / 2];
        sine = new double[length / 2];
        for (int i = 0; i < length / 2; i++)
        {
            (sine[i], cosine[i]) = Math.SinCos(2 * Math.PI * i / length);
        }
    }

    /// <summary>The number of complex numbers.</summary>
    public int Length { get; }

    /// <summary>Replaces x_n by the sums over n of x_n exp(+2 pi i k n / N), without a factor.</summary>
    /// <param name="real">Real parts.</param>
    /// <param name="imaginary">Imaginary parts.</param>
    /// <exception cref="ArgumentException">They are of another length.</exception>
    public void Transform(Span<double> real, Span<double> imaginary)
    {
        if (real.Length != Length || imaginary.Length != Length)
        {
            throw new ArgumentException($"{real.Length} and {imaginary.Length} numbers are not {Length}.");
        }

        Reorder(real, imaginary);
        for (int half = 1; half < Length; half *= 2)
        {
            int stride = Length / (2 * half);
            for (int block = 0; block < Length; block += 2 * half)
            {
                Span<double> lowReal = real.Slice(block, half), highReal = real.Slice(block + half, half);
                Span<double> lowImaginary = imaginary.Slice(block, half), highImaginary = imaginary.Slice(block + half, half);
                for (int i = 0; i < lowReal.Length; i++)
                {
                    double c = cosine[i * stride], s = sine[i * stride];
                    double re = (c * highReal[i]) - (s * highImaginary[i]);
                    double im = (c * highImaginary[i]) + (s * highReal[i]);
                    highReal[i] = lowReal[i] - re;
                    highImaginary[i] = lowImaginary[i] - im;
                    lowReal[i] += re;
                    lowImaginary[i] += im;
                }
            }
        }
    }

    static void Reorder(Span<double> real, Span<double> imaginary)
    {
        for (int i = 1, j = 0; i < real.Length; i++)
        {
            int bit = real.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (real[i], real[j]) = (real[j], real[i]);
                (imaginary[i], imaginary[j]) = (imaginary[j], imaginary[i]);
            }
        }
    }
}
