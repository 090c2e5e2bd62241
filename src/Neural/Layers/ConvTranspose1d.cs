namespace Astra.Neural;

/// <summary>A transposed convolution along the length, with bias and activation: each input number adds a multiple of the kernel to the output, stride positions on from the one before.</summary>
internal sealed class ConvTranspose1d : Layer
{
    readonly Shape input;
    readonly SlidingGeometry geometry;
    readonly Activation activation;
    readonly int channels;

    public ConvTranspose1d(string name, Shape input, int channels, int kernel, int stride, Padding crop, Activation activation)
    {
        if (channels < 1 || kernel < 1 || stride < 1 || stride > kernel)
        {
            throw new ArgumentException(
                $"The transposed convolution {name} has {channels} channels, kernel {kernel} and stride {stride}. Each must be at least 1, and the stride at most the kernel.");
        }

        Padding cropped = crop.Crop(kernel, stride);
        int length = (input.Length - 1) * stride + kernel - cropped.Left - cropped.Right;
        if (length < stride || cropped.Left < 0 || cropped.Right < 0)
        {
            throw new ArgumentException(
                $"The transposed convolution {name} crops {cropped.Left} and {cropped.Right} positions, which leaves {length} of its output.");
        }

        this.input = input;
        this.channels = channels;
        this.activation = activation;
        geometry = new(kernel, stride, cropped.Left, input.Length, length);
        Name = name;
        Parameters = [new($"{name}.weight", input.Channels, channels, kernel), new($"{name}.bias", channels)];
    }

    public override Shape Output => new(channels, geometry.LongLength);

    public override string Description =>
        Join($"ConvTranspose1d {channels}, kernel {geometry.Kernel}{(geometry.Stride > 1 ? $", stride {geometry.Stride}" : "")}", activation);

    // PyTorch and Keras differ in what they call fan-in here; this is PyTorch's.
    public override (int In, int Out) Fans => (channels * geometry.Kernel, input.Channels * geometry.Kernel);

    public override Operation CreateOperation(KernelSet kernels, int stream) => new TransposedOperation(
        kernels, geometry, input.Channels, Parameters, activation);

    sealed unsafe class TransposedOperation(
        KernelSet kernels, SlidingGeometry geometry, int inputChannels, IReadOnlyList<Parameter> parameters, Activation activation) : RowOperation
    {
        readonly int channels = parameters[1].Value.Length;
        readonly Spreading forward = new(kernels, geometry, inputChannels, parameters[1].Value.Length, geometry.ShortLength);
        readonly WeightCorrelation correlation = new(kernels, geometry, parameters[1].Value.Length, inputChannels);
        readonly Gathering backward = new(kernels, geometry, parameters[1].Value.Length, inputChannels);

        public override int ScratchSize => forward.ScratchSize;

        public override int BackwardScratchSize => inputChannels * correlation.ShortStride + Math.Max(correlation.ScratchSize, backward.ScratchSize);

        public override void Refresh(bool forTraining)
        {
            forward.Pack(parameters[0].Value, parameters[1].Value);
            if (forTraining)
            {
                backward.Pack(parameters[0].Value, []);
            }
        }

        public override void Forward(in RowArguments row)
        {
            forward.Run(row.Inputs[0], row.Output, activation.Floor, row.Scratch);
            activation.ApplyAfterFloor(new(row.Output, channels * geometry.LongLength));
        }

        public override void Backward(in RowArguments row)
        {
            activation.Differentiate(kernels, row.Output, row.OutputGradient, channels * geometry.LongLength);
            float* biasGradients = row.ParameterGradients + parameters[0].Value.Length;
            for (int channel = 0; channel < channels; channel++)
            {
                biasGradients[channel] += kernels.Sum(row.OutputGradient + (nint)channel * geometry.LongLength, geometry.LongLength);
            }

            float* inputs = row.Scratch;
            float* scratch = row.Scratch + inputChannels * correlation.ShortStride;
            Phases.Split(kernels, row.Inputs[0], inputChannels, geometry.ShortLength, 1, inputs, 0, correlation.ShortStride);
            correlation.Run(inputs, row.OutputGradient, row.ParameterGradients, scratch);
            if (row.InputGradients[0] != null)
            {
                backward.Run(row.OutputGradient, row.InputGradients[0], float.NegativeInfinity, null, scratch);
            }
        }
    }
}
