namespace Astra.Plugins.Cannon;

/// <summary>Finds the continuum of a spectrum. Keeps scratch memory, so one object serves one thread.</summary>
interface IContinuum
{
    /// <summary>Fits the continuum.</summary>
    /// <param name="flux">Flux of all 8575 pixels, in any unit.</param>
    /// <param name="error">One-sigma error of each, in the same unit.</param>
    /// <param name="usable">Whether a pixel may be used; its flux must then be finite and its error above zero and finite.</param>
    /// <param name="continuum">
    /// Receives the continuum in the unit of the flux; NaN between the detectors, for a detector with too few usable pixels, and wherever it would not be
    /// above zero.
    /// </param>
    void Fit(ReadOnlySpan<float> flux, ReadOnlySpan<float> error, ReadOnlySpan<bool> usable, Span<double> continuum);
}
