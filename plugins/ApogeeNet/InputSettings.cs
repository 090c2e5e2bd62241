namespace Astra.Plugins.ApogeeNet;

/// <summary>How a model wants its spectra: part of the model, since a network only understands what it was trained on.</summary>
sealed record InputSettings
{
    /// <summary>As the file has it, in 1e-17 erg/s/cm^2/Angstrom: the published networks.</summary>
    public const string Raw = "raw";

    /// <summary>Flux over its median, less one.</summary>
    public const string Relative = "relative";

    /// <summary>The natural logarithm of flux over its median.</summary>
    public const string Logarithm = "log";

    /// <summary>One median for the whole spectrum.</summary>
    public const string OfSpectrum = "spectrum";

    /// <summary>A median for each detector, which also takes out what tilts the spectrum: reddening, and the calibration of the detectors.</summary>
    public const string OfChip = "chip";

    /// <summary>The known scalings.</summary>
    public static readonly string[] Scalings = [Raw, Relative, Logarithm];

    /// <summary>The known medians.</summary>
    public static readonly string[] Medians = [OfSpectrum, OfChip];

    /// <summary>One of <see cref="Scalings"/>.</summary>
    public required string Scaling { get; init; }

    /// <summary>What the median is taken over: one of <see cref="Medians"/>. Not used with <see cref="Raw"/>.</summary>
    public string Median { get; init; } = OfSpectrum;

    /// <summary>The pixels that the model sees: first (included) and last (excluded) of each detector. With <see cref="Raw"/> all of them.</summary>
    public required int[][] Chips { get; init; }

    /// <summary>Pixels with any of these bits of the pixel mask count as pixels without data. Not used with <see cref="Raw"/>, as in the
    /// paper.</summary>
    public int BadPixelMask { get; init; }

    /// <summary>What the scaled flux is multiplied by, so that it varies by about one.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>Relative flux farther from one than this is cut: a badly subtracted sky line can be a hundred times as bright as the star.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Errors above this many times the median error are cut to it (Sprague et al. 2022).</summary>
    public double ErrorCap { get; init; } = 5;

    /// <summary>The published networks' input.</summary>
    public static InputSettings Published { get; } = new() { Scaling = Raw, Chips = [[0, WavelengthGrid.Pixels]] };

    /// <summary>Undoes the offset of the model's unit: flux over its median where that is the scaling.</summary>
    /// <param name="flux">In the model's unit.</param>
    /// <param name="observed">Takes flux of which 0 is no light.</param>
    public void ToObserved(ReadOnlySpan<float> flux, Span<float> observed)
    {
        float offset = Scaling == Raw ? 0 : 1;
        for (int p = 0; p < flux.Length; p++)
        {
            observed[p] = flux[p] + offset;
        }
    }

    /// <summary>What is wrong with these settings, or null.</summary>
    public string? Fault()
    {
        if (!Scalings.Contains(Scaling))
        {
            return $"the scaling '{Scaling}' is not known; there are {string.Join(", ", Scalings)}";
        }

        if (!Medians.Contains(Median))
        {
            return $"the median is of '{Median}'; it can be of {string.Join(" or ", Medians)}";
        }

        int end = 0;
        foreach (int[] chip in Chips)
        {
            if (chip is not [int first, int last] || first < end || last <= first || last > WavelengthGrid.Pixels)
            {
                return $"the chips must be ascending pairs of pixels within 0 to {WavelengthGrid.Pixels}";
            }

            end = last;
        }

        if (end == 0 || (Scaling == Raw && Chips is not [[0, WavelengthGrid.Pixels]]))
        {
            return $"the chips must hold pixels, and all {WavelengthGrid.Pixels} of them where the scaling is {Raw}";
        }

        return !(Gain > 0 && double.IsFinite(Gain)) || !(Clip > 0 && Clip <= 1000) || !(ErrorCap > 0 && double.IsFinite(ErrorCap))
            ? "gain and error_cap must be above zero and clip above zero and at most 1000"
            : null;
    }
}
