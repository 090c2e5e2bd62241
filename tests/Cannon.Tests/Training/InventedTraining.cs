using Astra.Plugins.Cannon;
using Astra.Plugins.Cannon.Training;

namespace Astra.Cannon.Tests.Training;

/// <summary>Random spectra of stars with known labels, with gaps, errors of very different size, and pixels of different scatter.</summary>
sealed class InventedTraining
{
    public InventedTraining(string name, int stars, int pixels, string terms = "quadratic", int labels = 3, double gaps = 0.05)
    {
        RandomSource random = RandomSource.FromName(name);
        Terms = PolynomialTerms.Parse(terms, [.. Enumerable.Range(0, labels).Select(i => $"l{i}")]);
        Labels = Draw.Gaussians(random, stars * labels);
        Values = PixelTraining.Evaluate(Labels, [.. Enumerable.Range(0, stars)], Terms);
        Truth = [.. Enumerable.Range(0, pixels * Terms.Count).Select(k => (k % Terms.Count == 0 ? 1 : 0) + (0.02 * random.NextGaussian()))];
        Spectra = new SpectrumMatrix(
            [.. Enumerable.Range(0, stars).Select(_ => new float[pixels])],
            [.. Enumerable.Range(0, stars).Select(_ => new float[pixels])]);
        for (int p = 0; p < pixels; p++)
        {
            double scatter = p % 3 == 0 ? 0 : Math.Pow(10, -3 + (2 * random.NextDouble()));
            for (int n = 0; n < stars; n++)
            {
                double sigma = Math.Pow(10, -2.5 + (1.5 * random.NextDouble()));
                double flux = Enumerable.Range(0, Terms.Count).Sum(t => Values[(n * Terms.Count) + t] * Truth[(p * Terms.Count) + t]);
                bool gap = random.NextDouble() < gaps;
                Spectra.Flux[n][p] = gap ? 0 : (float)(flux + (Math.Sqrt((sigma * sigma) + (scatter * scatter)) * random.NextGaussian()));
                Spectra.Sigma[n][p] = gap ? float.PositiveInfinity : (float)sigma;
            }
        }
    }

    public PolynomialTerms Terms { get; }

    public double[] Labels { get; }

    /// <summary>Stars x terms.</summary>
    public double[] Values { get; }

    /// <summary>Pixels x terms.</summary>
    public double[] Truth { get; }

    public SpectrumMatrix Spectra { get; }

    public int[] All => [.. Enumerable.Range(0, Spectra.Stars)];

    public double[] Flux(int pixel) => [.. Spectra.Flux.Select(row => (double)row[pixel])];

    public double[] Sigma(int pixel) => [.. Spectra.Sigma.Select(row => (double)row[pixel])];

    public TrainedPixels Train(PixelTrainingSettings? settings = null) =>
        PixelTraining.Train(Spectra, All, Labels, Terms, settings ?? new PixelTrainingSettings(), _ => { }, CancellationToken.None);
}
