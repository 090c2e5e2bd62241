namespace Astra.Neural;

/// <summary>
/// Trains a network on mini-batches. Equal network, data and options give equal weights to the last bit, whether the training was interrupted or not.
/// </summary>
public sealed class Trainer
{
    const int PassOfTraining = 0;
    const int PassOfValidation = 1;

    readonly IDifferentiable network;
    readonly ILoss loss;
    readonly ITrainingData data;
    readonly TrainingOptions options;
    readonly ILoss validationLoss;
    readonly float[] outputs;
    readonly float[] outputGradients;
    List<KeyValuePair<string, string>> description = [];

    /// <summary>Prepares a training.</summary>
    /// <param name="network">The network, with its initial weights.</param>
    /// <param name="loss">What is to be made small.</param>
    /// <param name="data">The samples.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">The network, the loss, the data or the options do not fit together.</exception>
    public Trainer(IDifferentiable network, ILoss loss, ITrainingData data, TrainingOptions options)
    {
        (this.network, this.loss, this.data, this.options) = (network, loss, data, options);
        validationLoss = options.ValidationLoss ?? loss;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ReadingThreads, 1);
        if (options.LargestGradient is <= 0)
        {
            throw new ArgumentException(
                $"The largest gradient is {options.LargestGradient}: it must be positive, or null for no limit.", nameof(options));
        }

        if (options.EarlyStopping is not null && options.Validation is null)
        {
            throw new ArgumentException("Early stopping watches the validation loss, and there are no validation data.", nameof(options));
        }

        RequireFit("training", data, loss);
        if (options.Validation is { } validation)
        {
            RequireFit("validation", validation, validationLoss);
        }

