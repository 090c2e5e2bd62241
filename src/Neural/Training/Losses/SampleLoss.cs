namespace Astra.Neural;

/// <summary>A loss that is given sample by sample.</summary>
public abstract record SampleLoss : ILoss
{
    /// <inheritdoc/>
    public abstract int OutputSize { get; }

    /// <inheritdoc/>
    public abstract int TargetSize { get; }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int count, Span<float> outputGradients)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            Span<float> gradient = outputGradients.IsEmpty ? [] : outputGradients.Slice(i * OutputSize, OutputSize);
            sum += Evaluate(outputs.Slice(i * OutputSize, OutputSize), targets.Slice(i * TargetSize, TargetSize), 1.0 / count, gradient);
        }

        return sum / count;
    }

    /// <summary>The loss of one sample.</summary>
    /// <param name="output">What the network gives.</param>
    /// <param name="target">What the data hold.</param>
    /// <param name="share">What the gradient is multiplied by.</param>
    /// <param name="gradient">Takes share times the derivatives of the loss with respect to the output; or empty.</param>
    /// <returns>The loss, not multiplied.</returns>
    protected abstract double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, double share, Span<float> gradient);
}
