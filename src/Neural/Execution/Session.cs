namespace Astra.Neural;

/// <summary>
/// One thread's use of a <see cref="FrozenNetwork"/>. What is the same in all passes over a sample is computed once, the rest for each pass, and dense layers see
/// all passes of all samples as one matrix. The answer for a sample is the same to the last bit whatever else is in the batch, and on every thread.
/// After the largest batch has been seen once, nothing is allocated any more. Not for use by two threads at a time.
/// </summary>
public sealed unsafe class Session
{
    readonly FrozenNetwork network;
    readonly Schedule schedule;
    readonly AlignedArray<float>[] results;
    readonly AlignedArray<float> scratch;

    internal Session(FrozenNetwork network)
    {
        this.network = network;
        schedule = network.Schedule;
        results = [.. schedule.Steps.Select(step => new AlignedArray<float>(step.IsPassing ? step.Size : 0))];
        scratch = new(schedule.Steps.Max(step => step.Operation is RowOperation operation ? operation.ScratchSize : 0));
    }

    /// <summary>Computes a network that is not stochastic.</summary>
    /// <param name="inputs">count rows of <see cref="FrozenNetwork.InputSize"/>.</param>
    /// <param name="count">Samples.</param>
    /// <param name="outputs">count rows of <see cref="FrozenNetwork.OutputSize"/>.</param>
    /// <exception cref="ArgumentException">An array has another length.</exception>
    /// <exception cref="InvalidOperationException">The network is stochastic, so passes and seeds must be given.</exception>
    public void Run(ReadOnlySpan<float> inputs, int count, Span<float> outputs)
    {
        if (network.IsStochastic)
        {
            throw new InvalidOperationException(
                $"The network {network.Name} draws random numbers. Say how many passes to make, and the seed of each sample.");
        }

        Run(inputs, count, 1, default, outputs);
    }

    /// <summary>Computes several passes over each sample.</summary>
    /// <param name="inputs">count rows of <see cref="FrozenNetwork.InputSize"/>.</param>
    /// <param name="count">Samples.</param>
    /// <param name="passes">Passes over each.</param>
    /// <param name="seeds">For each sample, what decides all its random draws.</param>
    /// <param name="outputs">count times passes rows of <see cref="FrozenNetwork.OutputSize"/>: all passes of the first sample, then those of the next.</param>
    /// <exception cref="ArgumentException">An array has another length.</exception>
    /// <exception cref="InvalidOperationException">The network is not stochastic: all passes would be the same.</exception>
    public void Run(ReadOnlySpan<float> inputs, int count, int passes, ReadOnlySpan<ulong> seeds, Span<float> outputs)
    {
        if (!network.IsStochastic && !(passes == 1 && seeds.IsEmpty))
        {
            throw new InvalidOperationException($"The network {network.Name} draws no random numbers, so all passes would be the same.");
        }

        if (count < 1 || passes < 1 || inputs.Length != (long)count * network.InputSize || outputs.Length != (long)count * passes * network.OutputSize)
        {
            throw new ArgumentException($"For {count} samples and {passes} passes, {count} times {network.InputSize} inputs and {count} times {passes} times {network.OutputSize} outputs "
                + $"were expected, but {inputs.Length} and {outputs.Length} were given.");
        }

        if (network.IsStochastic && seeds.Length != count)
        {
            throw new ArgumentException($"{seeds.Length} seeds were given for {count} samples.", nameof(seeds));
        }

        for (int i = 0; i < schedule.Steps.Length; i++)
        {
            Step step = schedule.Steps[i];
            long needed = (long)step.Size * count * (step.Stochastic ? passes : 1);
            if (!step.IsPassing && i != schedule.Output && results[i].Length < needed)
            {
                results[i] = new(needed);
            }
        }

        fixed (float* input = inputs, output = outputs)
        {
            Batch batch = new() { Input = input, Output = output, Count = count, Passes = passes };
            foreach (Stage stage in schedule.Stages)
            {
                int rows = stage.Stochastic ? count * passes : count;
                if (stage.IsMatrix)
                {
                    RunProducts(stage, batch, rows);
                }
                else
                {
                    RunRows(stage, batch, rows, seeds);
                }
            }
        }
    }

    void RunProducts(Stage stage, in Batch batch, int rows)
    {
        for (int i = stage.First; i < stage.End; i++)
        {
            Step step = schedule.Steps[i];
            LinearOperation operation = (LinearOperation)step.Operation;
            int source = step.Sources[0];
            int sourceSize = source < 0 ? schedule.InputSize : schedule.Steps[source].Size;
            operation.Forward(
                Row(batch, source, 0, stage.Stochastic), sourceSize, rows, Row(batch, i, 0, stage.Stochastic), step.Size, 0, operation.OutputPanels);
        }
    }

    void RunRows(Stage stage, in Batch batch, int rows, ReadOnlySpan<ulong> seeds)
    {
        float** inputs = stackalloc float*[schedule.MostSources];
        for (int row = 0; row < rows; row++)
        {
            ulong key = stage.Stochastic ? CounterRandom.RowKey(seeds[row / batch.Passes], row % batch.Passes) : 0;
            for (int i = stage.First; i < stage.End; i++)
            {
                Step step = schedule.Steps[i];
                for (int j = 0; j < step.Sources.Length; j++)
                {
                    inputs[j] = Row(batch, step.Sources[j], row, stage.Stochastic);
                }

                ((RowOperation)step.Operation).Forward(
                    new RowArguments { Inputs = inputs, Output = Row(batch, i, row, stage.Stochastic), RowKey = key, Scratch = scratch.Pointer });
            }
        }
    }

    /// <summary>Where a sample's values lie, as a row of a stage sees them: a stage that runs once for each pass finds the same values of what does not.</summary>
    float* Row(in Batch batch, int source, int row, bool perPass)
    {
        if (source < 0)
        {
            return batch.Input + (nint)(perPass ? row / batch.Passes : row) * schedule.InputSize + ~source;
        }

        Step step = schedule.Steps[source];
        float* first = source == schedule.Output ? batch.Output : results[source].Pointer;
        return step.IsPassing ? first : first + (nint)(perPass && !step.Stochastic ? row / batch.Passes : row) * step.Size;
    }

    struct Batch
    {
        public float* Input;
        public float* Output;
        public int Count;
        public int Passes;
    }
}
