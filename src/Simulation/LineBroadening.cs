using System.Numerics;
using System.Runtime.InteropServices;

namespace Astra.Simulation;

/// <summary>
/// Broadening of lines by rotation and by macroturbulence: a convolution on the grid of log wavelength, on which a velocity is the same number of
/// pixels everywhere. The kernel is integrated over each pixel, so that it is right for velocities below a pixel (4.14 km/s) too.
/// </summary>
sealed class LineBroadening
{
    /// <summary>Largest velocity, km/s.</summary>
    public const double Fastest = 100;

    /// <summary>Width of a pixel in km/s: c ln(10) 6e-6.</summary>
    public static readonly double PixelVelocity = 299792.458 * Math.Log(10) * WavelengthGrid.LogStep;

    /// <summary>
    /// Linear limb darkening. In the H band it is weaker than in the optical; ASPCAP's rotating dwarfs use this (Holtzman et al. 2018, AJ 156, 125).
    /// </summary>
    const double LimbDarkening = 0.25;

    /// <summary>Past three 1/e half-widths a Gaussian holds 2e-5 of its area.</summary>
    const double GaussianReach = 3;

    readonly float[] padded;

    public LineBroadening(int longest) => padded = new float[longest + (2 * Reach(Fastest, Fastest))];

    /// <summary>Broadens a run of pixels; beyond its ends the flux is taken to go on as it ends.</summary>
    /// <param name="flux">The run.</param>
    /// <param name="kernel">From <see cref="Kernel"/>.</param>
    public void Apply(Span<float> flux, ReadOnlySpan<float> kernel)
    {
        int reach = kernel.Length / 2;
        Span<float> source = padded.AsSpan(0, flux.Length + (2 * reach));
        source[..reach].Fill(flux[0]);
        flux.CopyTo(source[reach..]);
        source[(reach + flux.Length)..].Fill(flux[^1]);
        int p = 0;
        ref float start = ref MemoryMarshal.GetReference(source);
        for (; p <= flux.Length - Vector<float>.Count; p += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (int k = 0; k < kernel.Length; k++)
            {
                sum += Vector.LoadUnsafe(ref start, (nuint)(p + k)) * new Vector<float>(kernel[k]);
            }

            sum.CopyTo(flux[p..]);
        }

        for (; p < flux.Length; p++)
        {
            float sum = 0;
            for (int k = 0; k < kernel.Length; k++)
            {
                sum += source[p + k] * kernel[k];
            }

            flux[p] = sum;
        }
    }

    /// <summary>The fraction of the light that goes to each pixel around the one it comes from; an odd number of values whose sum is 1.</summary>
    /// <param name="vsini">Projected rotation velocity, km/s.</param>
    /// <param name="macroturbulence">1/e half-width of a Gaussian, km/s.</param>
    public static float[] Kernel(double vsini, double macroturbulence)
    {
        double[] rotation = Bins(vsini, 1, Rotation);
        double[] gaussian = Bins(macroturbulence, GaussianReach, x => Erf(x) / 2);
        double[] both = new double[rotation.Length + gaussian.Length - 1];
        for (int i = 0; i < rotation.Length; i++)
        {
            for (int j = 0; j < gaussian.Length; j++)
            {
                both[i + j] += rotation[i] * gaussian[j];
            }
        }

        double total = both.Sum();
        return Array.ConvertAll(both, value => (float)(value / total));
    }

    static int Reach(double vsini, double macroturbulence) =>
        (int)Math.Ceiling(vsini / PixelVelocity) + (int)Math.Ceiling(GaussianReach * macroturbulence / PixelVelocity) + 2;

    /// <summary>A profile integrated over pixels, from its own integral.</summary>
    /// <param name="velocity">The velocity at which the argument of <paramref name="integral"/> is 1.</param>
    /// <param name="end">Where, in units of the velocity, the profile ends.</param>
    /// <param name="integral">The integral of the profile from 0 to a positive number.</param>
    static double[] Bins(double velocity, double end, Func<double, double> integral)
    {
        if (velocity <= 0)
        {
            return [1];
        }

        double width = PixelVelocity / velocity;
        int reach = (int)Math.Ceiling((end / width) - 0.5);
        double[] bins = new double[(2 * reach) + 1];
        for (int k = -reach; k <= reach; k++)
        {
            bins[k + reach] = Odd((k + 0.5) * width) - Odd((k - 0.5) * width);
        }

        return bins;

        double Odd(double x) => Math.Sign(x) * integral(Math.Min(Math.Abs(x), end));
    }

    /// <summary>The integral of the rotation profile (Gray 2008, The Observation and Analysis of Stellar Photospheres, equation 18.14).</summary>
    static double Rotation(double x)
    {
        double disc = (1 - LimbDarkening) * ((x * Math.Sqrt(Math.Max(0, 1 - (x * x)))) + Math.Asin(Math.Min(x, 1)));
        double darkening = Math.PI * LimbDarkening / 2 * (x - (x * x * x / 3));
        return (disc + darkening) / (Math.PI * (1 - (LimbDarkening / 3)));
    }

    /// <summary>The error function for positive numbers, to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26).</summary>
    static double Erf(double x)
    {
        double t = 1 / (1 + (0.3275911 * x));
        double sum = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return 1 - (sum * Math.Exp(-x * x));
    }
}
