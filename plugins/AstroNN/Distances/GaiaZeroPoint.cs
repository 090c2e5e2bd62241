namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// The zero point of parallaxes of Gaia (E)DR3 as a function of magnitude, colour and ecliptic latitude: Lindegren et al. 2021, A&amp;A 649, A4,
/// section 5 and appendix A. It is to be subtracted from the catalogue's parallax.
/// </summary>
static class GaiaZeroPoint
{
    /// <summary>
    /// For stars of which the recipe's inputs are not known, mas: the median of the recipe over the stars of the DR17 value-added catalogue of
    /// astroNN, and the number that SDSS's pipeline takes.
    /// </summary>
    public const double Constant = -0.03464;

    /// <summary>Parameters solved for of a solution with five parameters (a bit field: position, parallax, proper motion).</summary>
    public const int FiveParameters = 31;

    /// <summary>Parameters solved for of a solution with six: the colour as well.</summary>
    public const int SixParameters = 95;

    const double Brightest = 6;
    const double Faintest = 21;

    /// <summary>The zero point.</summary>
    /// <param name="g">G magnitude: above 6, below 21.</param>
    /// <param name="effectiveWavenumber">
    /// Effective wavenumber used in astrometry, 1/micron, of a solution with five parameters: above 1.1, below 1.9. Not used for others.
    /// </param>
    /// <param name="pseudocolour">Astrometrically estimated effective wavenumber, 1/micron, of one with six: above 1.24, below 1.72.</param>
    /// <param name="eclipticLatitude">Degrees.</param>
    /// <param name="parametersSolved"><see cref="FiveParameters"/> or <see cref="SixParameters"/>.</param>
    /// <returns>mas; NaN outside of these ranges, where the paper's function is not meant to be used.</returns>
    public static double Of(double g, double effectiveWavenumber, double pseudocolour, double eclipticLatitude, double parametersSolved)
    {
        bool isFive = parametersSolved == FiveParameters;
        bool isSix = parametersSolved == SixParameters;
        double colour = isFive ? effectiveWavenumber : pseudocolour;
        bool isValid = (isFive || isSix) && g > Brightest && g < Faintest && Math.Abs(eclipticLatitude) <= 90
            && (isFive ? colour is > 1.1 and < 1.9 : colour is > 1.24 and < 1.72);
        return isValid ? Evaluate(isFive ? Five : Six, g, colour, Math.Sin(eclipticLatitude * Math.PI / 180)) / 1000 : double.NaN;
    }

    /// <summary>Equation A.3, with coefficients between the magnitudes of the table taken linearly; microarcseconds.</summary>
    static double Evaluate(Coefficients table, double g, double colour, double sine)
    {
        double[] magnitudes = Magnitudes;
        int bin = 0;
        while (bin < magnitudes.Length - 2 && g >= magnitudes[bin + 1])
        {
            bin++;
        }

        double share = (g - magnitudes[bin]) / (magnitudes[bin + 1] - magnitudes[bin]);

        // Equations A.4 (colour) and A.5 (latitude).
        double[] c =
        [
            1,
            Math.Clamp(colour - 1.48, -0.24, 0.24),
            Math.Pow(Math.Clamp(1.48 - colour, 0, 0.24), 3),
            Math.Min(0, colour - 1.24),
            Math.Max(0, colour - 1.72),
        ];
        double[] b = [1, sine, (sine * sine) - (1.0 / 3)];
        double sum = 0;
        for (int term = 0; term < table.Terms.Length; term++)
        {
            (int j, int k) = table.Terms[term];
            double coefficient = ((1 - share) * table.Values[bin][term]) + (share * table.Values[bin + 1][term]);
            sum += coefficient * c[j] * b[k];
        }

        return sum;
    }

    static readonly double[] Magnitudes = [6.0, 10.8, 11.2, 11.8, 12.2, 12.9, 13.1, 15.9, 16.1, 17.5, 19.0, 20.0, 21.0];

    /// <summary>Table 9: q_jk in microarcseconds at each of the magnitudes.</summary>
    static readonly Coefficients Five = new(
        [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (3, 0), (4, 0)],
        [
            [-26.98, -9.62, +27.40, -25.1, -0.0, -1257, 0, 0],
            [-27.23, -3.07, +23.04, +35.3, +15.7, -1257, 0, 0],
            [-30.33, -9.23, +9.08, -88.4, -11.8, -1257, 0, 0],
            [-33.54, -10.08, +13.28, -126.7, +11.6, -1257, 0, 0],
            [-13.65, -0.07, +9.35, -111.4, +40.6, -1257, 0, 0],
            [-19.53, -1.64, +15.86, -66.8, +20.6, -1257, 0, 0],
            [-37.99, +2.63, +16.14, -5.7, +14.0, -1257, +107.9, +104.3],
            [-38.33, +5.61, +15.42, 0, +18.7, -1189, +243.8, +155.2],
            [-31.05, +2.83, +8.59, 0, +15.5, -1404, +105.5, +170.7],
            [-29.18, -0.09, +2.41, 0, +24.5, -1165, +189.7, +325.0],
            [-18.40, +5.98, -6.46, 0, +5.5, 0, 0, +276.6],
            [-12.65, -4.57, -7.46, 0, +97.9, 0, 0, 0],
            [-18.22, -15.24, -18.54, 0, +128.2, 0, 0, 0],
        ]);

    /// <summary>Table 10.</summary>
    static readonly Coefficients Six = new(
        [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0)],
        [
            [-27.85, -7.78, +27.47, -32.1, +14.4, +9.5, -67],
            [-28.91, -3.57, +22.92, +7.7, +12.6, +1.6, -572],
            [-26.72, -8.74, +9.36, -30.3, +5.6, +17.2, -1104],
            [-29.04, -9.69, +13.63, -49.4, +36.3, +17.7, -1129],
            [-12.39, -2.16, +10.23, -92.6, +19.8, +27.6, -365],
            [-18.99, -1.93, +15.90, -57.2, -8.0, +19.9, -554],
            [-38.29, +2.59, +16.20, -10.5, +1.4, +0.4, -960],
            [-36.83, +4.20, +15.76, +22.3, +11.1, +10.0, -1367],
            [-28.37, +1.99, +9.28, +50.4, +17.2, +13.7, -1351],
            [-24.68, -1.37, +3.52, +86.8, +19.8, +21.3, -1380],
            [-15.32, +4.01, -6.03, +29.2, +14.1, +0.4, -563],
            [-13.73, -10.92, -8.30, -74.4, +196.4, -42.0, +536],
            [-29.53, -20.34, -18.74, -39.5, +326.8, -262.3, +1598],
        ]);

    sealed record Coefficients((int J, int K)[] Terms, double[][] Values);
}
