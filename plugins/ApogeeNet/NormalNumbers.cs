using System.Runtime.CompilerServices;

namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// Draws from the standard normal distribution by the ziggurat method (Marsaglia and Tsang 2000, J. Stat. Softw. 5, 8; 128 layers with the
/// constants of
/// Doornik 2005): several times as fast as Box and Muller's, which matters for 171,500 draws a spectrum.
/// </summary>
static class NormalNumbers
{
    const int Layers = 128;
    const double Edge = 3.442619855899;
    const double Area = 9.91256303526217e-3;

    static readonly double[] Widths = MakeWidths();
    static readonly double[] Ratios = [.. Enumerable.Range(0, Layers).Select(layer => Widths[layer + 1] / Widths[layer])];

    /// <summary>The next draw.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Next(RandomSource random)
    {
        ulong bits = random.NextUInt64();
        int layer = (int)(bits & (Layers - 1));
        double u = ((long)bits >> 11) * (1.0 / (1UL << 52));
        return Math.Abs(u) < Ratios[layer] ? u * Widths[layer] : Rare(random, layer, u);
    }

    static double Rare(RandomSource random, int layer, double u)
    {
        while (true)
        {
            if (layer == 0)
            {
                return Tail(random, u < 0);
            }

            double x = u * Widths[layer];
            double outer = Math.Exp(-0.5 * ((Widths[layer] * Widths[layer]) - (x * x)));
            double inner = Math.Exp(-0.5 * ((Widths[layer + 1] * Widths[layer + 1]) - (x * x)));
            if (inner + (random.NextDouble() * (outer - inner)) < 1)
            {
                return x;
            }

            ulong bits = random.NextUInt64();
            layer = (int)(bits & (Layers - 1));
            u = ((long)bits >> 11) * (1.0 / (1UL << 52));
            if (Math.Abs(u) < Ratios[layer])
            {
                return u * Widths[layer];
            }
        }
    }

    static double Tail(RandomSource random, bool negative)
    {
        double x;
        double y;
        do
        {
            x = Math.Log(1 - random.NextDouble()) / Edge;
            y = Math.Log(1 - random.NextDouble());
        }
        while (-2 * y < x * x);
        return negative ? x - Edge : Edge - x;
    }

    static double[] MakeWidths()
    {
        double[] widths = new double[Layers + 1];
        double density = Math.Exp(-0.5 * Edge * Edge);
        widths[0] = Area / density;
        widths[1] = Edge;
        for (int layer = 2; layer < Layers; layer++)
        {
            widths[layer] = Math.Sqrt(-2 * Math.Log((Area / widths[layer - 1]) + density));
            density = Math.Exp(-0.5 * widths[layer] * widths[layer]);
        }

        return widths;
    }
}
