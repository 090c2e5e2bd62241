namespace Astra.Simulation;

/// <summary>How the signal-to-noise ratio and the response vary along the chips, as measured in real visits. Pixels are those of an <see cref="Emulator"/>.</summary>
static class Instrument
{
    /// <summary>
    /// Signal-to-noise ratio of a spectrum with the same flux everywhere, over the visit's median, in eight equal parts of each chip: medians of 83 visits,
    /// pixels without flags.
    /// </summary>
    static readonly float[][] SnrProfile =
    [
        [0.854f, 0.908f, 0.966f, 1.003f, 1.034f, 1.037f, 1.034f, 1.023f],
        [1.107f, 1.165f, 1.144f, 1.135f, 1.135f, 1.066f, 1.016f, 0.916f],
        [0.890f, 0.859f, 0.795f, 0.720f, 0.664f, 0.608f, 0.540f, 0.430f],
    ];

    /// <summary>Scatter of the profile between visits, as one factor for each chip (the same visits; medians of the parts' robust standard deviations).</summary>
    static readonly double[] SnrScatter = [0.022, 0.073, 0.084];

    /// <summary>
    /// Standard deviations of the natural logarithm of a visit's flux over the star's combined flux, for each chip as Legendre polynomials on -1 to 1: offset against
    /// the mean of the chips, tilt, curvature (56 visits of S/N above 15; all three beyond the robust ones, because a few visits are far off).
    /// </summary>
    static readonly (double Offset, double Tilt, double Curvature)[] ResponseScatter =
        [(0.0625, 0.0207, 0.0147), (0.0333, 0.0204, 0.0181), (0.0307, 0.0133, 0.0123)];

    static readonly float[] ProfileOfPixels = Interpolate();

    /// <summary>Draws how the signal-to-noise ratio varies along a visit: for each pixel 1 / (relative ratio)^2 at equal flux.</summary>
    public static void DrawVariance(RandomSource random, Span<float> variance)
    {
        int p = 0;
        for (int chip = 0; chip < SnrProfile.Length; chip++)
        {
            float factor = (float)Math.Exp(SnrScatter[chip] * random.NextGaussian());
            for (int end = p + Length(chip); p < end; p++)
            {
                float snr = ProfileOfPixels[p] * factor;
                variance[p] = 1 / (snr * snr);
            }
        }
    }

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
            float offset = (float)(scale * offsetScatter * random.NextGaussian());
            float tilt = (float)(scale * tiltScatter * random.NextGaussian());
            float curvature = (float)(scale * curvatureScatter * random.NextGaussian());
            int length = Length(chip);
            float step = 2f / (length - 1);
            for (int i = 0; i < length; i++, p++)
            {
                float u = (step * i) - 1;
                float x = offset + (tilt * u) + (curvature * ((1.5f * u * u) - 0.5f));

                // exp(x) to fourth order: x is a tenth or so, and the response need not be better than it is known.
                flux[p] *= 1 + (x * (1 + (x * (0.5f + (x * ((1 / 6f) + (x / 24f)))))));
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
