namespace Astra.Neural.Tests.Training;

/// <summary>Seeded random numbers for tests.</summary>
sealed class Draw(ulong seed)
{
    SplitMix64 random = new(seed);

    public double Even() => (random.Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From the normal distribution (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Even())) * Math.Cos(2 * Math.PI * Even());

    public void Even(float low, float high, Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = (float)(low + (high - low) * Even());
        }
    }

    public float[] Normals(int count, double mean = 0, double deviation = 1)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)(mean + deviation * Normal());
        }

        return values;
    }
}
