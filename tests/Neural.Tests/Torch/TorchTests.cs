using Astra.Bench;

namespace Astra.Neural.Tests;

/// <summary>The papers' networks against PyTorch's autograd, with the same weights and the same draws.</summary>
public sealed class TorchTests
{
    // Few, because a number within rounding of a kink of ReLU or a tie of max-pooling adds a whole term to one side's gradient.
    const int Count = 2;
    const ulong Seed = 42;

    [TorchTheory]
    [InlineData("ApogeeNet")]
    [InlineData("AstroNN")]
    [InlineData("ApogeeDist")]
    [InlineData("Latent")]
    public void Outputs_and_gradients_are_those_of_PyTorch(string name)
    {
        (Network network, int[] dropped) = name switch
        {
            // PyTorch's default weights let the signal fade over twelve convolutions until max-pooling chooses between nearly equal numbers, by rounding.
            "ApogeeNet" => (NeuralPublishedNetworks.ApogeeNet(dropout: 0.0765f, initialisation: Initialisation.HeUniform), [512, 512]),
            "AstroNN" => (NeuralPublishedNetworks.AstroNN(), [2 * 7514, 7512, 192, .. NeuralPublishedNetworks.WindowSizes.SelectMany(size => size > 3000 ? new[] { 256, 64 } : [32, 16])]),
            "ApogeeDist" => (NeuralPublishedNetworks.ApogeeDist(), [2 * 7514, 7512, 192]),
            _ => (NeuralPublishedNetworks.LatentAutoencoder(), Array.Empty<int>()),
        };
        float[] inputs = Noise.Normal(Count * network.InputSize, 1), outputs = new float[Count * network.OutputSize], outputGradients = Noise.Normal(outputs.Length, 2);
        float[] draws = name == "Latent" ? NormalDraws() : Masks(dropped, name == "ApogeeNet" ? 0.0765f : 0.3f);

        network.Forward(inputs, Count, outputs, Seed);
        network.Backward(outputGradients);
        (float[] expected, float[] gradients) = Torch.Run(name, Count, inputs, network.Parameters.SelectMany(parameter => parameter.Value), draws, outputGradients);

        AssertClose(expected, outputs, 1e-5, "outputs");
        int place = 0;
        foreach (Parameter parameter in network.Parameters)
        {
            AssertClose(gradients[place..(place + parameter.Value.Length)], parameter.Gradient!, 1e-4, parameter.Name);
            place += parameter.Value.Length;
        }
    }

    /// <summary>Differences are small beside the largest number of the array: single-precision sums of thousands of terms allow no more.</summary>
    static void AssertClose(float[] expected, float[] found, double tolerance, string what)
    {
        double largest = expected.Max(value => Math.Abs((double)value));
        double difference = expected.Zip(found, (one, other) => Math.Abs((double)one - other)).Max();
        Assert.True(difference <= tolerance * largest, $"{what}: a difference of {difference} beside {largest}");
    }

    static float[] Masks(int[] sizes, float probability) =>
        [.. sizes.SelectMany((size, stream) => Enumerable.Range(0, Count).SelectMany(row => Enumerable.Range(0, size).Select(i =>
            CounterRandom.At((uint)i, CounterRandom.StreamKey(CounterRandom.RowKey(Seed, row), stream)) >= probability * 4294967296.0 ? 1 / (1 - probability) : 0)))];

    static float[] NormalDraws() =>
        [.. Enumerable.Range(0, Count).SelectMany(row => Enumerable.Range(0, 5).Select(i =>
            CounterRandom.NormalAt((uint)i, CounterRandom.StreamKey(CounterRandom.RowKey(Seed, row), 0))))];
}
