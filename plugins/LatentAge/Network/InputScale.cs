using Astra.Spectra;

namespace Astra.Plugins.LatentAge.Network;

/// <summary>
/// What is done to a normalised spectrum before the encoder sees it (spec of astroNN's mode 2): values above 2 become 1, then each pixel less its mean
/// over its standard deviation in the training set.
/// </summary>
/// <param name="Mean">7514 means.</param>
/// <param name="Deviation">7514 standard deviations, above zero.</param>
/// <param name="Seen">The pixels that the training set has data in.</param>
sealed record InputScale(float[] Mean, float[] Deviation, bool[] Seen)
{
    // What rises to twice the continuum is no star.
    const float Highest = 2;

    // A pixel that hardly varies in the training set says nothing, and divided by its deviation it would shout.
    const double LeastDeviation = 1e-4;

    /// <summary>Measures a training set.</summary>
    /// <param name="count">The number of spectra.</param>
    /// <param name="read">Writes the normalised spectrum of one of them into an array.</param>
    /// <param name="seen">The pixels that the training set has data in.</param>
    public static InputScale Of(int count, Action<int, float[]> read, bool[] seen)
    {
        double[] sum = new double[ContinuumNormalisation.Pixels], squares = new double[sum.Length];
        float[] flux = new float[sum.Length];
        for (int i = 0; i < count; i++)
        {
            read(i, flux);
            Clip(flux);
            for (int p = 0; p < flux.Length; p++)
            {
                sum[p] += flux[p];
                squares[p] += (double)flux[p] * flux[p];
            }
        }

        return new InputScale(
            [.. sum.Select(total => (float)(total / count))],
            [.. squares.Select((total, p) => (float)Math.Max(LeastDeviation, Math.Sqrt(Math.Max(0, (total / count) - (sum[p] / count * sum[p] / count)))))],
            seen);
    }

    /// <summary>Makes the encoder's input of a normalised spectrum, in place.</summary>
    /// <param name="flux">7514 numbers.</param>
    public void Apply(Span<float> flux)
    {
        Clip(flux);
        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] = Seen[p] ? (flux[p] - Mean[p]) / Deviation[p] : 0;
        }
    }

    static void Clip(Span<float> flux)
    {
        foreach (ref float pixel in flux)
        {
            pixel = pixel > Highest ? 1 : pixel;
        }
    }
}
