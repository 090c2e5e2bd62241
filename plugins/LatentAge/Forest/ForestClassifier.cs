namespace Astra.Plugins.LatentAge.Forest;

/// <summary>A forest that predicts the probability of classes. Immutable, safe for several threads.</summary>
sealed class ForestClassifier
{
    const int Block = 2048;

    readonly ForestNodes nodes;

    /// <summary>A forest.</summary>
    /// <param name="names">The names of the inputs.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="trees">The trees; their leaves hold the share of each class.</param>
    /// <exception cref="ArgumentException">They do not fit each other; the message says where.</exception>
    public ForestClassifier(IReadOnlyList<string> names, IReadOnlyList<string> classes, ForestTrees trees)
    {
        nodes = new ForestNodes(trees, names.Count);
        if (trees.ValuesPerLeaf != classes.Count)
        {
            throw new ArgumentException($"leaves with {trees.ValuesPerLeaf} values do not fit {classes.Count} classes");
        }

        int bad = Array.FindIndex(trees.Values, share => share is not (>= 0 and <= 1));
        if (bad >= 0)
        {
            throw new ArgumentException($"value {bad} of the leaves is no share of a class");
        }

        Names = [.. names];
        Classes = [.. classes];
        Stored = trees;
    }

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The trees as they are stored.</summary>
    public ForestTrees Stored { get; }

    /// <summary>The number of trees.</summary>
    public int Trees => nodes.Trees;

    /// <summary>The number of nodes of all trees.</summary>
    public int Nodes => nodes.Count;

    /// <summary>Predicts stars. A star's answer does not depend on the other stars, nor on the threads.</summary>
    /// <param name="inputs">Stars x inputs.</param>
    /// <param name="threads">The number of threads.</param>
    /// <returns>Stars x <see cref="Classes"/>: the mean over the trees of the share of each class; NaN for a star with an input that is not
    /// finite.</returns>
    /// <exception cref="ArgumentException">There is not a whole number of stars.</exception>
    public double[] Predict(ReadOnlyMemory<float> inputs, int threads = 1)
    {
        int stars = ForestBlocks.Stars(inputs.Length, Names.Count);
        double[] probabilities = new double[stars * Classes.Count];
        ForestBlocks.Run(stars, Block, threads, (first, count) => PredictBlock(
            inputs.Span.Slice(first * Names.Count, count * Names.Count), probabilities.AsSpan(first * Classes.Count, count * Classes.Count)));
        return probabilities;
    }

    void PredictBlock(ReadOnlySpan<float> inputs, Span<double> probabilities)
    {
        int classes = Classes.Count;
        int[] leaves = new int[probabilities.Length / classes], memory = new int[leaves.Length], keys = new int[inputs.Length];
        ForestNodes.ToKeys(inputs, keys);
        for (int tree = 0; tree < Trees; tree++)
        {
            nodes.FindLeaves(tree, keys, leaves, memory);
            for (int i = 0; i < leaves.Length; i++)
            {
                for (int c = 0; c < classes; c++)
                {
                    probabilities[(i * classes) + c] += nodes.Values[(leaves[i] * classes) + c];
                }
            }
        }

        for (int i = 0; i < leaves.Length; i++)
        {
            double known = ForestBlocks.AllFinite(inputs.Slice(i * Names.Count, Names.Count)) ? 0 : double.NaN;
            foreach (ref double probability in probabilities.Slice(i * classes, classes))
            {
                probability = (probability / Trees) + known;
            }
        }
    }
}
