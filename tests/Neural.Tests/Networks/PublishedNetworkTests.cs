using Astra.Bench;

namespace Astra.Neural.Tests;

public sealed class PublishedNetworkTests
{
    [Fact]
    public void ApogeeNet_has_the_parameters_of_the_paper() => Assert.Equal(4_691_963, NeuralPublishedNetworks.ApogeeNet().ParameterCount);

    [Fact]
    public void AstroNN_has_the_parameters_of_its_port() => Assert.Equal(3_505_554, NeuralPublishedNetworks.AstroNN().ParameterCount);

    [Fact]
    public void ApogeeDist_has_the_parameters_of_its_port() => Assert.Equal(1_455_064, NeuralPublishedNetworks.ApogeeDist().ParameterCount);

    [Fact]
    public void The_latent_encoder_and_decoder_have_the_parameters_of_the_paper()
    {
        Assert.Equal(978_458, NeuralPublishedNetworks.LatentEncoder().ParameterCount);
        Assert.Equal(67_137, NeuralPublishedNetworks.LatentDecoder().ParameterCount);
        Assert.Equal(978_458 + 67_137, NeuralPublishedNetworks.LatentAutoencoder().ParameterCount);
    }

    [Fact]
    public void A_summary_is_a_table_of_layers_shapes_and_parameters()
    {
        Node input = Node.Input("flux", 10);
        Network network = new("Small", input.Conv1d("conv1", 2, 3, Padding.Same, Activation.Relu).MaxPool1d(2).Flatten().Linear("dense", 3));

        Assert.Equal(
            """
            Small
            layer                            output  parameters
            Input flux                           10
            conv1: Conv1d 2, kernel 3, ReLU  2 x 10           8
            MaxPool1d 2                       2 x 5
            Flatten                              10
            dense: Linear 3                       3          33
            total                                            41

            """,
            network.Summary());
    }

    [Fact]
    public void The_initial_weights_depend_on_the_seed_alone()
    {
        float[] first = NeuralPublishedNetworks.ApogeeDist(seed: 8).Parameters[4].Value;

        Assert.Equal(first, NeuralPublishedNetworks.ApogeeDist(seed: 8).Parameters[4].Value);
        Assert.NotEqual(first, NeuralPublishedNetworks.ApogeeDist(seed: 9).Parameters[4].Value);
        Assert.InRange(first.Max(), 0.99 / Math.Sqrt(7512), 1 / Math.Sqrt(7512));
        Assert.InRange(first.Average(), -1e-4, 1e-4);
    }

    [Fact]
    public void Two_layers_of_the_same_name_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Network("Twice", Node.Input("x", 3).Linear("dense", 3).Linear("dense", 3)));

        Assert.Contains("The network Twice has 2 parameters of the name dense.weight.", error.Message);
    }
}
