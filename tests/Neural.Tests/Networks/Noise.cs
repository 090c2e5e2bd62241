namespace Astra.Neural.Tests;

static class Noise
{
    public static float[] Normal(int count, ulong seed) => [.. Enumerable.Range(0, count).Select(i => CounterRandom.NormalAt((uint)i, CounterRandom.Mix(seed)))];
}
