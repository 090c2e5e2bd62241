namespace Astra.Neural;

/// <summary>What a training makes small: a number per sample, averaged over the batch, and its gradient.</summary>
/// <remarks>A loss is for one caller at a time. No sample's gradient depends on its neighbours but through the division by their count.
/// <see cref="object.ToString"/> names the loss and its constants.</remarks>
public interface ILoss
{
    /// <summary>Numbers that the network gives for one sample.</summary>
    int OutputSize { get; }

    /// <summary>Numbers that the data hold for one sample.</summary>
    int TargetSize { get; }

    /// <summary>The mean loss of a batch.</summary>
    /// <param name="outputs">Count rows of <see cref="OutputSize"/>.</param>
    /// <param name="targets">Count rows of <see cref="TargetSize"/>.</param>
    /// <param name="count">Samples, at least 1.</param>
    /// <param name="outputGradients">Takes the derivatives of the mean loss with respect to the outputs, count rows of <see cref="OutputSize"/>;
    /// or empty where they are not wanted.</param>
    /// <returns>The mean over the samples.</returns>
    double Evaluate(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, int count, Span<float> outputGradients);
}
