namespace Astra.Simulation;

/// <summary>
/// Bolometric corrections and colours as polynomials of the labels, fitted to PARSEC isochrones (Bressan et al. 2012, MNRAS 427, 127; Marigo et al.
/// 2017, ApJ 835, 77): J, H and K to those of 5 Gyr and eleven metallicities -2 to 0.5, taken from the Bessell and Brett system to 2MASS by the
/// equations of Carpenter (2001, AJ 121, 2851, as updated in 2003); G, G_BP and G_RP (Gaia DR2 passbands of Evans et al. 2018) to those of 0.1 to 0.9
/// Gyr and 1 to 9 Gyr tables with five metallicities -0.5 to 0.5. Thermally pulsing stars were left out; every cell of 100 K x 0.25 dex counts the
/// same.
/// </summary>
/// <remarks>
/// Root mean square of what the fits leave for 3000 to 8000 K, log g 0 to 5.35, in magnitudes: BC_K 0.008, J - K 0.010, H - K 0.008, BC_G 0.034, BP -
/// G 0.035, RP - G 0.010; for dwarfs below 4000 K 0.016, 0.017, 0.016, 0.065, 0.059, 0.022. Where isochrones have no stars the polynomials
/// extrapolate.
/// </remarks>
static class StellarColors
{
    /// <summary>Bolometric magnitude of a star of solar luminosity (IAU 2015 resolution B2).</summary>
    public const double SolarBolometricMagnitude = 4.74;

    /// <summary>The Gaia tables have no stars below this metallicity.</summary>
    const double GaiaMetalsMinimum = -0.5;

    /// <summary>Exponents of 5040 K / Teff - 1.1, of (log g - 2.75) / 2.75, and of [Fe/H].</summary>
    static readonly (int T, int G, int M)[] Terms =
    [
        (0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (0, 2, 0), (0, 2, 1), (1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1), (1, 2, 0),
        (2, 0, 0), (2, 0, 1), (2, 1, 0), (3, 0, 0), (4, 0, 0), (5, 0, 0),
    ];

    static readonly double[] CorrectionK =
    [
        2.18339, 0.04237, -0.00556, 0.02967, 0.03593, -0.00859, 2.43226, 0.15207, -0.36074, -0.00955, 0.27959,
        -3.03819, 0.15362, -0.09478, 0.79841, 2.31635, -1.35974,
    ];

    static readonly double[] JMinusK =
    [
        0.66278, -0.01840, -0.02957, -0.02113, 0.03911, 0.09752, 1.24256, -0.01719, -0.30005, 0.23371, 0.26134,
        -1.20609, 0.04593, -0.17380, -2.30481, 0.72125, 4.66863,
    ];

    static readonly double[] HMinusK =
    [
        0.12732, -0.00948, 0.02145, -0.01212, -0.00987, 0.01523, 0.39535, 0.04020, -0.07950, -0.02964, 0.05367,
        0.32624, 0.20419, -0.09498, -0.71235, -0.55238, 0.76177,
    ];

    static readonly double[] CorrectionG =
    [
        -0.10275, 0.01983, -0.04109, 0.06399, -0.02698, 0.02209, -1.28410, -0.43135, 0.65747, 0.42845, -0.35402,
        -1.39028, -0.74608, 1.36247, -1.02140, -2.90132, 2.60922,
    ];

    static readonly double[] BpMinusG =
    [
        0.55384, 0.02652, 0.03807, -0.07182, 0.06617, 0.01108, 0.97228, 0.33313, -0.42807, -0.43874, 0.44555,
        0.70883, 0.69505, -1.10044, 5.19583, 2.96416, -10.50532,
    ];

    static readonly double[] RpMinusG =
    [
        -0.69107, -0.02844, 0.00763, 0.02414, -0.05005, -0.02058, -0.82875, -0.10066, 0.14296, 0.07497, -0.21918,
        0.21876, -0.11389, -0.17981, -1.43229, 1.25498, 2.54225,
    ];

    /// <summary>Absolute magnitudes without extinction.</summary>
    /// <param name="teff">Effective temperature, K.</param>
    /// <param name="logg">log10 of the surface gravity in cm/s^2.</param>
    /// <param name="metals">[Fe/H]; Gaia's bands take no less than -0.5.</param>
    /// <param name="bolometric">Absolute bolometric magnitude.</param>
    public static BandMagnitudes Absolute(double teff, double logg, double metals, double bolometric)
    {
        double gaiaMetals = Math.Max(metals, GaiaMetalsMinimum);
        double k = bolometric - Evaluate(CorrectionK, teff, logg, metals);
        double g = bolometric - Evaluate(CorrectionG, teff, logg, gaiaMetals);
        return new BandMagnitudes(
            J: k + Evaluate(JMinusK, teff, logg, metals),
            H: k + Evaluate(HMinusK, teff, logg, metals),
            K: k,
            G: g,
            Bp: g + Evaluate(BpMinusG, teff, logg, gaiaMetals),
            Rp: g + Evaluate(RpMinusG, teff, logg, gaiaMetals));
    }

    static double Evaluate(double[] coefficients, double teff, double logg, double metals)
    {
        double t = (5040 / teff) - 1.1;
        double g = (logg - 2.75) / 2.75;
        double sum = 0;
        for (int i = 0; i < Terms.Length; i++)
        {
            (int powerT, int powerG, int powerM) = Terms[i];
            double term = coefficients[i];
            for (int n = 0; n < powerT; n++)
            {
                term *= t;
            }

            for (int n = 0; n < powerG; n++)
            {
                term *= g;
            }

            for (int n = 0; n < powerM; n++)
            {
                term *= metals;
            }

            sum += term;
        }

        return sum;
    }
}

/// <summary>A number for each band: 2MASS J, H, K_s and Gaia G, G_BP, G_RP, in magnitudes.</summary>
readonly record struct BandMagnitudes(double J, double H, double K, double G, double Bp, double Rp)
{
    /// <summary>
    /// Extinction in each band over that in K_s: the ratios to A_V of Wang and Chen (2019, ApJ 877, 116, table 3), 0.243, 0.131, 0.078, 0.789, 1.002
    /// and 0.589.
    /// </summary>
    public static BandMagnitudes ExtinctionRatios { get; } = new(0.243 / 0.078, 0.131 / 0.078, 1, 0.789 / 0.078, 1.002 / 0.078, 0.589 / 0.078);

    /// <summary>These magnitudes, fainter by a distance modulus and an extinction in K_s.</summary>
    public BandMagnitudes Seen(double modulus, double extinction) => new(
        J + modulus + (ExtinctionRatios.J * extinction),
        H + modulus + (ExtinctionRatios.H * extinction),
        K + modulus + (ExtinctionRatios.K * extinction),
        G + modulus + (ExtinctionRatios.G * extinction),
        Bp + modulus + (ExtinctionRatios.Bp * extinction),
        Rp + modulus + (ExtinctionRatios.Rp * extinction));
}
