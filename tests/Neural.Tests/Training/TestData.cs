namespace Astra.Neural.Tests.Training;

static class TestData
{
    /// <summary>Outputs that are smooth functions of the inputs, with a little noise.</summary>
    public static ArrayData Curve(int count, int inputSize, int outputSize, ulong seed)
    {
        Draw draw = new(seed);
        float[] inputs = draw.Normals(count * inputSize);
        float[] targets = new float[count * outputSize];
        for (int i = 0; i < targets.Length; i++)
        {
            ReadOnlySpan<float> input = inputs.AsSpan(i / outputSize * inputSize, inputSize);
            targets[i] = (float)(Math.Sin(input[i % outputSize % inputSize]) + 0.5 * input[^1] + 0.05 * draw.Normal());
        }

        return new ArrayData(inputs, inputSize, targets, outputSize);
    }
}

/// <summary>Passes data on, and remembers what was read in a pass.</summary>
sealed class RecordedData(ITrainingData data) : ITrainingData
{
    readonly List<float> inputs = [];
    readonly List<float> targets = [];

    public int Count => data.Count;

    public int InputSize => data.InputSize;

    public int TargetSize => data.TargetSize;

    public float[] Inputs => [.. inputs];

    public float[] Targets => [.. targets];

    public List<(int Index, ulong Draw)> Reads { get; } = [];

    public void Read(int index, ulong draw, Span<float> input, Span<float> target)
    {
        data.Read(index, draw, input, target);
        if (draw == 0)
        {
            // The look at a few samples before the training.
            return;
        }

        Reads.Add((index, draw));
        inputs.AddRange(input);
        targets.AddRange(target);
    }
}

/// <summary>Data that carry noise of their own in every epoch, and end the training at a chosen read, as a kill does.</summary>
sealed class NoisyData(ITrainingData data) : ITrainingData
{
    int left = int.MaxValue;

    public int Count => data.Count;

    public int InputSize => data.InputSize;

    public int TargetSize => data.TargetSize;

    public void KillAfter(int reads) => left = reads;

    public void Read(int index, ulong draw, Span<float> input, Span<float> target)
    {
        if (Interlocked.Decrement(ref left) < 0)
        {
            throw new KilledException();
        }

        data.Read(index, draw, input, target);
        Draw noise = new(draw);
        foreach (ref float value in input)
        {
            value += (float)(0.1 * noise.Normal());
        }
    }
}

sealed class KilledException : Exception;

/// <summary>The loss of every batch, from the mean that is reported over the batches of an epoch (of equal size) so far.</summary>
sealed class BatchLosses : IProgress<TrainingProgress>
{
    double sum;

    public List<double> PerBatch { get; } = [];

    public void Report(TrainingProgress value)
    {
        double newSum = value.TrainingLoss * value.Batch;
        PerBatch.Add(newSum - sum);
        sum = value.Batch == value.Batches ? 0 : newSum;
    }
}
