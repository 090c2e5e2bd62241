using System.Globalization;

namespace Astra.Spectra;

/// <summary>
/// Continuum normalisation as astroNN 1.1 does it for DR17 (github.com/henrysky/astroNN, apogee/chips.py): the 7514 pixels of the three detectors,
/// and for
/// each detector a parabola through fixed continuum pixels. Published networks were trained on what this gives, quirks included; see
/// docs/pipelines/astronn.md. Keeps scratch memory: one for each thread.
/// </summary>
/// <remarks>
/// What astroNN leaves undefined is defined: errors that are zero, negative or NaN count as infinite, and infinite flux is not fitted to. A detector
/// without a continuum gets flux 1 and error 1, as masked pixels do.
/// </remarks>
public sealed class ContinuumNormalisation
{
    /// <summary>The pixels that it gives.</summary>
    public const int Pixels = PixelTable.Pixels;

    // astroNN's default target bits: 0 to 7 and 12.
    const PixelMask Masked = PixelMask.BadPixel | PixelMask.CosmicRay | PixelMask.Saturated | PixelMask.Unfixable | PixelMask.BadDark
        | PixelMask.BadFlat | PixelMask.BadError | PixelMask.NoSky | PixelMask.SkyLine;

    // Keeps astroNN's weights finite.
    const double SmallestVariance = 1e-8;

    static readonly int[][] ContinuumPixels = FindContinuumPixels();

    readonly ChebyshevFit fit = new(Pixels);
    readonly bool[] masked = new bool[Pixels];
    readonly bool[]? seen;

    /// <summary>Prepares a normalisation.</summary>
    /// <param name="seen">The pixels that the network was trained with, of the 7514; the others count as pixels without data. Null for all.</param>
    public ContinuumNormalisation(bool[]? seen = null) => this.seen = seen;

    /// <summary>Normalises a spectrum.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="flux">Takes 7514 numbers, all finite and not negative: flux over continuum; 1 where masked or not finite.</param>
    /// <param name="error">Takes 7514 numbers: error over continuum; 1 where masked, infinite where there are no data.</param>
    /// <param name="hasData">Takes for each pixel whether it was measured: data, no mask bit of 4351, and a continuum above zero.</param>
    /// <exception cref="NoResultException">No pixel was measured.</exception>
    public void Normalise(Spectrum spectrum, Span<float> flux, Span<float> error, Span<bool> hasData)
    {
        Select(spectrum, flux, error, masked);
        if (Normalise(flux, error, masked, hasData) == 0)
        {
            throw NothingMeasured();
        }
    }

    /// <summary>What there is to say of a spectrum without a measured pixel.</summary>
    public static NoResultException NothingMeasured() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"None of the {Pixels} pixels has data (finite flux, an error between 0 and 1e9, no mask bit of {(int)Masked}) and a continuum above zero."));

    /// <summary>The pixels of the detectors, one after the other, as they are.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="flux">Takes 7514 numbers.</param>
    /// <param name="error">Takes 7514 numbers; infinite where there is no error to speak of.</param>
    /// <param name="masked">Takes for each pixel whether its mask excludes it.</param>
    public static void Select(Spectrum spectrum, Span<float> flux, Span<float> error, Span<bool> masked)
    {
        int pixel = 0;
        foreach (Range chip in WavelengthGrid.Chips7514)
        {
            int start = chip.Start.Value;
            int length = chip.End.Value - start;
            spectrum.Flux.Span.Slice(start, length).CopyTo(flux[pixel..]);
            spectrum.Error.Span.Slice(start, length).CopyTo(error[pixel..]);
            ReadOnlySpan<PixelMask> bits = spectrum.Mask.Span.Slice(start, length);
            for (int i = 0; i < length; i++, pixel++)
            {
                masked[pixel] = (bits[i] & Masked) != 0;
                error[pixel] = error[pixel] > 0 ? error[pixel] : float.PositiveInfinity;
            }
        }
    }

    /// <summary>Normalises the pixels of the detectors in place.</summary>
    /// <param name="flux">7514 numbers; see <see cref="Select"/>.</param>
    /// <param name="error">7514 numbers.</param>
    /// <param name="masked">7514 values.</param>
    /// <param name="hasData">Takes for each pixel whether it was measured.</param>
    /// <returns>How many were.</returns>
    public int Normalise(Span<float> flux, Span<float> error, ReadOnlySpan<bool> masked, Span<bool> hasData)
    {
        HideUnseen(flux, error);
        int measured = 0;
        int start = 0;
        for (int chip = 0; chip < ContinuumPixels.Length; chip++)
        {
            int length = WavelengthGrid.Chips7514[chip].End.Value - WavelengthGrid.Chips7514[chip].Start.Value;
            bool isFitted = Fit(ContinuumPixels[chip], flux, error);
            for (int pixel = start; pixel < start + length; pixel++)
            {
                double continuum = isFitted ? fit.At(pixel) : double.NaN;
                bool isExcluded = masked[pixel] || !isFitted || (seen is not null && !seen[pixel]);
                hasData[pixel] = !isExcluded && float.IsFinite(flux[pixel]) && error[pixel] < 1e9f && continuum > 0;
                measured += hasData[pixel] ? 1 : 0;
                float normalised = (float)(flux[pixel] / continuum);
                flux[pixel] = isExcluded || !float.IsFinite(normalised) ? 1 : Math.Max(normalised, 0);
                error[pixel] = isExcluded ? 1 : (float)(error[pixel] / continuum);
            }

            start += length;
        }

        return measured;
    }

    void HideUnseen(Span<float> flux, Span<float> error)
    {
        for (int pixel = 0; seen is not null && pixel < Pixels; pixel++)
        {
            if (!seen[pixel])
            {
                flux[pixel] = float.NaN;
                error[pixel] = float.PositiveInfinity;
            }
        }
    }

    bool Fit(int[] pixels, ReadOnlySpan<float> flux, ReadOnlySpan<float> error)
    {
        fit.Clear();
        foreach (int pixel in pixels)
        {
            if (float.IsFinite(flux[pixel]))
            {
                double sigma = error[pixel];

                // This should be the square root of the inverse variance; but so the networks were trained.
                fit.Add(pixel, flux[pixel], 1 / ((sigma * sigma) + SmallestVariance));
            }
        }

        return fit.Solve();
    }

    static int[][] FindContinuumPixels()
    {
        bool[] isContinuum = PixelTable.Continuum;
        int start = 0;
        return
        [
            .. WavelengthGrid.Chips7514.Select(chip =>
            {
                int first = start;
                start += chip.End.Value - chip.Start.Value;
                return Enumerable.Range(first, start - first).Where(pixel => isContinuum[pixel]).ToArray();
            }),
        ];
    }
}
