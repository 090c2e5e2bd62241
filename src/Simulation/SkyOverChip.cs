using System.Numerics;

namespace Astra.Simulation;

/// <summary>The sky over one chip in one visit, pixel by pixel of the star's frame.</summary>
/// <param name="excess">See <see cref="NightSky.LineExcess"/>.</param>
/// <param name="rank">See <see cref="NightSky.LineRank"/>.</param>
/// <param name="absorbed">See <see cref="NightSky.Telluric"/>.</param>
/// <param name="brightness">The sky's brightness over its median.</param>
/// <param name="lineFraction">Pixels up to this rank carry the sky-line bit.</param>
/// <param name="absorption">Pixels with more than this fraction of visits carry the telluric bit.</param>
readonly ref struct SkyOverChip(
    ReadOnlySpan<float> excess, ReadOnlySpan<float> rank, ReadOnlySpan<float> absorbed, float brightness, float lineFraction, float absorption)
{
    readonly ReadOnlySpan<float> excess = excess;
    readonly ReadOnlySpan<float> rank = rank;
    readonly ReadOnlySpan<float> absorbed = absorbed;

    /// <summary>Relative variances and bits of a visit. All spans have the chip's length.</summary>
    /// <param name="shape">The star's flux over its median.</param>
    /// <param name="relative">See <see cref="Instrument.RelativeVariance"/>.</param>
    /// <param name="factor">A factor for the whole chip.</param>
    /// <param name="share">The star's share in the variance where its flux is the median one.</param>
    /// <param name="variance">Is written.</param>
    /// <param name="bits">Is written: a <see cref="PixelMask"/> for each pixel.</param>
    public void Apply(ReadOnlySpan<float> shape, ReadOnlySpan<float> relative, float factor, float share, Span<float> variance, Span<int> bits)
    {
        const float Inflation = NightSky.TelluricErrorFactor * NightSky.TelluricErrorFactor;
        int p = 0;
        for (; p <= variance.Length - Vector<float>.Count; p += Vector<float>.Count)
        {
            Vector<float> star = new Vector<float>(share) * Vector.Max(new Vector<float>(shape[p..]), Vector<float>.Zero);
            Vector<float> lines = new Vector<float>(brightness) * new Vector<float>(excess[p..]);
            Vector<float> background = new Vector<float>(1 - share) * (Vector<float>.One + lines);
            Vector<float> value = new Vector<float>(relative[p..]) * new Vector<float>(factor) * (star + background);
            Vector<int> telluric = Vector.GreaterThan(new Vector<float>(absorbed[p..]), new Vector<float>(absorption));
            Vector<int> line = Vector.LessThanOrEqual(new Vector<float>(rank[p..]), new Vector<float>(lineFraction));
            Vector.ConditionalSelect(telluric, value * new Vector<float>(Inflation), value).CopyTo(variance[p..]);
            ((telluric & new Vector<int>((int)PixelMask.Telluric)) | (line & new Vector<int>((int)PixelMask.SkyLine))).CopyTo(bits[p..]);
        }

        for (; p < variance.Length; p++)
        {
            float value = relative[p] * factor * ((share * Math.Max(shape[p], 0)) + ((1 - share) * (1 + (brightness * excess[p]))));
            bool telluric = absorbed[p] > absorption;
            variance[p] = telluric ? value * Inflation : value;
            bits[p] = (telluric ? (int)PixelMask.Telluric : 0) | (rank[p] <= lineFraction ? (int)PixelMask.SkyLine : 0);
        }
    }
}
