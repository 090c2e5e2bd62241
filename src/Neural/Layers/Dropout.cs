namespace Astra.Neural;

/// <summary>Sets numbers to zero with some probability, and scales up the others so that the mean stays (Srivastava et al. 2014).</summary>
internal sealed class Dropout : Layer
{
    readonly Shape input;
    readonly float probability;
    readonly bool atInference;

    public Dropout(Shape input, float probability, bool atInference)
    {
        this.input = input;
        this.probability = probability is >= 0 and < 1 ? probability : throw new ArgumentException(
            $"A dropout probability of {probability} was asked for. It must be at least 0 and below 1.");
        this.atInference = atInference;
    }

    public override Shape Output => input;

    public override string Description => $"Dropout {probability}{(atInference ? ", also at inference" : "")}";

    public override bool IsStochastic => true;

    public override bool IsTrainingOnly => !atInference;

    public override Operation CreateOperation(KernelSet kernels, int stream) => new DropOperation(kernels, input.Size, probability, stream);

    sealed unsafe class DropOperation(KernelSet kernels, int size, float probability, int stream) : RowOperation
    {
        readonly uint threshold = (uint)Math.Round(probability * 4294967296.0);
        readonly float scale = 1 / (1 - probability);

        public override void Forward(in RowArguments row) => Drop(row.Inputs[0], row.Output, row.RowKey);

        public override void Backward(in RowArguments row)
        {
            if (row.InputGradients[0] != null)
            {
                Drop(row.OutputGradient, row.InputGradients[0], row.RowKey);
            }
        }

        void Drop(float* source, float* target, ulong rowKey) => kernels.Drop(
            source, target, size, CounterRandom.StreamKey(rowKey, stream), threshold, scale);
    }
}
