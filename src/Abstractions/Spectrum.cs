namespace Astra;

/// <summary>Which of the spectra in an apStar file one is.</summary>
public enum SpectrumKind
{
    /// <summary>The combination of all visits, with weights per pixel (row 0 of the file).</summary>
    Combined = 1,

    /// <summary>One visit, resampled to the rest frame.</summary>
    Visit = 2,
}

/// <summary>The kinds of spectra that a pipeline takes.</summary>
[Flags]
public enum SpectrumKinds
{
    /// <summary>Combined spectra only.</summary>
    Combined = SpectrumKind.Combined,

    /// <summary>Visits only.</summary>
    Visit = SpectrumKind.Visit,

    /// <summary>Combined spectra and visits.</summary>
    Both = Combined | Visit,
}

/// <summary>
/// One analysable spectrum on <see cref="WavelengthGrid"/>, as the file has it: nothing is repaired, masked or normalised.
/// Read-only; the same object is handed to every pipeline.
/// </summary>
public sealed class Spectrum
{
    /// <summary>Creates a spectrum.</summary>
    /// <param name="identity">See <see cref="Identity"/>.</param>
    /// <param name="kind">See <see cref="Kind"/>.</param>
    /// <param name="flux">See <see cref="Flux"/>; 8575 values.</param>
    /// <param name="error">See <see cref="Error"/>; 8575 values.</param>
    /// <param name="mask">See <see cref="Mask"/>; 8575 values.</param>
    /// <exception cref="ArgumentException">An array does not have 8575 values.</exception>
    public Spectrum(string identity, SpectrumKind kind, ReadOnlyMemory<float> flux, ReadOnlyMemory<float> error, ReadOnlyMemory<PixelMask> mask)
    {
        Identity = identity;
        Kind = kind;
        Flux = Whole(flux, nameof(flux));
        Error = Whole(error, nameof(error));
        Mask = Whole(mask, nameof(mask));
    }

    /// <summary>
    /// The name of the spectrum wherever its file lies and in whichever order it is read, such as
    /// <c>apStar-r6-apo25m-4387-2M17334253-1654573</c>, for a visit followed by <c>/</c> and the name of its apVisit file.
    /// </summary>
    public string Identity { get; }

    /// <summary>Combined or visit.</summary>
    public SpectrumKind Kind { get; }

    /// <summary>Flux density, 8575 values, 1e-17 erg/s/cm^2/Angstrom. May be NaN or 0 where there are no data.</summary>
    public ReadOnlyMemory<float> Flux { get; }

    /// <summary>One-sigma error of the flux, same unit. May be NaN, 0 or 1e10 where there are no data.</summary>
    public ReadOnlyMemory<float> Error { get; }

    /// <summary>Pixel mask, 8575 values.</summary>
    public ReadOnlyMemory<PixelMask> Mask { get; }

    /// <summary>Median signal-to-noise ratio per pixel as stated by the reduction; NaN when it says none.</summary>
    public float Snr { get; init; } = float.NaN;

    /// <summary>
    /// Whether there are data in a pixel: finite flux, and a finite error above 0 and below 1e9 (the reduction writes 1e10 for
    /// "no data"). Says nothing about the mask, which is each pipeline's to judge.
    /// </summary>
    /// <param name="pixel">0-based pixel index.</param>
    public bool HasData(int pixel)
    {
        float error = Error.Span[pixel];
        return float.IsFinite(Flux.Span[pixel]) && error is > 0 and < 1e9f;
    }

    static ReadOnlyMemory<T> Whole<T>(ReadOnlyMemory<T> values, string name) => values.Length == WavelengthGrid.Pixels
        ? values
        : throw new ArgumentException($"A spectrum has {WavelengthGrid.Pixels} pixels; {name} has {values.Length}.", name);
}
