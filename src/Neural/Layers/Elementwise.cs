namespace Astra.Neural;

/// <summary>An activation as a layer of its own.</summary>
internal sealed class Elementwise(Shape input, Activation activation) : Layer
{
    public override Shape Output => input;

    public override string Description => activation.ToString();

    public override Operation CreateOperation(KernelSet kernels, int stream) => new ActivateOperation(kernels, input.Size, activation);

    sealed unsafe class ActivateOperation(KernelSet kernels, int size, Activation activation) : RowOperation
    {
        public override void Forward(in RowArguments row)
        {
            Span<float> output = new(row.Output, size);
            new ReadOnlySpan<float>(row.Inputs[0], size).CopyTo(output);
            activation.Apply(output);
        }

        public override void Backward(in RowArguments row)
        {
            if (row.InputGradients[0] != null)
            {
                new ReadOnlySpan<float>(row.OutputGradient, size).CopyTo(new(row.InputGradients[0], size));
                activation.Differentiate(kernels, row.Output, row.InputGradients[0], size);
            }
        }
    }
}
