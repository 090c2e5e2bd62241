namespace Astra.Neural;

/// <summary>One operation in its place: where its inputs come from and who waits for it.</summary>
internal sealed class Step(Layer layer, Operation operation, int[] sources, bool stochastic)
{
    public Layer Layer => layer;

    public Operation Operation => operation;

    /// <summary>Of each input, the step that computes it, or the complement (~) of the place in the flat input of the network where it begins.</summary>
    public int[] Sources => sources;

    /// <summary>Whether its result differs from pass to pass.</summary>
    public bool Stochastic => stochastic;

    public bool IsMatrix => operation is LinearOperation;

    /// <summary>Numbers in one sample's result.</summary>
    public required int Size { get; init; }

    /// <summary>The layers whose parameters, in order, this operation uses.</summary>
    public IReadOnlyList<Parameter> Parameters => layer.Parameters;

    /// <summary>Whether the loss depends on a parameter through this step.</summary>
    public bool NeedsGradient { get; set; }

    /// <summary>Whether only steps of its own stage use its result, so that one sample's worth of memory will do.</summary>
    public bool IsPassing { get; set; }
}

/// <summary>Steps that run together: either all of them on one sample before the next sample, or matrix products over all samples.</summary>
/// <param name="First">Its first step.</param>
/// <param name="End">After its last step.</param>
/// <param name="IsMatrix">Which of the two.</param>
/// <param name="Stochastic">Whether it runs once for each pass.</param>
internal readonly record struct Stage(int First, int End, bool IsMatrix, bool Stochastic);

/// <summary>The order in which a network is computed. Steps that take one sample at a time are drawn together, so that a sample stays in the cache through many layers.</summary>
internal sealed class Schedule
{
    public Schedule(IReadOnlyList<Node> nodes, KernelSet kernels, bool forTraining)
    {
        Dictionary<Node, int> inputPlaces = [];
        int inputSize = 0;
        foreach (Node input in nodes.Where(node => node.Layer == null))
        {
            inputPlaces[input] = inputSize;
            inputSize += input.Shape.Size;
        }

        Node output = nodes[^1];
        List<Draft> drafts = Draft.From(nodes, kernels, forTraining);
        List<Step> steps = [];
        List<Stage> stages = [];
        Dictionary<Node, int> done = [];
        while (drafts.Count > 0)
        {
            bool Ready(Draft draft) => draft.Inputs.All(input => input.Layer == null || done.ContainsKey(input));
            Draft next = drafts.First(Ready);
            int first = steps.Count;
            while (drafts.FirstOrDefault(draft => Ready(draft) && draft.IsMatrix == next.IsMatrix && draft.Stochastic == next.Stochastic
                && (!next.IsMatrix || draft.Inputs.All(input => input.Layer == null || done[input] < first))) is { } draft)
            {
                drafts.Remove(draft);
                done[draft.Node] = steps.Count;
                steps.Add(new(draft.Layer, draft.Operation, [.. draft.Inputs.Select(input => input.Layer == null ? ~inputPlaces[input] : done[input])], draft.Stochastic)
                {
                    Size = draft.Node.Shape.Size,
                });
            }

            stages.Add(new(first, steps.Count, next.IsMatrix, next.Stochastic));
        }

        Steps = [.. steps];
        Stages = [.. stages];
        Output = done[Draft.Resolve(output, forTraining)];
        InputSize = inputSize;
        MostSources = Steps.Max(step => step.Sources.Length);
        foreach (Stage stage in Stages)
        {
            for (int i = stage.First; i < stage.End; i++)
            {
                Step step = Steps[i];
                step.NeedsGradient = step.Parameters.Count > 0 || step.Sources.Any(source => source >= 0 && Steps[source].NeedsGradient);
                step.IsPassing = !stage.IsMatrix && i != Output
                    && !Steps.Where((other, index) => (index < stage.First || index >= stage.End) && other.Sources.Contains(i)).Any();
            }
        }
    }

    public Step[] Steps { get; }

    public Stage[] Stages { get; }

    /// <summary>The step whose result is the network's.</summary>
    public int Output { get; }

    public int InputSize { get; }

    /// <summary>Inputs of the step that has most.</summary>
    public int MostSources { get; }

    /// <summary>A step before its place is known.</summary>
    sealed record Draft(Node Node, Layer Layer, Operation Operation, Node[] Inputs, bool Stochastic)
    {
        public bool IsMatrix => Operation is LinearOperation;

        public static List<Draft> From(IReadOnlyList<Node> nodes, KernelSet kernels, bool forTraining)
        {
            ILookup<Node, Node> users = nodes.SelectMany(node => node.Inputs.Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
            HashSet<Node> stochastic = [];
            List<Draft> drafts = [];
            int stream = 0;
            foreach (Node node in nodes)
            {
                if (node.Layer == null)
                {
                    continue;
                }

                int ownStream = node.Layer.IsStochastic ? stream++ : -1;
                if (Resolve(node, forTraining) != node)
                {
                    continue;
                }

                Node[] inputs = [.. node.Inputs.Select(input => Resolve(input, forTraining))];
                Operation operation;
                if (node.Layer is Conv1d before && users[node].Count() == 1 && users[node].First().Layer is MaxPool1d after && before.CanPool(kernels, after.Width))
                {
                    continue;
                }
                else if (node.Layer is MaxPool1d pool && inputs[0].Layer is Conv1d convolution && users[inputs[0]].Count() == 1 && convolution.CanPool(kernels, pool.Width))
                {
                    operation = convolution.CreatePooled(kernels, pool.Width);
                    inputs = [.. inputs[0].Inputs.Select(input => Resolve(input, forTraining))];
                    bool varies = inputs.Any(stochastic.Contains);
                    drafts.Add(new(node, convolution, operation, inputs, varies));
                    if (varies)
                    {
                        stochastic.Add(node);
                    }

                    continue;
                }

                operation = node.Layer.CreateOperation(kernels, ownStream);
                if (node.Layer.IsStochastic || inputs.Any(stochastic.Contains))
                {
                    stochastic.Add(node);
                }

                drafts.Add(new(node, node.Layer, operation, inputs, stochastic.Contains(node)));
            }

            return drafts;
        }

        /// <summary>What stands for a node: itself, or what is before it where it does nothing at inference.</summary>
        public static Node Resolve(Node node, bool forTraining)
        {
            while (!forTraining && node.Layer is { IsTrainingOnly: true })
            {
                node = node.Inputs[0];
            }

            return node;
        }
    }
}
