namespace Astra.Host.Reports;

/// <summary>
/// Divides a spectrum by the upper edge of its own flux, for looking at it. No pipeline normalises so: it takes no model and no list of lines, and
/// follows wide lines a little.
/// </summary>
static class PseudoContinuum
{
    /// <summary>What is done, for the page.</summary>
    public const string Description = "divided by the 90th percentile of its flux within 200 pixels on either side, detector by detector";

    const int HalfWindow = 200;
    const int Spacing = 50;
    const double Share = 0.9;

    /// <summary>The normalised flux of each pixel; NaN outside of the detectors, without data, and where the mask calls a pixel bad.</summary>
    /// <returns>Flux and error, 8575 values each.</returns>
    public static (float[] Flux, float[] Error) Normalise(Spectrum spectrum)
    {
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        Array.Fill(flux, float.NaN);
        Array.Fill(error, float.NaN);
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            int start = chip.Start.Value;
            int last = chip.End.Value - 1;
            double[] nodes = [.. Enumerable.Range(0, ((last - start) / Spacing) + 2)
                .Select(node => Edge(spectrum, start, last, start + (node * Spacing)))];
            for (int pixel = start; pixel <= last; pixel++)
            {
                int node = (pixel - start) / Spacing;
                double fraction = (pixel - start - (node * Spacing)) / (double)Spacing;
                double continuum = ((1 - fraction) * nodes[node]) + (fraction * nodes[node + 1]);
                if (IsGood(spectrum, pixel) && continuum > 0)
                {
                    flux[pixel] = (float)(spectrum.Flux.Span[pixel] / continuum);
                    error[pixel] = (float)(spectrum.Error.Span[pixel] / continuum);
                }
            }
        }

        return (flux, error);
    }

    static double Edge(Spectrum spectrum, int start, int last, int centre)
    {
        int low = Math.Max(start, Math.Min(centre, last) - HalfWindow);
        int high = Math.Min(last, centre + HalfWindow);
        float[] around = [.. Enumerable.Range(low, high - low + 1)
            .Where(pixel => IsGood(spectrum, pixel)).Select(pixel => spectrum.Flux.Span[pixel]).Order()];
        return around.Length == 0 ? double.NaN : around[(int)(Share * (around.Length - 1))];
    }

    static bool IsGood(Spectrum spectrum, int pixel) => spectrum.HasData(pixel) && (spectrum.Mask.Span[pixel] & PixelMask.Bad) == 0;
}
