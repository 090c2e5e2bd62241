using System.Numerics;
using System.Runtime.CompilerServices;

namespace Astra.Simulation;

/// <summary>The exponential function for vectors of single precision, equal to the last bit whatever their width.</summary>
static class Exponential
{
    /// <summary>Beyond this the result is no normal number.</summary>
    const float Largest = 87f;

    /// <summary>1.5 x 2^23: added to a small number it leaves the nearest whole number in the low bits of the sum.</summary>
    const float Rounder = 12582912f;

    const int RounderBits = 0x4B400000;
    const int ExponentBias = 127;
    const int MantissaBits = 23;

    /// <summary>ln 2 in two parts, the first with so few bits that its product with an exponent is exact (Cody and Waite 1980).</summary>
    const float Ln2High = 0.693359375f;

    const float Ln2Low = -2.12194440e-4f;

    /// <summary>exp(x) for -87 to 87, relative to 2e-7; what is beyond is taken for the limit. NaN gives NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Of(Vector<float> x)
    {
        Vector<float> z = Vector.Min(Vector.Max(x, new Vector<float>(-Largest)), new Vector<float>(Largest));
        Vector<float> rounded = (z * new Vector<float>(1.44269504f)) + new Vector<float>(Rounder);
        Vector<float> n = rounded - new Vector<float>(Rounder);
        Vector<float> r = z - (n * new Vector<float>(Ln2High)) - (n * new Vector<float>(Ln2Low));

        // exp(r) for |r| <= ln(2) / 2: the minimax polynomial of the Cephes library (expf, Moshier 1992).
        Vector<float> p = new(1.9875691500e-4f);
        p = (p * r) + new Vector<float>(1.3981999507e-3f);
        p = (p * r) + new Vector<float>(8.3334519073e-3f);
        p = (p * r) + new Vector<float>(4.1665795894e-2f);
        p = (p * r) + new Vector<float>(1.6666665459e-1f);
        p = (p * r) + new Vector<float>(5.0000001201e-1f);
        p = (p * r * r) + r + Vector<float>.One;
        Vector<int> exponent = Vector.AsVectorInt32(rounded) - new Vector<int>(RounderBits) + new Vector<int>(ExponentBias);
        return p * Vector.AsVectorSingle(exponent << MantissaBits);
    }
}
