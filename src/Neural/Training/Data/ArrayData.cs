namespace Astra.Neural;

/// <summary>Samples that are held in memory and are the same in every epoch.</summary>
public sealed class ArrayData : ITrainingData
{
    readonly float[] inputs;
    readonly float[] targets;

    /// <summary>Takes arrays, without copying them.</summary>
    /// <param name="inputs">Count rows of inputs.</param>
    /// <param name="inputSize">Numbers in a row of inputs.</param>
    /// <param name="targets">Count rows of targets.</param>
    /// <param name="targetSize">Numbers in a row of targets; 0 for losses that need none.</param>
    /// <exception cref="ArgumentException">The arrays are not whole rows, or not equally many.</exception>
    public ArrayData(float[] inputs, int inputSize, float[] targets, int targetSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputSize, 1);
        if (inputs.Length % inputSize != 0)
        {
            throw new ArgumentException($"{inputs.Length} inputs are not whole rows of {inputSize}.", nameof(inputs));
        }

        Count = inputs.Length / inputSize;
        if (targets.Length != (long)Count * targetSize)
        {
            throw new ArgumentException($"{Count} samples need {(long)Count * targetSize} targets, and there are {targets.Length}.", nameof(targets));
        }

        (this.inputs, InputSize, this.targets, TargetSize) = (inputs, inputSize, targets, targetSize);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public int TargetSize { get; }

    /// <inheritdoc/>
    public void Read(int index, ulong draw, Span<float> input, Span<float> target)
    {
        inputs.AsSpan(index * InputSize, InputSize).CopyTo(input);
        targets.AsSpan(index * TargetSize, TargetSize).CopyTo(target);
    }
}
