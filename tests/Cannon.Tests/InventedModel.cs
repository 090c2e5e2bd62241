using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

/// <summary>A small model with random coefficients, for tests that need no published one. Its labels spread by 1 around 0 in units of 100, 0.5 and 0.1.</summary>
static class InventedModel
{
    public const int Stars = 300;

    static readonly double[] Spread = [100, 0.5, 0.1];

    static readonly double[] Middle = [4500, 2, -0.3];

    public static CannonSettings Settings(string continuum = ContinuumSettings.None) => new()
    {
        Labels = ["teff", "logg", "fe_h"],
        Centre = Middle,
        Scale = Spread,
        Terms = PolynomialTerms.Quadratic,
        Chips = [[322, 1321], [4000, 5000]],
        Continuum = new ContinuumSettings { Method = continuum },
        ErrorFloor = 0,
        ScatterFloor = 0.001,
        SparseDistance = 1,
        FarDistance = 2,
    };

    public static CannonModel Create(CannonSettings? settings = null)
    {
        settings ??= Settings();
        int pixels = settings.Chips.Sum(chip => chip[1] - chip[0]);
        (double[] coefficients, double[] scatter, double[] training) = Weights(pixels);
        return new CannonModel(settings, coefficients, scatter, new TrainingLabels(training, 3));
    }

    public static (double[] Coefficients, double[] Scatter, double[] Training) Weights(int pixels)
    {
        RandomSource random = RandomSource.FromName("an invented model");
        double[] coefficients = new double[10 * pixels];
        for (int p = 0; p < pixels; p++)
        {
            coefficients[p] = 1 - (0.3 * random.NextDouble());
            for (int t = 1; t < 10; t++)
            {
                coefficients[(t * pixels) + p] = (t < 4 ? 0.01 : 0.002) * random.NextGaussian();
            }
        }

        double[] training = [.. Enumerable.Range(0, 3 * Stars).Select(n => Middle[n % 3] + (Spread[n % 3] * random.NextGaussian()))];
        return (coefficients, Draw.Uniform(random, pixels, 0, 0.01), training);
    }

    /// <summary>Normalised flux with noise, and its variance, for labels.</summary>
    public static (double[] Flux, double[] Variance) Observe(CannonModel model, double[] labels, double sigma, string noise)
    {
        RandomSource random = RandomSource.FromName(noise);
        double[] flux = model.Flux(labels);
        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] += Math.Sqrt((sigma * sigma) + model.Variance[p]) * random.NextGaussian();
        }

        return (flux, [.. Enumerable.Repeat(sigma * sigma, flux.Length)]);
    }
}
