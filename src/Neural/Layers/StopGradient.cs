namespace Astra.Neural;

/// <summary>Numbers as they are, through which no gradient goes back: what reads them does not train what makes them.</summary>
internal sealed class StopGradient(Shape input) : Layer
{
    public override Shape Output => input;

    public override string Description => "Stop gradient";

    public override bool IsTrainingOnly => true;

    public override Operation CreateOperation(KernelSet kernels, int stream) => new CopyOperation(input.Size);

    sealed unsafe class CopyOperation(int size) : RowOperation
    {
        public override void Forward(in RowArguments row) => new ReadOnlySpan<float>(row.Inputs[0], size).CopyTo(new(row.Output, size));

        public override void Backward(in RowArguments row)
        {
            if (row.InputGradients[0] != null)
            {
                new Span<float>(row.InputGradients[0], size).Clear();
            }
        }
    }
}
