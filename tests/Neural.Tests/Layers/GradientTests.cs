namespace Astra.Neural.Tests;

/// <summary>Every layer's gradient against central differences, for its own weights and for those of a layer before it.</summary>
public sealed class GradientTests
{
    const int Count = 3;

    public static TheoryData<string> Layers => [.. Cases.Keys];

    static readonly Dictionary<string, Func<Node, Node>> Cases = new()
    {
        ["convolution"] = x => x.Conv1d("layer", 5, 3, Padding.Same).Flatten(),
        ["convolution with an even kernel"] = x => x.Conv1d("layer", 9, 8, Padding.Same, Activation.Tanh).Flatten(),
        ["convolution without padding"] = x => x.Conv1d("layer", 1, 4).Flatten(),
        ["convolution with more zeros on one side"] = x => x.Conv1d("layer", 2, 3, new Padding(5, 1)).Flatten(),
        ["convolution with a stride of 2"] = x => x.Conv1d("layer", 3, 8, Padding.Same, stride: 2).Flatten(),
        ["convolution with a stride of 3"] = x => x.Conv1d("layer", 3, 4, Padding.Both(2), stride: 3).Flatten(),
        ["convolution with pooling by 2"] = x => x.Conv1d("layer", 4, 3, Padding.Same, Activation.Tanh).MaxPool1d(2).Flatten(),
        ["convolution with pooling by 4"] = x => x.Conv1d("layer", 4, 3, Padding.Same).MaxPool1d(4).Flatten(),
        ["convolution with pooling by 5"] = x => x.Conv1d("layer", 4, 3, Padding.Same).MaxPool1d(5).Flatten(),
        ["transposed convolution"] = x => x.ConvTranspose1d("layer", 3, 5).Flatten(),
        ["transposed convolution with a stride of 2"] = x => x.ConvTranspose1d("layer", 3, 8, Padding.Same, Activation.Tanh, stride: 2).Flatten(),
        ["transposed convolution with an odd kernel and a stride of 2"] = x => x.ConvTranspose1d("layer", 3, 5, new Padding(1, 0), stride: 2).Flatten(),
        ["transposed convolution with a stride of 3"] = x => x.ConvTranspose1d("layer", 2, 4, Padding.None, stride: 3).Flatten(),
        ["dense"] = x => x.Flatten().Linear("layer", 37),
        ["dense with ReLU"] = x => x.Flatten().Linear("layer", 5, Activation.Relu),
        ["dense with leaky ReLU"] = x => x.Flatten().Linear("layer", 5, Activation.LeakyRelu(0.3f)),
        ["dense with tanh"] = x => x.Flatten().Linear("layer", 5, Activation.Tanh),
        ["dense with sigmoid"] = x => x.Flatten().Linear("layer", 5, Activation.Sigmoid),
        ["dense with softplus"] = x => x.Flatten().Linear("layer", 5, Activation.Softplus),
        ["max-pooling"] = x => x.MaxPool1d(3).Flatten(),
        ["flatten by position"] = x => x.FlattenByPosition().Linear("layer", 2),
        ["unflatten by position"] = x => x.Flatten().UnflattenByPosition(2).Conv1d("layer", 2, 3).Flatten(),
        ["activation by itself"] = x => x.Activate(Activation.Sigmoid).Flatten(),
        ["dropout"] = x => x.Flatten().Dropout(0.4f),
        ["slice"] = x => x.Flatten().Slice(3, 5),
        ["gather, with repeats"] = x => x.Flatten().Gather([4, 2, 2, 0]),
        ["concatenation of branches"] = x => Node.Concat(x.Flatten().Linear("layer", 3), x.Flatten(), x.Flatten().Slice(0, 4)),
        ["concatenation of a branch with itself"] = x => Branch(x.Flatten().Linear("layer", 3)),
        ["sample from normal"] = x => Node.SampleNormal(x.Flatten().Slice(0, 4), x.Flatten().Slice(4, 4)),
        ["branches that share dense layers"] = x => Shared(x.Flatten().Linear("layer", 3, Activation.Tanh)),
    };

    static Node Branch(Node x) => Node.Concat(x, x);

