using Astra.Neural;

namespace Astra.Plugins.ApogeeNet;

/// <summary>
/// The network of APOGEE Net II (Sprague et al. 2022, AJ 163, 152, Appendix A): 8575 pixels through twelve convolutions, 7 metadata through five
/// dense layers, both together through three, to standardised log g, log10 Teff and [Fe/H]. Layers have the names of the published state dict.
/// </summary>
static class ApogeeNetArchitecture
{
    /// <summary>Numbers in the input: the pixels, then the metadata.</summary>
    public const int Inputs = WavelengthGrid.Pixels + MetadataVector.Length;

    /// <summary>Labels, in the order of the published network: log g, log10 Teff, [Fe/H].</summary>
    public const int Labels = 3;

    /// <summary>The last hidden layer.</summary>
    public const int Features = 512;

    /// <summary>Builds the network.</summary>
    /// <param name="dropout">The share of the neurons of the two hidden dense layers that a training step leaves out.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <returns>The network, the node of its labels and that of its last hidden layer.</returns>
    public static (Network Network, Node Labels, Node Features) Build(float dropout = 0, ulong seed = 0)
    {
        Node spectrum = Node.Input("spectrum", WavelengthGrid.Pixels);
        Node metadata = Node.Input("metadata", MetadataVector.Length);
        int[] channels = [8, 16, 16, 32, 32, 64];
        for (int block = 0; block < channels.Length; block++)
        {
            spectrum = spectrum
                .Conv1d($"conv{(2 * block) + 1}", channels[block], 3, Padding.Same, Activation.Relu)
                .Conv1d($"conv{(2 * block) + 2}", channels[block], 3, Padding.Same, Activation.Relu)
                .MaxPool1d(2);
        }

        int[] widths = [8, 16, 32, 32, 64];
        for (int layer = 0; layer < widths.Length; layer++)
        {
            metadata = metadata.Linear($"metadata.l{layer + 1}", widths[layer], Activation.Relu);
        }

        Node features = Node.Concat(spectrum.Flatten(), metadata)
            .Linear("fc1", Features, Activation.Relu).Dropout(dropout)
            .Linear("fc2", Features, Activation.Relu);
        Node labels = features.Dropout(dropout).Linear("fc3", Labels);
        return (new Network("APOGEE Net II", labels, seed, Initialisation.HeUniform), labels, features);
    }
}
