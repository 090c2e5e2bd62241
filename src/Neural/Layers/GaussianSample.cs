namespace Astra.Neural;

/// <summary>A draw from a normal distribution with given means and log variances: the latent space of a variational network (Kingma and Welling 2014).</summary>
internal sealed class GaussianSample : Layer
{
    readonly int size;

    public GaussianSample(Shape mean, Shape logVariance) => size = mean.Size == logVariance.Size
        ? mean.Size
        : throw new ArgumentException($"There are {mean.Size} means but {logVariance.Size} log variances.");

    public override Shape Output => Shape.Vector(size);

    public override string Description => "Sample from normal";

    public override bool IsStochastic => true;

    public override Operation CreateOperation(KernelSet kernels, int stream) => new SampleOperation(size, stream);

    sealed unsafe class SampleOperation(int size, int stream) : RowOperation
    {
        public override void Forward(in RowArguments row)
        {
            ulong key = CounterRandom.StreamKey(row.RowKey, stream);
            for (int i = 0; i < size; i++)
            {
                row.Output[i] = row.Inputs[0][i] + MathF.Exp(row.Inputs[1][i] / 2) * CounterRandom.NormalAt((uint)i, key);
            }
        }

        public override void Backward(in RowArguments row)
        {
            ulong key = CounterRandom.StreamKey(row.RowKey, stream);
            for (int i = 0; i < size; i++)
            {
                if (row.InputGradients[0] != null)
                {
                    row.InputGradients[0][i] = row.OutputGradient[i];
                }

                if (row.InputGradients[1] != null)
                {
                    row.InputGradients[1][i] = row.OutputGradient[i] * CounterRandom.NormalAt((uint)i, key) * MathF.Exp(row.Inputs[1][i] / 2) / 2;
                }
            }
        }
    }
}
