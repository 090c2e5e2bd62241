using System.Numerics;

namespace Astra.Simulation;

/// <summary>
/// How the signal-to-noise ratio and the response vary along the chips, as measured in real visits. Pixels are those of an <see cref="Emulator"/>.
/// </summary>
static class Instrument
{
    /// <summary>
    /// Signal-to-noise ratio of a spectrum with the same flux everywhere, over the visit's median, in eight equal parts of each chip: medians of 83
    /// visits, pixels without flags.
    /// </summary>
    static readonly float[][] SnrProfile =
    [
        [0.854f, 0.908f, 0.966f, 1.003f, 1.034f, 1.037f, 1.034f, 1.023f],
        [1.107f, 1.165f, 1.144f, 1.135f, 1.135f, 1.066f, 1.016f, 0.916f],
        [0.890f, 0.859f, 0.795f, 0.720f, 0.664f, 0.608f, 0.540f, 0.430f],
    ];

    /// <summary>Scatter of the natural logarithm of the profile between visits, as one factor for each chip (the same visits).</summary>
    static readonly double[] SnrScatter = [0.021, 0.057, 0.112];

    /// <summary>
    /// Standard deviations of the natural logarithm of a visit's flux over the star's combined flux, for each chip as Legendre polynomials on -1 to
    /// 1: offset against the mean of the chips, tilt, curvature (56 visits of S/N above 15; all three beyond the robust ones, because a few visits
    /// are far off).
    /// </summary>
    static readonly (double Offset, double Tilt, double Curvature)[] ResponseScatter =
        [(0.0625, 0.0207, 0.0147), (0.0333, 0.0204, 0.0181), (0.0307, 0.0133, 0.0123)];

    static readonly float[] Variance = [.. Interpolate().Select(snr => 1 / (snr * snr))];

    /// <summary>Where on its chip a pixel lies, from -1 to 1.</summary>
    static readonly float[] Places =
    [
        .. Enumerable.Range(0, SnrProfile.Length)
            .SelectMany(chip => Enumerable.Range(0, Length(chip)).Select(i => (2f * i / (Length(chip) - 1)) - 1)),
    ];

    /// <summary>
    /// For each pixel the variance of a spectrum with the same flux everywhere, over that of a pixel with the visit's median signal-to-noise ratio.
    /// </summary>
    public static ReadOnlySpan<float> RelativeVariance => Variance;

    /// <summary>Draws by how much the variance of a chip of a visit is larger than <see cref="RelativeVariance"/>.</summary>
    public static float DrawVarianceFactor(int chip, RandomSource random) => (float)Math.Exp(-2 * SnrScatter[chip] * random.NextGaussian());

    /// <summary>Multiplies a spectrum by response errors that are smooth on each chip.</summary>
    /// <param name="flux">Any unit.</param>
    /// <param name="scale">1 for errors as measured.</param>
    /// <param name="random">Where from.</param>
    public static void Distort(Span<float> flux, double scale, RandomSource random)
    {
        int p = 0;
        for (int chip = 0; chip < ResponseScatter.Length; chip++)
        {
            (double offsetScatter, double tiltScatter, double curvatureScatter) = ResponseScatter[chip];
            double offset = scale * offsetScatter * random.NextGaussian();
            double tilt = scale * tiltScatter * random.NextGaussian();
            double curvature = scale * curvatureScatter * random.NextGaussian();

            // offset + tilt u + curvature (3 u^2 - 1) / 2 as a polynomial of u.
            float c0 = (float)(offset - (curvature / 2));
            float c1 = (float)tilt;
            float c2 = (float)(1.5 * curvature);
            int end = p + Length(chip);
            for (; p <= end - Vector<float>.Count; p += Vector<float>.Count)
            {
                Vector<float> u = new(Places.AsSpan(p));
                Vector<float> x = new Vector<float>(c0) + (u * (new Vector<float>(c1) + (u * new Vector<float>(c2))));

                // exp(x) to fourth order: x is a tenth or so, and the response need not be better than it is known.
                Vector<float> power = new Vector<float>(1 / 6f) + (x * new Vector<float>(1 / 24f));
                power = new Vector<float>(0.5f) + (x * power);
                power = Vector<float>.One + (x * power);
                power = Vector<float>.One + (x * power);
                (new Vector<float>(flux[p..]) * power).CopyTo(flux[p..]);
            }

            for (; p < end; p++)
            {
                float x = c0 + (Places[p] * (c1 + (Places[p] * c2)));
                flux[p] *= 1 + (x * (1 + (x * (0.5f + (x * ((1 / 6f) + (x * (1 / 24f))))))));
            }
        }
    }

    static int Length(int chip) => WavelengthGrid.Chips7214[chip].End.Value - WavelengthGrid.Chips7214[chip].Start.Value;

    static float[] Interpolate()
    {
        float[] profile = new float[Emulator.Pixels];
        int p = 0;
        for (int chip = 0; chip < SnrProfile.Length; chip++)
        {
            float[] parts = SnrProfile[chip];
            int length = Length(chip);
            for (int i = 0; i < length; i++)
            {
                // Between the middles of the parts; beyond the first and last, on as between the two nearest.
                float place = ((i + 0.5f) / length * parts.Length) - 0.5f;
                int left = Math.Clamp((int)MathF.Floor(place), 0, parts.Length - 2);
                profile[p++] = parts[left] + ((place - left) * (parts[left + 1] - parts[left]));
            }
        }

        return profile;
    }
}