        outputs = new float[options.BatchSize * network.OutputSize];
        outputGradients = new float[outputs.Length];
    }

    /// <summary>Trains from the checkpoint, where there is one, or else from the weights that the network has.</summary>
    /// <param name="progress">Is told after every batch, on the thread that trains; null for nobody.</param>
    /// <param name="cancellation">Stops after the current batch, with a checkpoint where <see cref="TrainingOptions.CheckpointPath"/> is set.</param>
    /// <returns>How it went. The network holds the best weights.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled. The network holds the weights of the last step.</exception>
    /// <exception cref="TrainingDivergedException">A loss or a gradient is not finite.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another training.</exception>
    public TrainingResult Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        description = Describe();
        TrainingState state = Resume();
        if (options.HistoryPath is { } history)
        {
            TrainingHistory.Begin(history, state.Epochs);
        }

        TrainingClock clock = new(options.Time);
        if (options.Optimiser.Steps == 0)
        {
            // A place that cannot be written to shows now, not after the first interval.
            Save(state, clock);
        }

        while (WhyItEnds(state, clock) is null)
        {
            RunEpoch(state, clock, progress, cancellation);
        }

        if (clock.SamplesDone > 0)
        {
            Save(state, clock);
        }

        Restore(state);
        return new TrainingResult(state.Epochs, state.BestEpoch > 0 ? state.BestEpoch : state.Epochs.Count, WhyItEnds(state, clock)!.Value);
    }

    TrainingState Resume()
    {
        if (options.CheckpointPath is { } path && File.Exists(path))
        {
            return Checkpoint.Read(path, description, network.Parameters, options.Optimiser);
        }

        options.Optimiser.Reset(network.Parameters);
        return new TrainingState();
    }

    TrainingEnd? WhyItEnds(TrainingState state, TrainingClock clock) =>
        options.EarlyStopping?.IsOver(Watched(state)) == true ? TrainingEnd.EarlyStopping
        : state.Epochs.Count >= options.Epochs ? TrainingEnd.LastEpoch
        : options.TimeLimit is { } limit && state.Epochs is [.., { } last] && clock.Elapsed + TimeSpan.FromSeconds(last.Seconds) > limit ? TrainingEnd.TimeLimit
        : null;

    void RunEpoch(TrainingState state, TrainingClock clock, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        clock.BeginEpoch(state.Seconds);
        int epoch = state.Epochs.Count;
        int batches = BatchReader.BatchesOf(data.Count, options.BatchSize);
        ulong passSeed = SplitMix64.Seed(options.Seed, PassOfTraining, (ulong)epoch);
        double[] watched = Watched(state);
        double rate = 0;
        int[] order = SampleOrder.Shuffled(data.Count, passSeed);
        using (BatchReader reader = new(data, order, options.BatchSize, state.Batch, passSeed, options.ReadingThreads))
        {
            while (state.Batch < batches)
            {
                if (cancellation.IsCancellationRequested)
                {
                    Stop(state, clock, cancellation);
                }

                Batch batch = reader.Take();
                rate = options.Schedule.RateAt(epoch + (double)state.Batch / batches, watched);
                double batchLoss = Step(batch, rate, epoch, state.Batch, passSeed);
                state.LossSum += batchLoss * batch.Count;
                state.Batch++;
                clock.Count(batch.Count);
                if (state.Batch < batches)
                {
                    SaveIfDue(state, clock);
                    long done = (long)state.Batch * options.BatchSize;
                    double lastValidation = epoch > 0 ? state.Epochs[^1].ValidationLoss : double.NaN;
                    progress?.Report(Progress(epoch, state.Batch, batches, state.LossSum / done, lastValidation, rate, clock));
                }
            }
        }

        EndEpoch(state, clock, rate, progress);
    }

    void EndEpoch(TrainingState state, TrainingClock clock, double rate, IProgress<TrainingProgress>? progress)
    {
        int batches = state.Batch;
        double validation = Validate(state.Epochs.Count);
        EpochRecord record = new(
            state.Epochs.Count + 1, options.Optimiser.Steps, rate, state.LossSum / data.Count, validation, clock.EpochSeconds);
        state.Epochs.Add(record);
        if (options.Validation is not null && (state.BestEpoch == 0 || validation < state.Epochs[state.BestEpoch - 1].ValidationLoss))
        {
            state.BestEpoch = record.Epoch;
            state.BestWeights = [.. network.Parameters.Select(p => (float[])p.Value.Clone())];
        }

        (state.Batch, state.LossSum, state.Seconds) = (0, 0, 0);
        if (options.HistoryPath is { } history)
        {
            TrainingHistory.Append(history, record);
        }

        clock.BeginEpoch(0);
        SaveIfDue(state, clock);
        progress?.Report(Progress(record.Epoch - 1, batches, batches, record.TrainingLoss, validation, rate, clock));
    }

    double Step(Batch batch, double rate, int epoch, int number, ulong passSeed)
    {
        ReadOnlySpan<float> inputs = batch.Inputs.AsSpan(0, batch.Count * network.InputSize);
        ReadOnlySpan<float> targets = batch.Targets.AsSpan(0, batch.Count * loss.TargetSize);
        Span<float> output = outputs.AsSpan(0, batch.Count * network.OutputSize);
        Span<float> gradient = outputGradients.AsSpan(0, output.Length);
        IReadOnlyList<Parameter> parameters = network.Parameters;

        network.Forward(inputs, batch.Count, output, SplitMix64.Seed(passSeed, (ulong)number));
        double value = loss.Evaluate(output, targets, batch.Count, gradient);
        if (!double.IsFinite(value))
        {
            throw Diverged($"The loss is {value}", batch, epoch, number);
        }

        Gradients.Clear(parameters);
        network.Backward(gradient);
        options.Penalty?.AddGradients(parameters);
        double norm = Gradients.Norm(parameters);
        if (!double.IsFinite(norm))
        {
            throw Diverged($"The gradient is not finite at a loss of {value:G4}", batch, epoch, number);
        }

        if (options.LargestGradient is { } largest)
        {
            Gradients.Clip(parameters, norm, largest);
        }

        options.Optimiser.Step(parameters, rate);
        return value;
    }

    /// <summary>The loss of the validation data; NaN where there are none.</summary>
    double Validate(int epoch)
    {
        if (options.Validation is not { } validation)
        {
            return double.NaN;
        }

        ulong passSeed = SplitMix64.Seed(options.Seed, PassOfValidation);
        int[] order = [.. Enumerable.Range(0, validation.Count)];
        Inference infer = options.ValidationOutputs?.Invoke() ?? ValidationInference.Of(network, passSeed);
        using BatchReader reader = new(validation, order, options.BatchSize, 0, passSeed, options.ReadingThreads);
        double sum = 0;
        int number = 0;
        for (Batch batch = reader.Take(); batch.Count > 0; batch = reader.Take(), number++)
        {
            ReadOnlySpan<float> inputs = batch.Inputs.AsSpan(0, batch.Count * network.InputSize);
            Span<float> output = outputs.AsSpan(0, batch.Count * network.OutputSize);
            infer(inputs, batch.Count, output);
            double value = validationLoss.Evaluate(output, batch.Targets.AsSpan(0, batch.Count * validationLoss.TargetSize), batch.Count, []);
            if (!double.IsFinite(value))
            {
                throw Diverged($"The validation loss is {value}", batch, epoch, number);
            }

            sum += value * batch.Count;
        }

        return sum / validation.Count;
    }

    TrainingDivergedException Diverged(string what, Batch batch, int epoch, int number)
    {
        int bad = batch.Inputs.AsSpan(0, batch.Count * network.InputSize).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        string advice = bad >= 0
            ? $"The input of sample {batch.Samples[bad / network.InputSize]} is not finite at place {bad % network.InputSize}: "
                + "repair or leave out such samples."
            : "Lower the learning rate or limit the gradient, and see that no target has an error of zero.";
        return new TrainingDivergedException($"{what} in epoch {epoch + 1}, batch {number + 1}. {advice}", epoch + 1, number + 1);
    }

    void Stop(TrainingState state, TrainingClock clock, CancellationToken cancellation)
    {
        Save(state, clock);
        string next = options.CheckpointPath is { } path ? $"{path} goes on from there." : "There is no checkpoint to go on from.";
        throw new OperationCanceledException(
            $"The training was stopped in epoch {state.Epochs.Count + 1} after {options.Optimiser.Steps} steps. {next}", cancellation);
    }

    void SaveIfDue(TrainingState state, TrainingClock clock)
    {
        if (clock.SinceCheckpoint >= options.CheckpointInterval)
        {
            Save(state, clock);
        }
    }

    void Save(TrainingState state, TrainingClock clock)
    {
        if (options.CheckpointPath is { } path)
        {
            state.Seconds = clock.EpochSeconds;
            Checkpoint.Write(path, description, network.Parameters, options.Optimiser, state);
            clock.CheckpointWritten();
        }
    }

    void Restore(TrainingState state)
    {
        for (int i = 0; i < state.BestWeights.Length; i++)
        {
            state.BestWeights[i].CopyTo(network.Parameters[i].Value, 0);
        }
    }

    TrainingProgress Progress(int epoch, int batch, int batches, double trainingLoss, double validation, double rate, TrainingClock clock)
    {
        double speed = clock.SamplesPerSecond;
        double samplesLeft = (double)(options.Epochs - epoch) * data.Count - Math.Min((double)batch * options.BatchSize, data.Count);
        TimeSpan left = speed > 0 ? TimeSpan.FromSeconds(Math.Min(samplesLeft / speed, TimeSpan.MaxValue.TotalSeconds / 2)) : TimeSpan.Zero;
        return new TrainingProgress(epoch + 1, options.Epochs, batch, batches, trainingLoss, validation, rate, speed, left);
    }

    double[] Watched(TrainingState state) => [.. state.Epochs.Select(e => options.Validation is null ? e.TrainingLoss : e.ValidationLoss)];

    /// <summary>All that decides the course of the training; how long it goes on may change between interruptions.</summary>
    List<KeyValuePair<string, string>> Describe() =>
    [
        new("loss", $"{loss}"),
        new("optimiser", $"{options.Optimiser}"),
        new("learning rate", $"{options.Schedule}"),
        new("rate factors", options.Optimiser.DescribeRates(network.Parameters) is { Length: > 0 } rates ? rates : "none"),
        new("batch size", $"{options.BatchSize}"),
        new("seed", $"{options.Seed}"),
        new("largest gradient", FormattableString.Invariant($"{options.LargestGradient}")),
        new("penalty", options.Penalty?.Describe(network.Parameters) ?? "none"),
        new("training data", DataFingerprint.Of(data)),
        new("validation data", options.Validation is { } validation ? DataFingerprint.Of(validation) : "none"),
        new("validation loss", $"{validationLoss}"),
        .. network.Parameters.Select((p, i) => new KeyValuePair<string, string>($"parameter {i + 1}", $"{p.Name} ({string.Join(", ", p.Shape)})")),
    ];

    void RequireFit(string role, ITrainingData samples, ILoss measure)
    {
        if (samples.Count < 1)
        {
            throw new ArgumentException($"There are no {role} data.");
        }

        if (samples.InputSize != network.InputSize)
        {
            throw new ArgumentException($"The {role} data have {samples.InputSize} inputs, and the network takes {network.InputSize}.");
        }

        if (measure.OutputSize != network.OutputSize)
        {
            throw new ArgumentException($"The {role} loss is for {measure.OutputSize} outputs, and the network has {network.OutputSize}.");
        }

        if (samples.TargetSize != measure.TargetSize)
        {
            throw new ArgumentException($"The {role} data have {samples.TargetSize} targets, and the loss takes {measure.TargetSize}.");
        }
    }
}
