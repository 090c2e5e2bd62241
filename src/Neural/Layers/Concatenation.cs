namespace Astra.Neural;

/// <summary>Several vectors one after the other.</summary>
internal sealed class Concatenation(Shape[] inputs) : Layer
{
    public override Shape Output => Shape.Vector(inputs.Sum(input => input.Size));

    public override string Description => "Concat";

    public override Operation CreateOperation(KernelSet kernels, int stream) => new ConcatOperation([.. inputs.Select(input => input.Size)]);

    sealed unsafe class ConcatOperation(int[] sizes) : RowOperation
    {
        public override void Forward(in RowArguments row)
        {
            float* output = row.Output;
            for (int i = 0; i < sizes.Length; i++)
            {
                new ReadOnlySpan<float>(row.Inputs[i], sizes[i]).CopyTo(new(output, sizes[i]));
                output += sizes[i];
            }
        }

        public override void Backward(in RowArguments row)
        {
            float* gradients = row.OutputGradient;
            for (int i = 0; i < sizes.Length; i++)
            {
                if (row.InputGradients[i] != null)
                {
                    new ReadOnlySpan<float>(gradients, sizes[i]).CopyTo(new(row.InputGradients[i], sizes[i]));
                }

                gradients += sizes[i];
            }
        }
    }
}
