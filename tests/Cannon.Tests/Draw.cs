namespace Astra.Cannon.Tests;

/// <summary>Random numbers for tests.</summary>
static class Draw
{
    public static double[] Gaussians(RandomSource random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];

    public static double[] Uniform(RandomSource random, int count, double from, double to) => [.. Enumerable.Range(0, count).Select(_ => from + ((to - from) * random.NextDouble()))];
}
