using System.Collections.Concurrent;

namespace Astra.Neural;

/// <summary>
/// Forward and backward passes over a batch. Work is split into a fixed number of parts, whose gradients are added in order: the sums do not depend on
/// how many threads share the parts.
/// </summary>
internal sealed unsafe class TrainingPass
{
    /// <summary>Parts of a batch: enough to keep several threads evenly busy, few enough that each is some samples of a batch of 128.</summary>
    const int Parts = 16;

    readonly Schedule schedule;
    readonly KernelSet kernels;
    readonly int[] parameterPlaces;
    readonly bool[][] isFirstWriter;
    readonly int parameterCount;
    readonly AlignedArray<float>[] results;
    readonly AlignedArray<float>[] gradients;
    readonly AlignedArray<byte>[] states;
    readonly AlignedArray<float>[] parameterGradients = new AlignedArray<float>[Parts];
    readonly ConcurrentBag<Workspace> workspaces = [];
    AlignedArray<float> input = new(0);
    ulong seed;

    public TrainingPass(Schedule schedule, KernelSet kernels)
    {
        this.schedule = schedule;
        this.kernels = kernels;
        int steps = schedule.Steps.Length;
        results = [.. schedule.Steps.Select(_ => new AlignedArray<float>(0))];
        gradients = [.. schedule.Steps.Select(_ => new AlignedArray<float>(0))];
        states = [.. schedule.Steps.Select(_ => new AlignedArray<byte>(0))];
        isFirstWriter = [.. schedule.Steps.Select((step, index) => step.Sources.Select((_, input) => WritesFirst(index, input)).ToArray())];
        parameterPlaces = new int[steps];
        for (int i = 0; i < steps; i++)
        {
            parameterPlaces[i] = parameterCount;
            parameterCount += schedule.Steps[i].IsMatrix ? 0 : schedule.Steps[i].Parameters.Sum(parameter => parameter.Value.Length);
        }

        for (int part = 0; part < Parts; part++)
        {
            parameterGradients[part] = new(parameterCount);
        }
    }

    /// <summary>Samples of the last forward pass.</summary>
    public int Count { get; private set; }

    public void Forward(ReadOnlySpan<float> inputs, int count, Span<float> outputs, ulong seed, int threads)
    {
        this.seed = seed;
        Reserve(count);
        inputs.CopyTo(input.Span);
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        foreach (Stage stage in schedule.Stages)
        {
            if (stage.IsMatrix)
            {
                ForwardProducts(stage, options);
            }
            else
            {
                for (int i = stage.First; i < stage.End; i++)
                {
                    schedule.Steps[i].Operation.Refresh(forTraining: true);
                }

                Parallel.For(0, Parts, options, part => ForwardRows(stage, part));
            }
        }

        results[schedule.Output].Span[..outputs.Length].CopyTo(outputs);
    }

    public void Backward(ReadOnlySpan<float> outputGradients, int threads)
    {
        foreach (Parameter parameter in schedule.Steps.SelectMany(step => step.Parameters))
        {
            parameter.Gradient ??= new float[parameter.Value.Length];
        }

        foreach (AlignedArray<float> part in parameterGradients)
        {
            part.Span.Clear();
        }

        outputGradients.CopyTo(gradients[schedule.Output].Span);
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        foreach (Stage stage in schedule.Stages.Reverse())
        {
            if (stage.IsMatrix)
            {
                BackwardProducts(stage, options);
            }
            else
            {
                Parallel.For(0, Parts, options, part => BackwardRows(stage, part));
            }
        }

        AddParts();
    }

    void Reserve(int count)
    {
        Count = count;
        if (input.Length < (long)count * schedule.InputSize)
        {
            input = new((long)count * schedule.InputSize);
        }

        for (int i = 0; i < schedule.Steps.Length; i++)
        {
            Step step = schedule.Steps[i];
            if (results[i].Length < (long)count * step.Size)
            {
                results[i] = new((long)count * step.Size);
                gradients[i] = new(step.IsPassing ? 0 : (long)count * step.Size);
                states[i] = new((step.Operation as RowOperation)?.StateSize * (long)count ?? 0);
            }
        }
    }

