using Astra.Bench;

namespace Astra.Neural.Tests;

/// <summary>The papers' networks against PyTorch's autograd, with the same weights and the same draws.</summary>
public sealed class TorchTests
{
    const ulong Seed = 42;

    [TorchTheory]
    [InlineData("ApogeeNet")]
    [InlineData("AstroNN")]
    [InlineData("ApogeeDist")]
    [InlineData("Latent")]
    public void Outputs_and_gradients_are_those_of_PyTorch(string name)
    {
        // Few samples, and for ApogeeNet weights that keep the signal up over twelve convolutions: see the test below.
        Comparison ours = new(name, count: 2, Initialisation.HeUniform);
        (float[] expected, float[] gradients) = ours.InPyTorch("float32");

        AssertClose(expected, ours.Outputs, 1e-5, "outputs");
        int place = 0;
        foreach (Parameter parameter in ours.Network.Parameters)
        {
            AssertClose(gradients[place..(place + parameter.Value.Length)], parameter.Gradient!, 1e-4, parameter.Name);
            place += parameter.Value.Length;
        }
    }

    /// <summary>
    /// Where a number is within rounding of a kink of ReLU or of a tie of max-pooling, single precision may take the other side, and the gradient gets another
    /// term: PyTorch in single precision is then off by per cents from PyTorch in double precision, and so are we, by no more.
    /// </summary>
    [TorchTheory]
    [InlineData("ApogeeNet")]
    [InlineData("AstroNN")]
    [InlineData("ApogeeDist")]
    public void Gradients_of_many_samples_are_as_near_to_double_precision_as_PyTorchs_own(string name)
    {
        Comparison ours = new(name, count: 16, Initialisation.KaimingUniform);
        (_, float[] single) = ours.InPyTorch("float32");
        (_, float[] exact) = ours.InPyTorch("float64");

        double theirError = Distance(single, exact), ourError = Distance([.. ours.Network.Parameters.SelectMany(parameter => parameter.Gradient!)], exact);
        Assert.True(ourError <= Math.Max(1e-4, 3 * theirError), $"ours {ourError}, PyTorch's {theirError}");
    }

    /// <summary>Relative to the length of the second.</summary>
    static double Distance(float[] one, float[] other) =>
        Math.Sqrt(one.Zip(other, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / other.Sum(b => (double)b * b));

    /// <summary>Differences are small beside the largest number of the array: single-precision sums of thousands of terms allow no more.</summary>
    static void AssertClose(float[] expected, float[] found, double tolerance, string what)
    {
        double largest = expected.Max(value => Math.Abs((double)value));
        double difference = expected.Zip(found, (one, other) => Math.Abs((double)one - other)).Max();
        Assert.True(difference <= tolerance * largest, $"{what}: a difference of {difference} beside {largest}");
    }

    /// <summary>A network's forward and backward pass over noise, here and in PyTorch, with the same weights and the same draws.</summary>
    sealed class Comparison
    {
        readonly string name;
        readonly int count;
        readonly float[] inputs;
        readonly float[] outputGradients;
        readonly float[] draws;

        /// <param name="initialisation">For ApogeeNet only; the others have their own.</param>
        public Comparison(string name, int count, Initialisation initialisation)
        {
            this.name = name;
            this.count = count;
            const float apogeeNetDropout = 0.0765f;
            (Network, int[] dropped) = name switch
            {
                "ApogeeNet" => (NeuralPublishedNetworks.ApogeeNet(apogeeNetDropout, initialisation: initialisation), [512, 512]),
                "AstroNN" => (NeuralPublishedNetworks.AstroNN(), [2 * 7514, 7512, 192, .. NeuralPublishedNetworks.WindowSizes.SelectMany(size => size > 3000 ? new[] { 256, 64 } : [32, 16])]),
                "ApogeeDist" => (NeuralPublishedNetworks.ApogeeDist(), [2 * 7514, 7512, 192]),
                _ => (NeuralPublishedNetworks.LatentAutoencoder(), Array.Empty<int>()),
            };
            inputs = Noise.Normal(count * Network.InputSize, 1);
            outputGradients = Noise.Normal(count * Network.OutputSize, 2);
            draws = name == "Latent" ? NormalDraws() : Masks(dropped, name == "ApogeeNet" ? apogeeNetDropout : 0.3f);
            Outputs = new float[count * Network.OutputSize];
            Network.Forward(inputs, count, Outputs, Seed);
            Network.Backward(outputGradients);
        }

        public Network Network { get; }

        public float[] Outputs { get; }

        public (float[] Outputs, float[] Gradients) InPyTorch(string precision) =>
            Torch.Run(name, count, inputs, Network.Parameters.SelectMany(parameter => parameter.Value), draws, outputGradients, precision);

        float[] Masks(int[] sizes, float probability) =>
            [.. sizes.SelectMany((size, stream) => Enumerable.Range(0, count).SelectMany(row => Enumerable.Range(0, size).Select(i =>
                CounterRandom.At((uint)i, CounterRandom.StreamKey(CounterRandom.RowKey(Seed, row), stream)) >= probability * 4294967296.0 ? 1 / (1 - probability) : 0)))];

        float[] NormalDraws() =>
            [.. Enumerable.Range(0, count).SelectMany(row => Enumerable.Range(0, 5).Select(i =>
                CounterRandom.NormalAt((uint)i, CounterRandom.StreamKey(CounterRandom.RowKey(Seed, row), 0))))];
    }
}
