namespace Astra.Neural;

/// <summary>Computes the outputs of a network as it will be used: without dropout where it is used without.</summary>
/// <param name="inputs">Count rows of inputs.</param>
/// <param name="count">Samples.</param>
/// <param name="outputs">Takes count rows of outputs.</param>
public delegate void Inference(ReadOnlySpan<float> inputs, int count, Span<float> outputs);

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>The most passes over the data.</summary>
    public required int Epochs { get; init; }

    /// <summary>The rule of the steps. It serves one training at a time.</summary>
    public required Optimiser Optimiser { get; init; }

    /// <summary>The learning rate of the steps.</summary>
    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>Samples in a mini-batch; the last of an epoch takes what is left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Decides the order of the samples, their augmentation and the dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Gradients whose Euclidean norm over all parameters is larger are scaled down to it; null leaves them.</summary>
    public double? LargestGradient { get; init; }

    /// <summary>Penalties on large weights; null for none.</summary>
    public WeightPenalty? Penalty { get; init; }

    /// <summary>Data that the network is not trained on, to watch it by; null for none. Their random draws are the same in every epoch.</summary>
    public ITrainingData? Validation { get; init; }

    /// <summary>What is measured on the validation data; null for the loss of the training.</summary>
    public ILoss? ValidationLoss { get; init; }

    /// <summary>Makes what computes the validation outputs, once at the end of every epoch, from the weights of that time. With null, a
    /// <see cref="Network"/> is asked as it will be in use (without dropout, unless that is active at inference, and then with the same draws in
    /// every epoch), and any other by <see cref="IDifferentiable.Forward"/> with the same draws in every epoch.</summary>
    public Func<Inference>? ValidationOutputs { get; init; }

    /// <summary>When to stop before the last epoch; null for never. Needs <see cref="Validation"/>.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>The time that the training may take, counted from its start or its resumption; null for any. No epoch begins that would end later if it
    /// took as long as the one before; the first is always made.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Threads that read the samples of a batch, beside that of the network.</summary>
    public int ReadingThreads { get; init; } = 1;

    /// <summary>The file from which a training that was killed goes on; null for none. A training begins by looking for it.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>The least time between two checkpoints. There is one more at the start, at the end, and when the training is cancelled.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The file that gets a line per epoch (CSV: <see cref="TrainingHistory"/>); null for none. It is replaced where it exists.</summary>
    public string? HistoryPath { get; init; }

    /// <summary>The clock, for the time limit, the interval of checkpoints, speed and time left.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