    static Node Shared(Node x) => Node.Concat(x.Linear("left", 2), x.Linear("right", 2, Activation.Tanh), x);

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_gradient_is_that_of_central_differences(string layer)
    {
        Network network = new(layer, Cases[layer](Node.Input("x", 17).Conv1d("before", 2, 3, Padding.Same)), seed: 5);
        float[] inputs = Noise.Normal(Count * network.InputSize, 1);
        float[] weights = Noise.Normal(Count * network.OutputSize, 2);
        network.Forward(inputs, Count, new float[weights.Length], seed: 77);

        network.Backward(weights);

        foreach (Parameter parameter in network.Parameters)
        {
            (double Expected, double Found)[] pairs = [.. Enumerable.Range(0, parameter.Value.Length)
                .Select(i => (Expected: Difference(network, inputs, weights, parameter, i), Found: (double)parameter.Gradient![i]))
                .Where(pair => !double.IsNaN(pair.Expected))];
            Assert.True(2 * pairs.Length >= parameter.Value.Length, $"{parameter.Name} has too many kinks to tell.");
            double error = Math.Sqrt(pairs.Sum(pair => (pair.Expected - pair.Found) * (pair.Expected - pair.Found)));
            double norm = Math.Sqrt(pairs.Sum(pair => pair.Expected * pair.Expected));
            Assert.True(error <= 0.005 * norm + 1e-4, $"{parameter.Name}: {error} of {norm}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_gradient_does_not_depend_on_the_number_of_threads(int threads)
    {
        Network one = Astra.Bench.NeuralPublishedNetworks.ApogeeDist();
        Network other = Astra.Bench.NeuralPublishedNetworks.ApogeeDist();
        one.Threads = 1;
        other.Threads = threads;
        float[] inputs = Noise.Normal(20 * 7514, 3), outputs = new float[40], again = new float[40], weights = Noise.Normal(40, 4);

        one.Forward(inputs, 20, outputs, 9);
        one.Backward(weights);
        other.Forward(inputs, 20, again, 9);
        other.Backward(weights);

        Assert.Equal(outputs, again);
        Assert.All(one.Parameters.Zip(other.Parameters), pair => Assert.Equal(pair.First.Gradient, pair.Second.Gradient));
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        Network network = new("twice", Node.Input("x", 9).Conv1d("conv", 2, 3).Flatten().Linear("dense", 2));
        float[] inputs = Noise.Normal(9, 1), weights = [1, -2];
        network.Forward(inputs, 1, new float[2], 0);
        network.Backward(weights);
        float[][] once = [.. network.Parameters.Select(parameter => parameter.Gradient!.ToArray())];

        network.Backward(weights);

        Assert.All(network.Parameters.Zip(once), pair => Assert.Equal(pair.Second.Select(value => 2 * value), pair.First.Gradient!));
    }

    [Fact]
    public void No_gradient_goes_back_through_a_stop()
    {
        Node before = Node.Input("x", 5).Linear("before", 4);
        Network stopped = new("stopped", Node.Concat(before.StopGradient().Linear("after", 2), before.Slice(0, 1)), seed: 5);
        float[] inputs = Noise.Normal(5, 1), outputs = new float[3];
        stopped.Forward(inputs, 1, outputs, 0);
        stopped.Backward([1, -2, 0]);
        Assert.All(stopped.Parameters.Where(parameter => parameter.Name.StartsWith("before", StringComparison.Ordinal)),
            parameter => Assert.All(parameter.Gradient!, value => Assert.Equal(0, value)));
        Assert.All(stopped.Parameters.First(parameter => parameter.Name == "after.weight").Gradient!, value => Assert.NotEqual(0, value));
        stopped.Forward(inputs, 1, outputs, 0);
        stopped.Backward([0, 0, 1]);
        Assert.Contains(stopped.Parameters.First(parameter => parameter.Name == "before.weight").Gradient!, value => value != 0);

        float[] answers = new float[3];
        stopped.Freeze().CreateSession().Run(inputs, 1, answers);
        Assert.All(outputs.Zip(answers), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    /// <summary>The central difference; NaN where the differences to both sides show a kink of ReLU or max-pooling in between.</summary>
    static double Difference(Network network, float[] inputs, float[] weights, Parameter parameter, int index)
    {
        const float Step = 1f / 512;
        float value = parameter.Value[index];
        double Loss(float at)
        {
            float[] outputs = new float[weights.Length];
            parameter.Value[index] = at;
            network.Forward(inputs, Count, outputs, seed: 77);
            return outputs.Zip(weights, (output, weight) => (double)output * weight).Sum();
        }

        double below = Loss(value - Step), here = Loss(value), above = Loss(value + Step);
        parameter.Value[index] = value;
        double left = (here - below) / Step, right = (above - here) / Step;
        return Math.Abs(left - right) > 0.02 * Math.Max(1, Math.Abs(left)) ? double.NaN : (left + right) / 2;
    }
}
