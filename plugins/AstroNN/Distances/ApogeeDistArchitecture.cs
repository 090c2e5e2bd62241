using Astra.Neural;

namespace Astra.Plugins.AstroNN.Distances;

/// <summary>
/// The network ApogeeDistBCNN of SDSS's pipeline (after Leung and Bovy 2019b, MNRAS 489, 2079): 7514 pixels through two convolutions and two dense
/// layers to a pseudo-luminosity, which softplus keeps positive, and the logarithm of its variance. Layers have the names of SDSS's state dict.
/// </summary>
static class ApogeeDistArchitecture
{
    /// <summary>Numbers in the input: the pixels.</summary>
    public const int Inputs = 7514;

    /// <summary>Numbers in the output: the pseudo-luminosity and its logarithmic variance, in units of the labels' deviation.</summary>
    public const int Outputs = 2;

    /// <summary>The last hidden layer.</summary>
    public const int Features = 64;

    /// <summary>The share of the neurons that dropout leaves out, in training and in use.</summary>
    public const double PublishedDropout = 0.3;

    /// <summary>Builds the network.</summary>
    /// <param name="dropout">The share of the neurons that are left out, in use as in training; null for a network without such layers.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <returns>The network, the node of its outputs and that of its last hidden layer.</returns>
    public static (Network Network, Node Outputs, Node Features) Build(double? dropout, ulong seed = 0)
    {
        Node pixels = Node.Input("spectrum", Inputs);
        Node pooled = Drop(pixels.Conv1d("conv1", 2, 8, Padding.Same, Activation.Relu))
            .Conv1d("conv2", 4, 8, Padding.Same, Activation.Relu)
            .MaxPool1d(4).FlattenByPosition();
        Node features = Drop(Drop(pooled).Linear("dense_1", 192, Activation.Relu)).Linear("dense_2", Features, Activation.Relu);
        Node output = Node.Concat(features.Linear("dense_output", 1, Activation.Softplus), features.Linear("dense_var", 1));
        return (new Network("ApogeeDistBCNN", output, seed, Initialisation.HeUniform), output, features);

        Node Drop(Node node) => dropout is double share ? node.Dropout((float)share, atInference: true) : node;
    }
}
