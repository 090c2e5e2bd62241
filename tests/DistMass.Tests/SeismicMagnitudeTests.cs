using System.Globalization;
using Astra.Plugins.DistMass;
using Astra.Testing;

namespace Astra.DistMass.Tests;

public sealed class SeismicMagnitudeTests
{
    [SharedDataFact]
    public void The_polynomial_follows_the_bolometric_corrections_of_the_isochrones()
    {
        List<double> differences = [];
        foreach (string line in File.ReadLines(SharedData.Path("isochrones", "parsec_5gyr_11metallicities_ubvrijhk.dat"))
            .Where(line => line[0] != '#'))
        {
            double[] row = [.. line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
            (double metallicity, double teff, double logg, double phase, double bolometric, double k) = (row[1], Math.Pow(10, row[7]), row[8], row[9],
                row[^9], row[^1]);
            if (logg is > 0 and < 4.2 && teff is > 3500 and < 6800 && phase is >= 1 and <= 8)
            {
                differences.Add(SeismicMagnitude.BolometricCorrection(teff, logg, metallicity) - (bolometric - k));
            }
        }

        Assert.True(differences.Count > 1500);
        Assert.InRange(Math.Sqrt(differences.Average(d => d * d)), 0, 0.0065);
        Assert.InRange(differences.Max(Math.Abs), 0, 0.0225);
    }

    [Fact]
    public void Outside_of_the_isochrones_there_is_no_correction()
    {
        Assert.True(double.IsFinite(SeismicMagnitude.BolometricCorrection(4800, 2.5, 0)));
        Assert.All(
            new[] { (3400.0, 2.5, 0.0), (7000, 2.5, 0), (4800, -0.1, 0), (4800, 4.5, 0), (4800, 2.5, -2.5), (4800, 2.5, 0.7), (double.NaN, 2.5, 0) },
            star => Assert.True(double.IsNaN(SeismicMagnitude.BolometricCorrection(star.Item1, star.Item2, star.Item3))));
    }

    [Fact]
    public void A_red_clump_star_is_as_bright_as_the_red_clump()
    {
        // 10.8 solar radii at 4750 K; the clump has -1.61 in K (Hawkins et al. 2017, MNRAS 471, 722).
        Assert.Equal(-1.61, SeismicMagnitude.Of(10.8, 4750, 2.45, 0), 0.1);
    }

    [Fact]
    public void Twice_the_radius_is_one_and_a_half_magnitudes() =>
        Assert.Equal(5 * Math.Log10(2), SeismicMagnitude.Of(10, 4750, 2.4, 0) - SeismicMagnitude.Of(20, 4750, 2.4, 0), 1e-12);
}
