using System.Globalization;
using Astra.Neural;
using Astra.Spectra;

namespace Astra.Plugins.AstroNN;

/// <summary>What can differ between networks of AstroNN besides their weights.</summary>
/// <param name="Labels">Places among <see cref="AstroNNLabels.All"/> of the labels that it gives, ascending.</param>
/// <param name="Windows">For each branch the pixels that it sees, of 7514; null for a branch that is not there.</param>
/// <param name="FirstHidden">Neurons of the first dense layer: 192 in Astra's network and DR16's, 256 in DR17's.</param>
/// <param name="SecondHidden">Neurons of the second: 96; 64 in DR16's.</param>
sealed record AstroNNShape(int[] Labels, bool[]?[] Windows, int FirstHidden = 192, int SecondHidden = 96);

/// <summary>A network of AstroNN and those of its nodes that are asked for.</summary>
/// <param name="Network">The network: values of the labels, then as many logarithms of variances.</param>
/// <param name="Outputs">The node of these.</param>
/// <param name="Features">The last hidden layer of the whole spectrum.</param>
sealed record AstroNNNetwork(Network Network, Node Outputs, Node Features);

/// <summary>
/// The censored Bayesian network of Leung and Bovy 2019a (MNRAS 483, 3255; ApogeeBCNNCensored of astroNN, and its PyTorch port in SDSS Astra): one
/// part
/// sees the whole spectrum and gives Teff, log g and [Fe/H]; a branch for each element sees the pixels of its window and five numbers of that part.
/// Layers have the names of the published state dicts.
/// </summary>
static class AstroNNArchitecture
{
    /// <summary>What dropout leaves out, in every layer that has it.</summary>
    public const float PublishedDropout = 0.3f;

    // Branches that see thousands of pixels (C and N) are wider.
    const int LargeWindow = 3000;

    /// <summary>Builds the network.</summary>
    /// <param name="shape">What it is made of.</param>
    /// <param name="dropout">The share of neurons that each pass leaves out.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <param name="stopGradient">
    /// Whether elements may not pull at Teff, log g and [Fe/H] in training, as in astroNN: a branch is to read them, not to bend them.
    /// </param>
    public static AstroNNNetwork Build(AstroNNShape shape, float dropout = PublishedDropout, ulong seed = 0, bool stopGradient = true)
    {
        Node spectrum = Node.Input("spectrum", ContinuumNormalisation.Pixels);
        Node features = spectrum
            .Conv1d("conv1", 2, 8, Padding.Same, Activation.Relu).Dropped(dropout)
            .Conv1d("conv2", 4, 8, Padding.Same, Activation.Relu)
            .MaxPool1d(4).FlattenByPosition().Dropped(dropout)
            .Linear("dense_1", shape.FirstHidden, Activation.Relu).Dropped(dropout)
            .Linear("dense_2", shape.SecondHidden, Activation.Relu);
        Node head = features.Linear("dense_teffloggfeh", AstroNNLabels.OfHead.Length);
        Node headVariance = features.Linear("dense_teffloggfeh_var", AstroNNLabels.OfHead.Length);
        bool hasBranches = shape.Labels.Any(label => AstroNNLabels.All[label].Branch >= 0);
        Node? known = hasBranches ? Node.Concat(features.Linear("dense_aux_fullspec", 2), stopGradient ? head.StopGradient() : head) : null;

        List<Node> values = [], logVariances = [];
        foreach (AstroNNLabel label in shape.Labels.Select(place => AstroNNLabels.All[place]))
        {
            if (label.Branch < 0)
            {
                int place = Array.IndexOf(AstroNNLabels.OfHead, label.Name);
                values.Add(head.Slice(place, 1));
                logVariances.Add(headVariance.Slice(place, 1));
                continue;
            }

            bool[] window = shape.Windows[label.Branch] ?? throw new ArgumentException($"There is no window for {label.Name}.", nameof(shape));
            (int first, int second) = window.Count(isSeen => isSeen) > LargeWindow ? (256, 64) : (32, 16);
            string branch = label.Branch.ToString(CultureInfo.InvariantCulture);
            Node both = Node.Concat(
                spectrum.Window(window)
                    .Linear($"elem_dense1.{branch}", first, Activation.Relu).Dropped(dropout)
                    .Linear($"elem_dense2.{branch}", second, Activation.Relu).Dropped(dropout),
                known!);
            values.Add(both.Linear($"elem_dense_out.{branch}", 1));
            logVariances.Add(both.Linear($"elem_dense_var.{branch}", 1));
        }

        Node outputs = Node.Concat([.. values, .. logVariances]);
        return new AstroNNNetwork(new Network("AstroNN", outputs, seed), outputs, features);
    }

    /// <summary>Dropout that is active at inference, or nothing.</summary>
    static Node Dropped(this Node node, float dropout) => dropout > 0 ? node.Dropout(dropout, atInference: true) : node;
}
