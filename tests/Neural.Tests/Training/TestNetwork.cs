namespace Astra.Neural.Tests.Training;

/// <summary>A plain perceptron with one hidden layer of tanh, and dropout of half of it if asked: the smallest network that has all that training
/// deals with.</summary>
sealed class TestNetwork : IDifferentiable
{
    readonly Parameter hiddenWeight;
    readonly Parameter hiddenBias;
    readonly Parameter outputWeight;
    readonly Parameter outputBias;
    readonly int hidden;
    readonly bool dropout;
    float[] inputs = [];
    double[] activations = [];
    double[] kept = [];

    public TestNetwork(int inputSize, int hidden, int outputSize, ulong seed = 1, bool dropout = false)
    {
        (InputSize, this.hidden, OutputSize, this.dropout) = (inputSize, hidden, outputSize, dropout);
        hiddenWeight = new Parameter("hidden.weight", hidden, inputSize);
        hiddenBias = new Parameter("hidden.bias", hidden);
        outputWeight = new Parameter("output.weight", outputSize, hidden);
        outputBias = new Parameter("output.bias", outputSize);
        Parameters = [hiddenWeight, hiddenBias, outputWeight, outputBias];
        Draw draw = new(seed);
        foreach (Parameter parameter in Parameters)
        {
            draw.Even(-0.7f, 0.7f, parameter.Value);
        }
    }

    public int InputSize { get; }

    public int OutputSize { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The weights of all layers, one after another.</summary>
    public float[] Weights => [.. Parameters.SelectMany(p => p.Value)];

    public void Forward(ReadOnlySpan<float> inputs, int count, Span<float> outputs, ulong seed)
    {
        this.inputs = inputs.ToArray();
        activations = new double[count * hidden];
        kept = new double[count * hidden];
        SplitMix64 random = new(seed);
        for (int i = 0; i < count; i++)
        {
            for (int h = 0; h < hidden; h++)
            {
                double sum = hiddenBias.Value[h];
                for (int k = 0; k < InputSize; k++)
                {
                    sum += (double)hiddenWeight.Value[h * InputSize + k] * inputs[i * InputSize + k];
                }

                kept[i * hidden + h] = !dropout ? 1 : random.NextBelow(2) == 0 ? 0 : 2;
                activations[i * hidden + h] = Math.Tanh(sum);
            }

            for (int o = 0; o < OutputSize; o++)
            {
                double sum = outputBias.Value[o];
                for (int h = 0; h < hidden; h++)
                {
                    sum += outputWeight.Value[o * hidden + h] * activations[i * hidden + h] * kept[i * hidden + h];
                }

                outputs[i * OutputSize + o] = (float)sum;
            }
        }
    }

    public void Backward(ReadOnlySpan<float> outputGradients)
    {
        int count = inputs.Length / InputSize;
        for (int i = 0; i < count; i++)
        {
            for (int h = 0; h < hidden; h++)
            {
                double activation = activations[i * hidden + h];
                double keep = kept[i * hidden + h];
                double slope = 0;
                for (int o = 0; o < OutputSize; o++)
                {
                    double gradient = outputGradients[i * OutputSize + o];
                    outputWeight.Gradient![o * hidden + h] += (float)(gradient * activation * keep);
                    slope += gradient * outputWeight.Value[o * hidden + h] * keep;
                }

                slope *= 1 - activation * activation;
                hiddenBias.Gradient![h] += (float)slope;
                for (int k = 0; k < InputSize; k++)
                {
                    hiddenWeight.Gradient![h * InputSize + k] += (float)(slope * inputs[i * InputSize + k]);
                }
            }

            for (int o = 0; o < OutputSize; o++)
            {
                outputBias.Gradient![o] += outputGradients[i * OutputSize + o];
            }
        }
    }
}
