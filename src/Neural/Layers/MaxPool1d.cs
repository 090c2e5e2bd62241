namespace Astra.Neural;

/// <summary>The largest of each few neighbours; what is left over at the end of a row is dropped. The first of equals counts as the largest.</summary>
internal sealed class MaxPool1d : Layer
{
    readonly Shape input;

    public MaxPool1d(Shape input, int width)
    {
        if (width < 1 || width > input.Length || width > byte.MaxValue)
        {
            throw new ArgumentException(
                $"A max-pooling over {width} of {input.Length} positions was asked for. The width must be between 1 and the length, and at most {byte.MaxValue}.");
        }

        this.input = input;
        Width = width;
    }

    public int Width { get; }

    public override Shape Output => new(input.Channels, input.Length / Width);

    public override string Description => $"MaxPool1d {Width}";

    public override Operation CreateOperation(KernelSet kernels, int stream) => new PoolOperation(input, Width);

    sealed unsafe class PoolOperation(Shape input, int width) : RowOperation
    {
        readonly int length = input.Length / width;

        public override void Forward(in RowArguments row)
        {
            for (int channel = 0; channel < input.Channels; channel++)
            {
                float* source = row.Inputs[0] + (nint)channel * input.Length;
                for (int i = 0; i < length; i++)
                {
                    row.Output[(nint)channel * length + i] = source[i * width + Choice(source + i * width)];
                }
            }
        }

        public override void Backward(in RowArguments row)
        {
            float* gradients = row.InputGradients[0];
            if (gradients == null)
            {
                return;
            }

            new Span<float>(gradients, input.Size).Clear();
            for (int channel = 0; channel < input.Channels; channel++)
            {
                float* source = row.Inputs[0] + (nint)channel * input.Length;
                for (int i = 0; i < length; i++)
                {
                    gradients[(nint)channel * input.Length + i * width + Choice(source + i * width)] = row.OutputGradient[(nint)channel * length + i];
                }
            }
        }

        int Choice(float* values)
        {
            int best = 0;
            for (int i = 1; i < width; i++)
            {
                best = values[i] > values[best] ? i : best;
            }

            return best;
        }
    }
}
