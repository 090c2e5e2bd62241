namespace Astra.Plugins.LatentAge.Forest;

/// <summary>A forest that predicts a number, with the scatter of its trees. Immutable, safe for several threads.</summary>
sealed class ForestRegressor
{
    // The inputs of so many stars, their sums and a tree stay in the second-level cache together.
    const int Block = 2048;

    readonly ForestNodes nodes;

    /// <summary>A forest.</summary>
    /// <param name="names">The names of the inputs.</param>
    /// <param name="trees">The trees; their leaves hold targets after <paramref name="scale"/>.</param>
    /// <param name="scale">What was done to the targets.</param>
    /// <param name="bias">What is added to the trees' answers; null for nothing.</param>
    /// <exception cref="ArgumentException">They do not fit each other; the message says where.</exception>
    public ForestRegressor(IReadOnlyList<string> names, ForestTrees trees, TargetScale scale, LinearBias? bias)
    {
        nodes = new ForestNodes(trees, names.Count);
        if (trees.ValuesPerLeaf != 1)
        {
            throw new ArgumentException($"leaves with {trees.ValuesPerLeaf} values predict no number");
        }

        if (!double.IsFinite(scale.Mean) || !double.IsFinite(scale.Deviation) || scale.Deviation <= 0)
        {
            throw new ArgumentException("the mean and standard deviation of the targets are not finite, or the latter is not above zero");
        }

        if (bias is not null && bias.Coefficients.Count != names.Count)
        {
            throw new ArgumentException($"a bias with {bias.Coefficients.Count} coefficients does not fit {names.Count} inputs");
        }

        Names = [.. names];
        Stored = trees;
        Scale = scale;
        Bias = bias;
    }

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The trees as they are stored.</summary>
    public ForestTrees Stored { get; }

    /// <summary>What was done to the targets.</summary>
    public TargetScale Scale { get; }

    /// <summary>What is added to the trees' answers, or null.</summary>
    public LinearBias? Bias { get; }

    /// <summary>The number of trees.</summary>
    public int Trees => nodes.Trees;

    /// <summary>The number of nodes of all trees.</summary>
    public int Nodes => nodes.Count;

    /// <summary>Predicts stars. A star's answer does not depend on the other stars, nor on the threads.</summary>
    /// <param name="inputs">Stars x inputs.</param>
    /// <param name="threads">The number of threads.</param>
    /// <exception cref="ArgumentException">There is not a whole number of stars.</exception>
    public ForestEstimates Predict(ReadOnlyMemory<float> inputs, int threads = 1)
    {
        int stars = ForestBlocks.Stars(inputs.Length, Names.Count);
        ForestEstimates estimates = new(new double[stars], new double[stars]);
        ForestBlocks.Run(stars, Block, threads, (first, count) => PredictBlock(
            inputs.Span.Slice(first * Names.Count, count * Names.Count),
            estimates.Mean.AsSpan(first, count),
            estimates.Deviation.AsSpan(first, count)));
        return estimates;
    }

    /// <summary>What each tree says of a star.</summary>
    /// <param name="star">The inputs of the star.</param>
    /// <param name="answers">A number for each tree, in the unit of the targets; NaN when an input is not finite.</param>
    /// <exception cref="ArgumentException">The lengths are wrong.</exception>
    public void PredictTrees(ReadOnlySpan<float> star, Span<double> answers)
    {
        CheckTrees(star, answers);
        double bias = ForestBlocks.AllFinite(star) ? Bias?.At(star) ?? 0 : double.NaN;
        for (int tree = 0; tree < Trees; tree++)
        {
            answers[tree] = Answer(tree, star) + bias;
        }
    }

    /// <summary>
    /// What each tree says of a star whose inputs have errors: each sees another draw of them (the released code's <c>predict</c> with <c>Xerr</c>).
    /// </summary>
    /// <param name="star">The inputs of the star.</param>
    /// <param name="errors">Their standard deviations.</param>
    /// <param name="random">A source of the star's own, so that its answers depend on no other star.</param>
    /// <param name="answers">A number for each tree, in the unit of the targets; NaN when an input or error is not finite.</param>
    /// <exception cref="ArgumentException">The lengths are wrong.</exception>
    public void PredictTrees(ReadOnlySpan<float> star, ReadOnlySpan<float> errors, RandomSource random, Span<double> answers)
    {
        CheckTrees(star, answers);
        if (errors.Length != star.Length)
        {
            throw new ArgumentException($"{errors.Length} errors are not of {star.Length} inputs.", nameof(errors));
        }

        double known = ForestBlocks.AllFinite(star) && ForestBlocks.AllFinite(errors) ? 0 : double.NaN;
        Span<float> drawn = stackalloc float[star.Length];
        for (int tree = 0; tree < Trees; tree++)
        {
            for (int i = 0; i < drawn.Length; i++)
            {
                drawn[i] = (float)(star[i] + (errors[i] * random.NextGaussian()));
            }

            answers[tree] = Answer(tree, drawn) + (Bias?.At(drawn) ?? 0) + known;
        }
    }

    double Answer(int tree, ReadOnlySpan<float> star)
    {
        Span<int> keys = stackalloc int[star.Length], leaf = stackalloc int[1], memory = stackalloc int[1];
        ForestNodes.ToKeys(star, keys);
        nodes.FindLeaves(tree, keys, leaf, memory);
        return Scale.Mean + (Scale.Deviation * nodes.Values[leaf[0]]);
    }

    void CheckTrees(ReadOnlySpan<float> star, Span<double> answers)
    {
        if (star.Length != Names.Count || answers.Length != Trees)
        {
            throw new ArgumentException(
                $"{star.Length} inputs and room for {answers.Length} answers are not {Names.Count} inputs and {Trees} trees.");
        }
    }

    void PredictBlock(ReadOnlySpan<float> inputs, Span<double> mean, Span<double> deviation)
    {
        int[] leaves = new int[mean.Length], memory = new int[mean.Length], keys = new int[inputs.Length];
        ForestNodes.ToKeys(inputs, keys);
        float[] origin = new float[mean.Length];
        float[] values = nodes.Values;
        for (int tree = 0; tree < Trees; tree++)
        {
            nodes.FindLeaves(tree, keys, leaves, memory);
            if (tree == 0)
            {
                for (int i = 0; i < origin.Length; i++)
                {
                    origin[i] = values[leaves[i]];
                }
            }

            // Differences from the first tree: trees that agree scatter by exactly zero.
            for (int i = 0; i < leaves.Length; i++)
            {
                double difference = (double)values[leaves[i]] - origin[i];
                mean[i] += difference;
                deviation[i] += difference * difference;
            }
        }

        for (int i = 0; i < mean.Length; i++)
        {
            ReadOnlySpan<float> star = inputs.Slice(i * Names.Count, Names.Count);
            double known = ForestBlocks.AllFinite(star) ? 0 : double.NaN;
            double shift = mean[i] / Trees;
            mean[i] = Scale.Mean + (Scale.Deviation * (origin[i] + shift)) + (Bias?.At(star) ?? 0) + known;
            deviation[i] = (Scale.Deviation * Math.Sqrt(Math.Max(0, (deviation[i] / Trees) - (shift * shift)))) + known;
        }
    }
}
