namespace Astra.Neural;

/// <summary>
/// A line of a network's table, and the values that it computes. Networks are written by calling methods on what they start from, in the order of the table:
/// <c>flux.Conv1d("conv1", 8, 3, Padding.Same, Activation.Relu).MaxPool1d(2).Flatten().Linear("dense", 3)</c>.
/// Values may be used more than once, and so branch; <see cref="Concat"/> joins branches. Every method throws an ArgumentException when shapes or numbers do not fit.
/// </summary>
public sealed class Node
{
    static long created;

    readonly Node[] inputs;

    Node(Layer? layer, string label, Shape shape, params Node[] inputs)
    {
        Layer = layer;
        Label = label;
        Shape = shape;
        this.inputs = inputs;
        Order = Interlocked.Increment(ref created);
    }

    /// <summary>The shape of one sample's values.</summary>
    public Shape Shape { get; }

    internal Layer? Layer { get; }

    /// <summary>What it is called in the table.</summary>
    internal string Label { get; }

    internal IReadOnlyList<Node> Inputs => inputs;

    /// <summary>Nodes that were written later have a higher number, and never feed one with a lower.</summary>
    internal long Order { get; }

    /// <summary>Numbers that come from outside. A network's flat input holds its inputs in the order in which they were made.</summary>
    /// <param name="name">For the table.</param>
    /// <param name="length">How many.</param>
    public static Node Input(string name, int length) => length >= 1
        ? new(null, $"Input {name}", Shape.Vector(length))
        : throw new ArgumentException($"The input {name} has the length {length}.", nameof(length));

    /// <summary>A convolution along the length. Weights <c>name.weight</c> (channels, input channels, kernel) and <c>name.bias</c>.</summary>
    /// <param name="name">Its path in the network.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Weights along the length.</param>
    /// <param name="padding">Zeros around the input.</param>
    /// <param name="activation">Applied to the result.</param>
    /// <param name="stride">Input positions per output position; at most <paramref name="kernel"/>.</param>
    public Node Conv1d(string name, int channels, int kernel, Padding padding = default, Activation activation = default, int stride = 1) =>
        Then(new Conv1d(name, Shape, channels, kernel, stride, padding, activation));

    /// <summary>A transposed convolution along the length. Weights <c>name.weight</c> (input channels, channels, kernel) and <c>name.bias</c>.</summary>
    /// <param name="name">Its path in the network.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="kernel">Weights along the length.</param>
    /// <param name="crop">What is cut off the output; <see cref="Padding.Same"/> makes it stride times as long as the input.</param>
    /// <param name="activation">Applied to the result.</param>
    /// <param name="stride">Output positions per input position; at most <paramref name="kernel"/>.</param>
    public Node ConvTranspose1d(string name, int channels, int kernel, Padding crop = default, Activation activation = default, int stride = 1) =>
        Then(new ConvTranspose1d(name, Shape, channels, kernel, stride, crop, activation));

    /// <summary>A dense layer on a flat vector. Weights <c>name.weight</c> (outputs, inputs) and <c>name.bias</c>.</summary>
    /// <param name="name">Its path in the network.</param>
    /// <param name="outputs">Outputs.</param>
    /// <param name="activation">Applied to the result.</param>
    public Node Linear(string name, int outputs, Activation activation = default) => Then(new Linear(name, Shape, outputs, activation));

    /// <summary>The largest of each <paramref name="width"/> neighbours; what is left over at the end of a row is dropped.</summary>
    /// <param name="width">Neighbours.</param>
    public Node MaxPool1d(int width) => Then(new MaxPool1d(Shape, width));

    /// <summary>A flat vector, channel after channel (PyTorch's order).</summary>
    public Node Flatten() => Then(Reshaping.Flatten(Shape));

    /// <summary>A flat vector, position after position, the channels of each together (the order of Keras).</summary>
    public Node FlattenByPosition() => Then(Reshaping.FlattenByPosition(Shape));

    /// <summary>The reverse of <see cref="FlattenByPosition"/>.</summary>
    /// <param name="channels">Channels to make.</param>
    public Node UnflattenByPosition(int channels) => Then(Reshaping.UnflattenByPosition(Shape, channels));

    /// <summary>An activation by itself.</summary>
    /// <param name="activation">What to apply.</param>
    public Node Activate(Activation activation) => Then(new Elementwise(Shape, activation));

    /// <summary>Sets numbers to zero at random and scales the others up by 1 / (1 - probability).</summary>
    /// <param name="probability">Of becoming zero: from 0 to below 1.</param>
    /// <param name="atInference">Whether also outside training, as Monte-Carlo dropout does (Gal and Ghahramani 2016).</param>
    public Node Dropout(float probability, bool atInference = false) => Then(new Dropout(Shape, probability, atInference));

    /// <summary>The same numbers, through which no gradient goes back in training: layers that read them do not train those that make them.</summary>
    public Node StopGradient() => Then(new StopGradient(Shape));

    /// <summary>Consecutive numbers of a flat vector.</summary>
    /// <param name="start">The first.</param>
    /// <param name="length">How many.</param>
    public Node Slice(int start, int length) => Then(
        new Selection(Shape, [.. Enumerable.Range(start, Math.Max(length, 0))], $"Slice {start}..{start + length}"));

    /// <summary>Numbers of a flat vector in a given order.</summary>
    /// <param name="places">Their places.</param>
    public Node Gather(IEnumerable<int> places)
    {
        int[] chosen = [.. places];
        return Then(new Selection(Shape, chosen, $"Gather {chosen.Length}"));
    }

    /// <summary>The numbers of a flat vector where a window is true.</summary>
    /// <param name="window">One entry for each number.</param>
    public Node Window(ReadOnlySpan<bool> window)
    {
        if (window.Length != Shape.Size)
        {
            throw new ArgumentException($"The window has {window.Length} entries for {Shape.Size} numbers.", nameof(window));
        }

        List<int> places = [];
        for (int i = 0; i < window.Length; i++)
        {
            if (window[i])
            {
                places.Add(i);
            }
        }

        return Then(new Selection(Shape, [.. places], $"Window {places.Count}"));
    }

    /// <summary>Flat vectors one after the other.</summary>
    /// <param name="nodes">At least one.</param>
    public static Node Concat(params Node[] nodes)
    {
        Concatenation layer = new([.. nodes.Select(node => node.Shape)]);
        return nodes.Length > 0 ? new(layer, layer.Description, layer.Output, nodes) : throw new ArgumentException("There is nothing to concatenate.", nameof(nodes));
    }

    /// <summary>A draw from normal distributions: mean + exp(logVariance / 2) times a standard normal number.</summary>
    /// <param name="mean">Means.</param>
    /// <param name="logVariance">Natural logarithms of the variances.</param>
    public static Node SampleNormal(Node mean, Node logVariance)
    {
        GaussianSample layer = new(mean.Shape, logVariance.Shape);
        return new(layer, layer.Description, layer.Output, mean, logVariance);
    }

    Node Then(Layer layer) => new(layer, layer.Description, layer.Output, this);
}
