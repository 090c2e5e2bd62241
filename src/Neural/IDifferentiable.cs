namespace Astra.Neural;

/// <summary>
/// What training needs of a network: a function of a flat input vector per sample to a flat output vector per sample, and its gradient.
/// Samples are rows: (count, InputSize) in, (count, OutputSize) out.
/// </summary>
public interface IDifferentiable
{
    /// <summary>Numbers in the input of one sample.</summary>
    int InputSize { get; }

    /// <summary>Numbers in the output of one sample.</summary>
    int OutputSize { get; }

    /// <summary>Everything that is trained.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Computes the outputs of a batch in training mode (dropout and sampling active) and keeps what <see cref="Backward"/> needs.</summary>
    /// <param name="inputs">count rows of <see cref="InputSize"/>.</param>
    /// <param name="count">Samples.</param>
    /// <param name="outputs">count rows of <see cref="OutputSize"/>.</param>
    /// <param name="seed">Decides all random draws of this pass, together with the place of a sample in the batch.</param>
    void Forward(ReadOnlySpan<float> inputs, int count, Span<float> outputs, ulong seed);

    /// <summary>Adds the gradient of the loss to <see cref="Parameter.Gradient"/> of every parameter, for the batch of the last <see cref="Forward"/>.</summary>
    /// <param name="outputGradients">Derivatives of the loss with respect to the outputs, count rows of <see cref="OutputSize"/>.</param>
    void Backward(ReadOnlySpan<float> outputGradients);
}
