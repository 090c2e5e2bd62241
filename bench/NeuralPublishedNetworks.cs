using Astra.Neural;

namespace Astra.Bench;

/// <summary>The networks of the papers, written as their tables, for tests and benchmarks. Windows of elements have their published sizes but lie anywhere.</summary>
static class NeuralPublishedNetworks
{
    /// <summary>C, C I, N, O, Na, Mg, Al, Si, P, S, K, Ca, Ti, Ti II, V, Cr, Mn, Co, Ni: pixels in the window of each (astroNN's aspcap_l31c_masks).</summary>
    public static readonly int[] WindowSizes = [3806, 557, 3776, 505, 13, 106, 51, 102, 24, 8, 16, 19, 31, 28, 29, 46, 70, 24, 206];

    /// <summary>APOGEE Net II (Sprague et al. 2022, Appendix A): 8575 pixels and 7 metadata to log g, log Teff and [Fe/H].</summary>
    public static Network ApogeeNet(float dropout = 0, ulong seed = 1, Initialisation initialisation = Initialisation.KaimingUniform)
    {
        Node spectrum = Node.Input("flux", 8575);
        Node metadata = Node.Input("metadata", 7);
        (int First, int Second)[] blocks = [(8, 8), (16, 16), (16, 16), (32, 32), (32, 32), (64, 64)];
        int number = 1;
        foreach ((int first, int second) in blocks)
        {
            spectrum = spectrum.Conv1d($"conv{number++}", first, 3, Padding.Same, Activation.Relu)
                .Conv1d($"conv{number++}", second, 3, Padding.Same, Activation.Relu)
                .MaxPool1d(2);
        }

        int[] widths = [8, 16, 32, 32, 64];
        for (int i = 0; i < widths.Length; i++)
        {
            metadata = metadata.Linear($"metadata{i + 1}", widths[i], Activation.Relu);
        }

        Node labels = Node.Concat(spectrum.Flatten(), metadata)
            .Linear("dense1", 512, Activation.Relu).Dropout(dropout)
            .Linear("dense2", 512, Activation.Relu).Dropout(dropout)
            .Linear("dense3", 3);
        return new("APOGEE Net II", labels, seed, initialisation);
    }

    /// <summary>AstroNN's censored Bayesian network (Leung and Bovy 2019a): 7514 pixels to 22 labels and their 22 log variances.</summary>
    public static Network AstroNN(float dropout = 0.3f, ulong seed = 2)
    {
        Node spectrum = Node.Input("flux", 7514);
        Node hidden = Trunk(spectrum, dropout).Linear("dense_2", 96, Activation.Relu);
        Node labels = hidden.Linear("dense_teffloggfeh", 3);
        Node variances = hidden.Linear("dense_teffloggfeh_var", 3);
        Node known = Node.Concat(hidden.Linear("dense_aux_fullspec", 2), labels);
        List<Node> values = [labels], logVariances = [variances];
        for (int element = 0; element < WindowSizes.Length; element++)
        {
            (int first, int second) = WindowSizes[element] > 3000 ? (256, 64) : (32, 16);
            Node branch = spectrum.Window(Window(element))
                .Linear($"elem_dense1.{element}", first, Activation.Relu).Dropout(dropout, atInference: true)
                .Linear($"elem_dense2.{element}", second, Activation.Relu).Dropout(dropout, atInference: true);
            Node both = Node.Concat(branch, known);
            values.Add(both.Linear($"elem_dense_out.{element}", 1));
            logVariances.Add(both.Linear($"elem_dense_var.{element}", 1));
        }

        return new("AstroNN", Node.Concat([.. values, .. logVariances]), seed);
    }

    /// <summary>AstroNN's network for pseudo-luminosities (Leung and Bovy 2019b): 7514 pixels to one value and its log variance.</summary>
    public static Network ApogeeDist(float dropout = 0.3f, ulong seed = 3)
    {
        Node hidden = Trunk(Node.Input("flux", 7514), dropout).Linear("dense_2", 64, Activation.Relu);
        return new("ApogeeDist", Node.Concat(hidden.Linear("output", 1, Activation.Softplus), hidden.Linear("output_var", 1)), seed);
    }

    /// <summary>The encoder of the latent space of ages (Leung et al. 2023): 7514 pixels to 5 means and 5 log variances.</summary>
    public static Network LatentEncoder(ulong seed = 4)
    {
        (Node mean, Node logVariance) = Encode(Node.Input("flux", 7514));
        return new("Latent encoder", Node.Concat(mean, logVariance), seed, Initialisation.GlorotUniform);
    }

    /// <summary>Its decoder: 5 latent numbers to the logarithm of a power spectrum of 2092 bins.</summary>
    public static Network LatentDecoder(ulong seed = 5) => new("Latent decoder", Decode(Node.Input("z", 5)), seed, Initialisation.GlorotUniform);

    /// <summary>Both, as they are trained: 7514 pixels to 2092 bins, 5 means and 5 log variances.</summary>
    public static Network LatentAutoencoder(ulong seed = 6)
    {
        (Node mean, Node logVariance) = Encode(Node.Input("flux", 7514));
        return new("Latent encoder and decoder", Node.Concat(Decode(Node.SampleNormal(mean, logVariance)), mean, logVariance), seed, Initialisation.GlorotUniform);
    }

    static Node Trunk(Node spectrum, float dropout) => spectrum
        .Conv1d("conv1", 2, 8, Padding.Same, Activation.Relu).Dropout(dropout, atInference: true)
        .Conv1d("conv2", 4, 8, Padding.Same, Activation.Relu)
        .MaxPool1d(4).FlattenByPosition().Dropout(dropout, atInference: true)
        .Linear("dense_1", 192, Activation.Relu).Dropout(dropout, atInference: true);

    static bool[] Window(int element)
    {
        // Spread evenly, beginning at a different pixel for each element.
        bool[] window = new bool[7514];
        for (int i = 0; i < WindowSizes[element]; i++)
        {
            window[(int)((long)i * 7514 / WindowSizes[element] + 7 * element) % 7514] = true;
        }

        return window;
    }

    static (Node Mean, Node LogVariance) Encode(Node spectrum)
    {
        Node hidden = spectrum.Conv1d("encoder.conv1", 32, 8, Padding.Same, Activation.Relu, stride: 2)
            .Conv1d("encoder.conv2", 64, 8, Padding.Same, Activation.Relu, stride: 2)
            .MaxPool1d(2).FlattenByPosition()
            .Linear("encoder.dense", 16, Activation.Tanh);
        return (hidden.Linear("encoder.mean", 5), hidden.Linear("encoder.logvar", 5));
    }

    static Node Decode(Node latent) => latent
        .Linear("decoder.dense", 523 * 16, Activation.Relu).UnflattenByPosition(16)
        .ConvTranspose1d("decoder.conv1", 16, 32, Padding.Same, Activation.Relu, stride: 2)
        .ConvTranspose1d("decoder.conv2", 16, 32, Padding.Same, Activation.Relu, stride: 2)
        .ConvTranspose1d("decoder.conv3", 1, 32, Padding.Same)
        .FlattenByPosition();
}
