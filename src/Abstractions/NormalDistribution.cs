using System.Runtime.CompilerServices;

namespace Astra;

/// <summary>
/// Draws from the standard normal distribution by the ziggurat method (Marsaglia and Tsang 2000, J. Stat. Softw. 5, 8) as Doornik (2005) corrected it: 128
/// layers, with random bits for the layer that are not those of the number. For noise in every pixel: several times as fast as
/// <see cref="RandomSource.NextGaussian"/>, whose sequence is another one.
/// </summary>
public static class NormalDistribution
{
    const int Layers = 128;

    // Where the tail begins, and the area of each layer (Doornik 2005, section 2).
    const double TailStart = 3.442619855899;
    const double LayerArea = 9.91256303526217e-3;

    const double Unit = 1.0 / (1UL << 52);

    static readonly double[] Edge = Edges();

    // Below this fraction of its layer's width a number lies under the curve for certain.
    static readonly double[] Inside = [.. Enumerable.Range(0, Layers).Select(layer => Edge[layer + 1] / Edge[layer])];

    /// <summary>The next number, of mean 0 and standard deviation 1.</summary>
    /// <param name="random">Gives the random bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Draw(RandomSource random)
    {
        ulong bits = random.NextUInt64();
        int layer = (int)(bits & (Layers - 1));
        double u = ((bits >> 11) * Unit) - 1;
        return Math.Abs(u) < Inside[layer] ? u * Edge[layer] : NearTheCurve(random, layer, u);
    }

    /// <summary>Ends a draw that does not lie under the curve for certain.</summary>
    static double NearTheCurve(RandomSource random, int layer, double u)
    {
        if (layer == 0)
        {
            return Tail(random, u < 0);
        }

        double x = u * Edge[layer];
        double low = Math.Exp(-0.5 * ((Edge[layer] * Edge[layer]) - (x * x)));
        double high = Math.Exp(-0.5 * ((Edge[layer + 1] * Edge[layer + 1]) - (x * x)));
        return high + (random.NextDouble() * (low - high)) < 1 ? x : Draw(random);
    }

    static double Tail(RandomSource random, bool negative)
    {
        double x;
        double y;
        do
        {
            x = Math.Log(1 - random.NextDouble()) / TailStart;
            y = Math.Log(1 - random.NextDouble());
        }
        while (-2 * y < x * x);

        return negative ? x - TailStart : TailStart - x;
    }

    static double[] Edges()
    {
        double[] edges = new double[Layers + 1];
        double density = Math.Exp(-0.5 * TailStart * TailStart);
        edges[0] = LayerArea / density;
        edges[1] = TailStart;
        for (int layer = 2; layer < Layers; layer++)
        {
            edges[layer] = Math.Sqrt(-2 * Math.Log((LayerArea / edges[layer - 1]) + density));
            density = Math.Exp(-0.5 * edges[layer] * edges[layer]);
        }

        return edges;
    }
}
