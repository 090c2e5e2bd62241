using System.Globalization;
using Astra.Isochrones;
using MathNet.Numerics.LinearRegression;

namespace Astra.Plugins.AstroNN.Distances.Training;

/// <summary>
/// The absolute K magnitude of a star of known radius: M_K = C(Teff, log g, [Fe/H]) - 2.5 log10(luminosity), where C is a polynomial that is fitted
/// to the rows of isochrone tables, with every cell of temperature, gravity and metallicity counting the same. C is the bolometric magnitude of a
/// star of solar luminosity less its bolometric correction, without a convention on the zero point of either.
/// </summary>
sealed class IsochroneMagnitudes
{
    /// <summary>Effective temperature of the Sun, K (IAU 2015 resolution B3).</summary>
    public const double SolarTeff = 5772;

    const double LowestTeff = 3000;
    const double HighestTeff = 8000;

    // A term of higher order has nothing to hold it between the tables' metallicities.
    static readonly (int T, int G, int M)[] Terms =
    [
        .. from t in Enumerable.Range(0, 6)
           from g in Enumerable.Range(0, 3)
           from m in Enumerable.Range(0, 3)
           where t + (2 * g) + (2 * m) <= 6 && g + m <= 3
           select (t, g, m),
    ];

    readonly double[] coefficients;
    readonly (double Least, double Most) logg;
    readonly (double Least, double Most) metallicity;

    IsochroneMagnitudes(double[] coefficients, (double Least, double Most) logg, (double Least, double Most) metallicity, double scatter) =>
        (this.coefficients, this.logg, this.metallicity, Scatter) = (coefficients, logg, metallicity, scatter);

    /// <summary>Root mean square of what the fit leaves, mag.</summary>
    public double Scatter { get; }

    /// <summary>Fits the tables of a file, or of all files in a folder.</summary>
    /// <param name="path">Tables with magnitudes in K, of several metallicities.</param>
    /// <exception cref="BadInputException">They cannot be read, or do not have what is needed.</exception>
    public static IsochroneMagnitudes Read(string path)
    {
        List<IsochronePoint> points = Directory.Exists(path) ? IsochroneTable.ReadFolder(path) : IsochroneTable.Read(path);
        return Fit(points) ?? throw new BadInputException(
            $"{path}: too few rows with K magnitudes between {LowestTeff} and {HighestTeff} K, of several metallicities, to fit K magnitudes to. " +
            "Give isochrones with the bands of 2MASS or UBVRIJHK.");
    }

    /// <summary>Fits rows.</summary>
    /// <returns>The fit; null for too few rows.</returns>
    public static IsochroneMagnitudes? Fit(IReadOnlyList<IsochronePoint> points)
    {
        // Pulsing stars and remnants have atmospheres of their own.
        IsochronePoint[][] cells =
        [
            .. points.Where(point => point.Phase < EvolutionaryPhase.ThermalPulses && double.IsFinite(point.KMagnitude)
                    && Math.Pow(10, point.LogTeff) is >= LowestTeff and <= HighestTeff)
                .GroupBy(point => (Math.Floor(Math.Pow(10, point.LogTeff) / 100), Math.Floor(point.LogG * 4), Math.Round(point.Metallicity, 2)))
                .Select(cell => cell.ToArray()),
        ];
        if (cells.Length < 3 * Terms.Length || cells.Select(cell => Math.Round(cell[0].Metallicity, 2)).Distinct().Count() < 3)
        {
            return null;
        }

        List<double[]> rows = [];
        List<double> values = [];
        foreach (IsochronePoint[] cell in cells)
        {
            double weight = Math.Sqrt(1.0 / cell.Length);
            foreach (IsochronePoint point in cell)
            {
                rows.Add([.. TermsOf(Math.Pow(10, point.LogTeff), point.LogG, point.Metallicity).Select(term => weight * term)]);
                values.Add(weight * Constant(point));
            }
        }

        double[] coefficients = MultipleRegression.QR([.. rows], [.. values], intercept: false);
        double squares = rows.Zip(values, (row, value) => row.Zip(coefficients, (term, coefficient) => term * coefficient).Sum() - value)
            .Sum(difference => difference * difference);
        IsochronePoint[] used = [.. cells.SelectMany(cell => cell)];
        return new IsochroneMagnitudes(
            coefficients,
            (used.Min(point => point.LogG), used.Max(point => point.LogG)),
            (used.Min(point => point.Metallicity), used.Max(point => point.Metallicity)),
            Math.Sqrt(squares / cells.Length));
    }

    /// <summary>The absolute K magnitude of a star; NaN where the isochrones have no such stars, or something is not known.</summary>
    /// <param name="radius">Solar radii.</param>
    /// <param name="teff">K.</param>
    /// <param name="gravity">log10 of the surface gravity in cm/s^2.</param>
    /// <param name="feH">[Fe/H], taken for [M/H].</param>
    public double Of(double radius, double teff, double gravity, double feH)
    {
        const double Margin = 0.25;
        bool isInside = radius > 0 && teff is >= LowestTeff and <= HighestTeff
            && gravity >= logg.Least - Margin && gravity <= logg.Most + Margin
            && feH >= metallicity.Least - Margin && feH <= metallicity.Most + Margin;
        return isInside
            ? TermsOf(teff, gravity, feH).Zip(coefficients, (term, coefficient) => term * coefficient).Sum()
                - (5 * Math.Log10(radius)) - (10 * Math.Log10(teff / SolarTeff))
            : double.NaN;
    }

    /// <summary>What was fitted, for the user.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"a polynomial in Teff, log g ({logg.Least:F1} to {logg.Most:F1}) and [Fe/H] ({metallicity.Least:F1} to {metallicity.Most:F1}) that leaves {Scatter:F3} mag");

    static double Constant(IsochronePoint point) => point.KMagnitude + (2.5 * point.LogLuminosity);

    static double[] TermsOf(double teff, double gravity, double metallicity)
    {
        double t = (5040 / teff) - 1.1;
        double g = (gravity - 2.75) / 2.75;
        return [.. Terms.Select(term => Math.Pow(t, term.T) * Math.Pow(g, term.G) * Math.Pow(metallicity, term.M))];
    }
}
