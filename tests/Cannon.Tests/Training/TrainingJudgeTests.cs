using System.Globalization;
using System.Runtime.InteropServices;
using Astra.Fits;
using Astra.Plugins.Cannon;
using Astra.Plugins.Cannon.Training;
using Astra.Testing;
using Xunit.Abstractions;

namespace Astra.Cannon.Tests.Training;

public sealed class TrainingJudgeTests(ITestOutputHelper output) : IDisposable
{
    const string ReferenceTerms = "1; teff^4; teff^3; teff^2; teff; logg^3; logg^2; logg; teff*logg; teff*fe_h; logg*fe_h; fe_h; fe_h^2";

    // For every pixel the likelihood by its definition; the least of a scan in ln s2, then scipy's bounded search around it.
    const string Program = """
        import sys
        import numpy as np
        from scipy.optimize import minimize_scalar
        flux, sigma, terms = (np.fromfile(sys.argv[1] + '/' + name) for name in ('flux', 'sigma', 'terms'))
        stars, pixels = int(sys.argv[2]), int(sys.argv[3])
        flux, sigma, terms = flux.reshape(stars, pixels), sigma.reshape(stars, pixels), terms.reshape(stars, -1)
        floor = 2 * np.log(0.001)
        for p in range(pixels):
            good = np.isfinite(sigma[:, p])
            X, y, v = terms[good], flux[good, p], sigma[good, p] ** 2
            def solve(u):
                w = 1 / (v + np.exp(u))
                theta = np.linalg.solve((X.T * w) @ X, X.T @ (w * y))
                return np.sum((y - X @ theta) ** 2 * w - np.log(w)), theta
            grid = np.linspace(floor, 0, 80)
            k = int(np.argmin([solve(u)[0] for u in grid]))
            best = minimize_scalar(lambda u: solve(u)[0], bounds=(grid[max(k - 1, 0)], grid[min(k + 1, 79)]), method='bounded', options={'xatol': 1e-10}).x
            best = floor if solve(floor)[0] <= solve(best)[0] else best
            value, theta = solve(best)
            print(np.exp(0.5 * best), value, *theta)
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-cannon-");

    public void Dispose() => folder.Delete(recursive: true);

    [ScipyFact]
    public void Coefficients_and_scatter_are_those_of_numpy_and_scipy()
    {
        const int Stars = 150;
        const int Pixels = 40;
        InventedTraining invented = new("for scipy", Stars, Pixels);
        Write("flux", invented.Spectra.Flux.SelectMany(row => row.Select(f => (double)f)));
        Write("sigma", invented.Spectra.Sigma.SelectMany(row => row.Select(s => (double)s)));
        Write("terms", invented.Values);
        string text = Python.Ask(["-c", Program, folder.FullName, $"{Stars}", $"{Pixels}"]);
        double[][] judged = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray())];
        TrainedPixels trained = invented.Train();
        for (int p = 0; p < Pixels; p++)
        {
            // scipy's search compares values of the likelihood, which are flat to their last digits within 1e-6 of the minimum.
            Assert.Equal(1, trained.Scatter[p] / judged[p][0], 2e-6);
            Assert.True(trained.Objective[p] <= judged[p][1] + 1e-9);
            for (int t = 0; t < trained.Terms; t++)
            {
                Assert.Equal(judged[p][2 + t], trained.Coefficients[(t * Pixels) + p], 1e-6 * Math.Max(0.01, Math.Abs(judged[p][2 + t])));
            }
        }
    }

    [SharedDataTheory]
    [InlineData("none")]
    [InlineData("mean-std")]
    public void The_reference_solution_of_671_giants_is_found_again_and_its_scatter_is_no_likelier_than_ours(string scaling)
    {
        (SpectrumMatrix spectra, double[] labels, double[] theta, double[] scatter, double[] pivots) = ReadReference();
        PolynomialTerms terms = PolynomialTerms.Parse(ReferenceTerms, ["teff", "logg", "fe_h"]);
        int stars = spectra.Stars;
        double[] centred = [.. labels.Select((label, k) => label - pivots[k % 3])];
        double[] scale = [.. Enumerable.Range(0, 3).Select(i => scaling == "none" ? 1 : Math.Sqrt(Enumerable.Range(0, stars).Average(n => Math.Pow(centred[(3 * n) + i], 2))))];
        double[] scaled = [.. centred.Select((label, k) => label / scale[k % 3])];
        int[] all = [.. Enumerable.Range(0, stars)];
        double[] physicalTerms = PixelTraining.Evaluate(centred, all, terms);
        double[] values = PixelTraining.Evaluate(scaled, all, terms);
        TrainedPixels given = Train(new PixelTrainingSettings { GivenScatter = scatter });
        TrainedPixels free = Train(new PixelTrainingSettings { ScatterFloor = 1e-6 });
        double worst = 0;
        double gain = 0;
        for (int p = 0; p < spectra.Pixels; p++)
        {
            double stored = 0;
            for (int n = 0; n < stars; n++)
            {
                double reference = Enumerable.Range(0, 13).Sum(t => theta[(p * 13) + t] * physicalTerms[(n * 13) + t]);
                double ours = Enumerable.Range(0, 13).Sum(t => given.Coefficients[(t * spectra.Pixels) + p] * values[(n * 13) + t]);
                worst = Math.Max(worst, Math.Abs(reference - ours));
                double variance = Math.Pow(spectra.Sigma[n][p], 2) + (scatter[p] * scatter[p]);
                stored += (Math.Pow(spectra.Flux[n][p] - reference, 2) / variance) + Math.Log(variance);
            }

            // Where the stored scatter is the best one, the rest is rounding.
            Assert.True(free.Objective[p] <= stored + 1e-9, $"pixel {p}: {free.Objective[p]} at scatter {free.Scatter[p]}, but {stored} at {scatter[p]}");
            gain = Math.Max(gain, stored - free.Objective[p]);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest difference of flux {worst:E2}; largest gain in -2 ln L {gain:F3}"));
        Assert.InRange(worst, 0, 1e-6);

        TrainedPixels Train(PixelTrainingSettings settings) => PixelTraining.Train(spectra, all, scaled, terms, settings, _ => { }, CancellationToken.None);
    }

    static (SpectrumMatrix Spectra, double[] Labels, double[] Theta, double[] Scatter, double[] Pivots) ReadReference()
    {
        using FitsFile file = FitsFile.Open(SharedData.Path("cannon", "cannon_reference_671.fits"));
        float[][] flux = Rows("FLUX");
        return (
            new SpectrumMatrix(flux, Rows("SIGMA")),
            Image("LABELS"),
            Image("THETA"),
            Image("SCATTER"),
            Image("PIVOTS"));

        float[][] Rows(string name) => [.. Image(name).Chunk(100).Select(row => Array.ConvertAll(row, value => (float)value))];

        double[] Image(string name)
        {
            ImageHdu image = (ImageHdu)file.Find(name)!;
            double[] values = new double[image.PixelCount];
            image.ReadPixels(0, values);
            return values;
        }
    }

    void Write(string name, IEnumerable<double> values) => File.WriteAllBytes(Path.Combine(folder.FullName, name), MemoryMarshal.AsBytes(values.ToArray().AsSpan()).ToArray());
}
