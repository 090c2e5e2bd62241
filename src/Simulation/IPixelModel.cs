namespace Astra.Simulation;

/// <summary>What gives an <see cref="Emulator"/> its pixels from labels on its own scale. All threads may ask at once.</summary>
interface IPixelModel
{
    /// <summary>All pixels.</summary>
    /// <param name="x">(label - minimum) / (maximum - minimum) - 1/2 for each label.</param>
    /// <param name="flux">Takes <see cref="Emulator.Pixels"/> values.</param>
    void Evaluate(ReadOnlySpan<float> x, Span<float> flux);

    /// <summary>As <see cref="Evaluate"/>, one number after the other in double precision.</summary>
    /// <param name="x">The same.</param>
    /// <param name="flux">The same.</param>
    void EvaluateReference(ReadOnlySpan<float> x, Span<float> flux);
}
