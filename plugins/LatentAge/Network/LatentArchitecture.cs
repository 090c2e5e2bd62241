using Astra.Neural;
using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Spectra;

namespace Astra.Plugins.LatentAge.Network;

/// <summary>
/// The variational encoder-decoder of Leung et al. 2023 (MNRAS 522, 4577; astroNN's ApogeeKeplerEchelle as released with the paper): two strided
/// convolutions and a dense layer of 16 neurons make five means and five log variances of a spectrum; a dense layer and three transposed
/// convolutions with 'same' cropping make the logarithm of a power spectrum of them. 1,045,595 weights.
/// </summary>
static class LatentArchitecture
{
    /// <summary>Pixels of a spectrum.</summary>
    public const int Pixels = ContinuumNormalisation.Pixels;

    /// <summary>Dimensions of the latent space.</summary>
    public const int Dimensions = 5;

    /// <summary>Neurons of the encoder's dense layer: the features that the domain is measured on.</summary>
    public const int Hidden = 16;

    /// <summary>The weights of the encoder's dense layer.</summary>
    public const string DenseWeight = "encoder.dense.weight";

    /// <summary>The biases of the log variances.</summary>
    public const string LogVarianceBias = "encoder.logvar.bias";

    // Each of the two strided layers doubles it: 523, 1046, 2092.
    const int FirstLength = PixelGrid.Pixels / 4;

    const int DecoderChannels = 16;

    /// <summary>What is trained: 7514 pixels to 2092 pixels of the power spectrum, five means, five log variances.</summary>
    /// <param name="seed">Decides the initial weights (Glorot uniform).</param>
    public static Neural.Network Autoencoder(ulong seed)
    {
        Encoder encoder = Encode();
        return new Neural.Network(
            "LatentAge",
            Node.Concat(Decode(Node.SampleNormal(encoder.Mean, encoder.LogVariance)), encoder.Mean, encoder.LogVariance),
            seed,
            Initialisation.GlorotUniform);
    }

    /// <summary>The encoder: 7514 pixels to five means, five log variances and the 16 neurons before them.</summary>
    public static Neural.Network EncoderAndFeatures()
    {
        Encoder encoder = Encode();
        return new Neural.Network("LatentAge encoder", Node.Concat(encoder.Mean, encoder.LogVariance, encoder.Hidden), 0, Initialisation.GlorotUniform);
    }

    /// <summary>The decoder: five numbers to the natural logarithm of power over background on <see cref="PixelGrid"/>.</summary>
    public static Neural.Network Decoder() => new("LatentAge decoder", Decode(Node.Input("latent", Dimensions)), 0, Initialisation.GlorotUniform);

    static Encoder Encode()
    {
        Node hidden = Node.Input("flux", Pixels)
            .Conv1d("encoder.conv1", 32, 8, Padding.Same, Activation.Relu, stride: 2)
            .Conv1d("encoder.conv2", 64, 8, Padding.Same, Activation.Relu, stride: 2)
            .MaxPool1d(2).FlattenByPosition()
            .Linear("encoder.dense", Hidden, Activation.Tanh);
        return new Encoder(hidden.Linear("encoder.mean", Dimensions), hidden.Linear("encoder.logvar", Dimensions), hidden);
    }

    static Node Decode(Node latent) => latent
        .Linear("decoder.dense", FirstLength * DecoderChannels, Activation.Relu).UnflattenByPosition(DecoderChannels)
        .ConvTranspose1d("decoder.conv1", DecoderChannels, 32, Padding.Same, Activation.Relu, stride: 2)
        .ConvTranspose1d("decoder.conv2", DecoderChannels, 32, Padding.Same, Activation.Relu, stride: 2)
        .ConvTranspose1d("decoder.conv3", 1, 32, Padding.Same)
        .FlattenByPosition();

    sealed record Encoder(Node Mean, Node LogVariance, Node Hidden);
}