    void ForwardProducts(Stage stage, ParallelOptions options)
    {
        List<(int Step, int Panel)> work = [];
        for (int i = stage.First; i < stage.End; i++)
        {
            for (int panel = 0; panel < ((LinearOperation)schedule.Steps[i].Operation).OutputPanels; panel++)
            {
                work.Add((i, panel));
            }
        }

        Parallel.ForEach(work, options, item =>
        {
            Step step = schedule.Steps[item.Step];
            LinearOperation operation = (LinearOperation)step.Operation;
            operation.Refresh(item.Panel, item.Panel + 1);
            (nint source, int stride) = Source(step.Sources[0]);
            operation.Forward((float*)source, stride, Count, results[item.Step].Pointer, step.Size, item.Panel, item.Panel + 1);
        });
    }

    void ForwardRows(Stage stage, int part)
    {
        Workspace workspace = Rent();
        float** inputs = stackalloc float*[schedule.MostSources];
        for (int row = PartStart(part); row < PartStart(part + 1); row++)
        {
            ulong key = CounterRandom.RowKey(seed, row);
            for (int i = stage.First; i < stage.End; i++)
            {
                Step step = schedule.Steps[i];
                RowOperation operation = (RowOperation)step.Operation;
                operation.Forward(Arguments(i, row, key, inputs, workspace));
            }
        }

        workspaces.Add(workspace);
    }

    void BackwardProducts(Stage stage, ParallelOptions options)
    {
        // Steps of one stage may share an input, whose gradients are then added in the order of the steps: one after the other, each over all its panels.
        for (int i = stage.End - 1; i >= stage.First; i--)
        {
            Step step = schedule.Steps[i];
            int index = i;
            LinearOperation operation = (LinearOperation)step.Operation;
            operation.BackwardActivation(results[i].Pointer, step.Size, gradients[i].Pointer, Count);
            int source = step.Sources[0];
            bool needed = source >= 0 && schedule.Steps[source].NeedsGradient;
            Parallel.For(0, operation.InputPanels, options, panel =>
            {
                Workspace workspace = Rent();
                (nint x, int stride) = Source(source);
                operation.Backward(
                    (float*)x, stride, gradients[index].Pointer, Count, needed ? gradients[source].Pointer : null, needed ? schedule.Steps[source].Size : 0,
                    needed && !isFirstWriter[index][0], panel, workspace.ProductScratch(operation.BackwardScratchSize(Count)));
                workspaces.Add(workspace);
            });
        }
    }

    void BackwardRows(Stage stage, int part)
    {
        Workspace workspace = Rent();
        float** inputs = stackalloc float*[schedule.MostSources];
        float** inputGradients = stackalloc float*[schedule.MostSources];
        for (int row = PartStart(part); row < PartStart(part + 1); row++)
        {
            ulong key = CounterRandom.RowKey(seed, row);
            for (int i = stage.End - 1; i >= stage.First; i--)
            {
                Step step = schedule.Steps[i];
                if (!step.NeedsGradient)
                {
                    continue;
                }

                RowArguments arguments = Arguments(i, row, key, inputs, workspace);
                arguments.OutputGradient = Gradient(i, row, workspace);
                arguments.InputGradients = inputGradients;
                arguments.ParameterGradients = parameterGradients[part].Pointer + parameterPlaces[i];
                float* temporary = workspace.Temporary;
                for (int j = 0; j < step.Sources.Length; j++)
                {
                    int source = step.Sources[j];
                    bool needed = source >= 0 && schedule.Steps[source].NeedsGradient;
                    inputGradients[j] = !needed ? null : isFirstWriter[i][j] ? Gradient(source, row, workspace) : temporary;
                    temporary += needed && inputGradients[j] == temporary ? schedule.Steps[source].Size : 0;
                }

                ((RowOperation)step.Operation).Backward(arguments);
                for (int j = 0; j < step.Sources.Length; j++)
                {
                    if (inputGradients[j] != null && !isFirstWriter[i][j])
                    {
                        kernels.Add(inputGradients[j], Gradient(step.Sources[j], row, workspace), schedule.Steps[step.Sources[j]].Size);
                    }
                }
            }
        }

        workspaces.Add(workspace);
    }

