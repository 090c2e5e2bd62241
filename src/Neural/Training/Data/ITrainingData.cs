namespace Astra.Neural;

/// <summary>
/// Samples to train on, each an input vector and a target vector. A sample is asked for when its batch comes, so that data can be simulated on the
/// fly, or read from a file that is larger than the memory.
/// </summary>
public interface ITrainingData
{
    /// <summary>Samples in an epoch.</summary>
    int Count { get; }

    /// <summary>Numbers in the input of one sample.</summary>
    int InputSize { get; }

    /// <summary>Numbers in the targets of one sample: what the loss asks for, such as labels and their errors.</summary>
    int TargetSize { get; }

    /// <summary>Writes one sample. It is called from other threads than that of the training, and from several at once where
    /// <see cref="TrainingOptions.ReadingThreads"/> says so.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="draw">Seeds all that is random about it (noise, augmentation). It depends on the seed of the training, the epoch and the
    /// sample, and on nothing else; equal values must give equal samples, or a resumed training takes another course.</param>
    /// <param name="input">Takes <see cref="InputSize"/> numbers.</param>
    /// <param name="target">Takes <see cref="TargetSize"/> numbers.</param>
    void Read(int index, ulong draw, Span<float> input, Span<float> target);
}
