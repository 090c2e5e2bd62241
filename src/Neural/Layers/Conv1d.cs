namespace Astra.Neural;

/// <summary>A convolution along the length, with bias and activation, and with the max-pooling that follows it where one does.</summary>
internal sealed class Conv1d : Layer
{
    readonly Shape input;
    readonly SlidingGeometry geometry;
    readonly Activation activation;
    readonly int channels;

    public Conv1d(string name, Shape input, int channels, int kernel, int stride, Padding padding, Activation activation)
    {
        if (channels < 1 || kernel < 1 || stride < 1 || stride > kernel)
        {
            throw new ArgumentException(
                $"The convolution {name} has {channels} channels, kernel {kernel} and stride {stride}. Each must be at least 1, and the stride at most the kernel.");
        }

        Padding zeros = padding.For(input.Length, kernel, stride);
        int length = (input.Length + zeros.Left + zeros.Right - kernel) / stride + 1;
        if (input.Length + zeros.Left + zeros.Right < kernel)
        {
            throw new ArgumentException($"The kernel of the convolution {name} ({kernel}) is longer than its input ({input.Length}) with padding.");
        }

        this.input = input;
        this.channels = channels;
        this.activation = activation;
        geometry = new(kernel, stride, zeros.Left, length, input.Length);
        Name = name;
        Parameters = [new($"{name}.weight", channels, input.Channels, kernel), new($"{name}.bias", channels)];
    }

    public override Shape Output => new(channels, geometry.ShortLength);

    public override string Description =>
        Join($"Conv1d {channels}, kernel {geometry.Kernel}{(geometry.Stride > 1 ? $", stride {geometry.Stride}" : "")}", activation);

    public override (int In, int Out) Fans => (input.Channels * geometry.Kernel, channels * geometry.Kernel);

    public override Operation CreateOperation(KernelSet kernels, int stream) => CreatePooled(kernels, 1);

    /// <summary>Whether the kernels can pool on the way.</summary>
    public bool CanPool(KernelSet kernels, int pool) => pool > 1 && kernels.PositionBlock % pool == 0 && pool <= byte.MaxValue && geometry.ShortLength >= pool;

    /// <summary>Makes what computes it and a max-pooling after it.</summary>
    public RowOperation CreatePooled(KernelSet kernels, int pool) => new ConvolutionOperation(
        kernels, geometry, input.Channels, Parameters, activation, pool);

    /// <summary>All activations rise with their argument, so the largest of some results is the result for the largest sum: pooling comes first and saves work.</summary>
    sealed unsafe class ConvolutionOperation(
        KernelSet kernels, SlidingGeometry geometry, int inputChannels, IReadOnlyList<Parameter> parameters, Activation activation, int pool) : RowOperation
    {
        readonly int channels = parameters[1].Value.Length;
        readonly int outputLength = geometry.ShortLength / pool;
        readonly Gathering forward = new(kernels, geometry, inputChannels, parameters[1].Value.Length, pool);
        readonly WeightCorrelation correlation = new(kernels, geometry, inputChannels, parameters[1].Value.Length);
        Spreading? backward;

        public override int StateSize => pool > 1 ? channels * outputLength : 0;

        public override int ScratchSize => forward.ScratchSize;

        public override int BackwardScratchSize => channels * correlation.ShortStride + Math.Max(
            correlation.ScratchSize, Backpropagation.ScratchSize);

        Spreading Backpropagation => backward ??= new(kernels, geometry, channels, inputChannels, correlation.ShortStride);

        public override void Refresh(bool forTraining)
        {
            forward.Pack(parameters[0].Value, parameters[1].Value);
            if (forTraining)
            {
                Backpropagation.Pack(parameters[0].Value, []);
            }
        }

        public override void Forward(in RowArguments row)
        {
            forward.Run(row.Inputs[0], row.Output, activation.Floor, row.State, row.Scratch);
            activation.ApplyAfterFloor(new(row.Output, channels * outputLength));
        }

        public override void Backward(in RowArguments row)
        {
            activation.Differentiate(kernels, row.Output, row.OutputGradient, channels * outputLength);
            float* sums = row.Scratch;
            float* scratch = row.Scratch + channels * correlation.ShortStride;
            float* biasGradients = row.ParameterGradients + parameters[0].Value.Length;
            for (int channel = 0; channel < channels; channel++)
            {
                float* gradients = row.OutputGradient + (nint)channel * outputLength;
                biasGradients[channel] += kernels.Sum(gradients, outputLength);
                Span<float> target = new(sums + (nint)channel * correlation.ShortStride, correlation.ShortStride);
                if (pool == 1)
                {
                    new ReadOnlySpan<float>(gradients, outputLength).CopyTo(target);
                    target[outputLength..].Clear();
                }
                else
                {
                    kernels.Unpool(
                        gradients, row.State + (nint)channel * outputLength, outputLength, pool, sums + (nint)channel * correlation.ShortStride);
                    target[(outputLength * pool)..].Clear();
                }
            }

            correlation.Run(sums, row.Inputs[0], row.ParameterGradients, scratch);
            if (row.InputGradients[0] != null)
            {
                Backpropagation.Run(sums, row.InputGradients[0], float.NegativeInfinity, scratch);
            }
        }
    }
}
