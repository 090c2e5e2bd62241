namespace Astra.Plugins.Cannon;

/// <summary>
/// Normalises a spectrum as a model needs it, in training and in use alike: divides flux and errors by the continuum, raises errors to the floor, and says
/// which pixels can be used. Keeps scratch memory, so one object serves one thread.
/// </summary>
sealed class SpectrumNormaliser
{
    readonly int[] pixels;
    readonly int continuumMask;
    readonly double errorFloor;
    readonly PixelMask badPixels;
    readonly IContinuum? continuumFitter;
    readonly bool[] hasData = new bool[WavelengthGrid.Pixels];
    readonly bool[] usable = new bool[WavelengthGrid.Pixels];
    readonly double[] continuum = new double[WavelengthGrid.Pixels];

    /// <summary>Prepares a normaliser.</summary>
    /// <param name="settings">The continuum normalisation.</param>
    /// <param name="chips">The pixels of each detector on <see cref="WavelengthGrid"/>.</param>
    /// <param name="errorFloor">The smallest error of normalised flux.</param>
    /// <param name="badPixels">A pixel with any of these bits is not used.</param>
    public SpectrumNormaliser(ContinuumSettings settings, IReadOnlyList<Range> chips, double errorFloor, PixelMask badPixels)
    {
        pixels = [.. chips.SelectMany(chip => Enumerable.Range(chip.Start.Value, chip.End.Value - chip.Start.Value))];
        continuumMask = settings.BadPixelMask;
        this.errorFloor = errorFloor;
        this.badPixels = badPixels;
        continuumFitter = settings.Method == ContinuumSettings.None ? null
            : settings.IsLinear ? new LinearContinuum(settings, chips)
            : new AspcapContinuum(settings, chips);
    }

    /// <summary>Normalises a spectrum.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="flux">Receives the normalised flux in each pixel of the chips; 0 where the pixel is not to be used.</param>
    /// <param name="variance">Receives the square of its one-sigma error; infinite where the pixel is not to be used.</param>
    /// <returns>How many pixels can be used, and why the others cannot.</returns>
    public PixelCounts Normalise(Spectrum spectrum, Span<double> flux, Span<double> variance)
    {
        ReadOnlySpan<float> observed = spectrum.Flux.Span;
        ReadOnlySpan<float> error = spectrum.Error.Span;
        ReadOnlySpan<PixelMask> mask = spectrum.Mask.Span;
        for (int p = 0; p < hasData.Length; p++)
        {
            hasData[p] = spectrum.HasData(p);
        }

        FindContinuum(spectrum);
        PixelCounts counts = default;
        for (int n = 0; n < pixels.Length; n++)
        {
            int p = pixels[n];
            flux[n] = 0;
            variance[n] = double.PositiveInfinity;
            if (!float.IsFinite(observed[p]))
            {
                counts.NoFlux++;
            }
            else if (!hasData[p])
            {
                counts.NoError++;
            }
            else if ((mask[p] & badPixels) != 0)
            {
                counts.Masked++;
            }
            else if (double.IsNaN(continuum[p]))
            {
                counts.NoContinuum++;
            }
            else
            {
                double sigma = Math.Max(error[p] / continuum[p], errorFloor);
                flux[n] = observed[p] / continuum[p];
                variance[n] = sigma * sigma;
                counts.Used++;
            }
        }

        return counts;
    }

    void FindContinuum(Spectrum spectrum)
    {
        if (continuumFitter is null)
        {
            Array.Fill(continuum, 1);
            return;
        }

        ReadOnlySpan<PixelMask> mask = spectrum.Mask.Span;
        for (int p = 0; p < usable.Length; p++)
        {
            usable[p] = hasData[p] && ((int)mask[p] & continuumMask) == 0;
        }

        continuumFitter.Fit(spectrum.Flux.Span, spectrum.Error.Span, usable, continuum);
    }
}

/// <summary>How many pixels of a spectrum can be used, and why the others cannot.</summary>
struct PixelCounts
{
    /// <summary>Can be used.</summary>
    public int Used;

    /// <summary>Have no finite flux.</summary>
    public int NoFlux;

    /// <summary>Have no error between 0 and 1e9.</summary>
    public int NoError;

    /// <summary>Are masked.</summary>
    public int Masked;

    /// <summary>Lie where no continuum could be fitted.</summary>
    public int NoContinuum;
}
