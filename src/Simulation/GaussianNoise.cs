namespace Astra.Simulation;

/// <summary>Normal random numbers by the polar method (Marsaglia and Bray 1964): no sines, half the time of Box and Muller's.</summary>
static class GaussianNoise
{
    const double Unit = 1.0 / (1UL << 31);

    /// <summary>Fills an array with numbers of mean 0 and standard deviation 1.</summary>
    public static void Fill(RandomSource random, Span<float> values)
    {
        for (int i = 0; i < values.Length; i += 2)
        {
            double x;
            double y;
            double square;
            do
            {
                // One draw of 64 bits is enough for two numbers of single precision.
                ulong bits = random.NextUInt64();
                x = (int)(bits >> 32) * Unit;
                y = (int)bits * Unit;
                square = (x * x) + (y * y);
            }
            while (square is >= 1 or 0);

            double factor = Math.Sqrt(-2 * Math.Log(square) / square);
            values[i] = (float)(x * factor);
            if (i + 1 < values.Length)
            {
                values[i + 1] = (float)(y * factor);
            }
        }
    }
}
