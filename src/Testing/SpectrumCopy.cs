namespace Astra.Testing;

/// <summary>What a spectrum holds at one moment, to find out whether somebody writes into it.</summary>
sealed class SpectrumCopy(Spectrum spectrum)
{
    readonly float[] flux = spectrum.Flux.ToArray();
    readonly float[] error = spectrum.Error.ToArray();
    readonly PixelMask[] mask = spectrum.Mask.ToArray();

    public string Identity => spectrum.Identity;

    public bool IsUnchanged => Same(flux, spectrum.Flux.Span) && Same(error, spectrum.Error.Span) && spectrum.Mask.Span.SequenceEqual(mask);

    static bool Same(ReadOnlySpan<float> before, ReadOnlySpan<float> after) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(before).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(after));
}
