namespace Astra.Neural;

/// <summary>A training met a loss or a gradient that is not a finite number. The network holds the weights of the step before.</summary>
/// <param name="message">What was found, where, and what to do.</param>
/// <param name="epoch">See <see cref="Epoch"/>.</param>
/// <param name="batch">See <see cref="Batch"/>.</param>
public sealed class TrainingDivergedException(string message, int epoch, int batch) : Exception(message)
{
    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>The batch of the epoch, from 1.</summary>
    public int Batch { get; } = batch;
}