    void AddParts()
    {
        for (int i = 0; i < schedule.Steps.Length; i++)
        {
            int place = parameterPlaces[i];
            foreach (Parameter parameter in schedule.Steps[i].IsMatrix ? [] : schedule.Steps[i].Parameters)
            {
                fixed (float* gradient = parameter.Gradient)
                {
                    foreach (AlignedArray<float> part in parameterGradients)
                    {
                        kernels.Add(part.Pointer + place, gradient, parameter.Value.Length);
                    }
                }

                place += parameter.Value.Length;
            }
        }
    }

    RowArguments Arguments(int index, int row, ulong key, float** inputs, Workspace workspace)
    {
        Step step = schedule.Steps[index];
        for (int j = 0; j < step.Sources.Length; j++)
        {
            (nint source, int stride) = Source(step.Sources[j]);
            inputs[j] = (float*)source + (nint)row * stride;
        }

        return new()
        {
            Inputs = inputs,
            Output = results[index].Pointer + (nint)row * step.Size,
            RowKey = key,
            State = states[index].Length == 0 ? null : states[index].Pointer + (nint)row * ((RowOperation)step.Operation).StateSize,
            Scratch = workspace.Scratch,
        };
    }

    (nint First, int Stride) Source(int source) =>
        source < 0 ? ((nint)(input.Pointer + ~source), schedule.InputSize) : ((nint)results[source].Pointer, schedule.Steps[source].Size);

    float* Gradient(int index, int row, Workspace workspace)
    {
        Step step = schedule.Steps[index];
        return step.IsPassing ? workspace.Gradient(index) : gradients[index].Pointer + (nint)row * step.Size;
    }

    /// <summary>Whether, going backward, a step is the first to say something about the gradient of one of its inputs.</summary>
    bool WritesFirst(int index, int input)
    {
        int source = schedule.Steps[index].Sources[input];
        return source != schedule.Output
            && !schedule.Steps.Skip(index + 1).Any(later => later.Sources.Contains(source))
            && schedule.Steps[index].Sources.AsSpan(0, input).IndexOf(source) < 0;
    }

    int PartStart(int part) => (int)((long)Count * part / Parts);

    Workspace Rent() => workspaces.TryTake(out Workspace? workspace) ? workspace : new(schedule);

    /// <summary>What a thread works with.</summary>
    sealed class Workspace
    {
        readonly AlignedArray<float>[] gradients;
        readonly AlignedArray<float> scratch;
        readonly AlignedArray<float> temporary;
        AlignedArray<float> product = new(0);

        public Workspace(Schedule schedule)
        {
            gradients = [.. schedule.Steps.Select(step => new AlignedArray<float>(step.IsPassing ? step.Size : 0))];
            scratch = new(schedule.Steps.Max(
                step => step.Operation is RowOperation operation ? Math.Max(operation.ScratchSize, operation.BackwardScratchSize) : 0));
            temporary = new(schedule.Steps.Max(step => step.Sources.Sum(source => source < 0 ? 0 : schedule.Steps[source].Size)));
        }

        public float* Scratch => scratch.Pointer;

        /// <summary>Room for derivatives that are to be added to others.</summary>
        public float* Temporary => temporary.Pointer;

        public float* Gradient(int step) => gradients[step].Pointer;

        public float* ProductScratch(int size)
        {
            if (product.Length < size)
            {
                product = new(size);
            }

            return product.Pointer;
        }
    }
}
