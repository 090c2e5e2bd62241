using System.Globalization;
using System.Text;

namespace Astra.Neural;

/// <summary>
/// A composition of layers with its weights. It is trained through <see cref="IDifferentiable"/>, which is for one caller at a time; for answers,
/// <see cref="Freeze()"/> takes a copy of the weights that any number of threads may use.
/// </summary>
public sealed class Network : IDifferentiable
{
    readonly Node[] nodes;
    readonly Lazy<TrainingPass> training;

    /// <summary>Gathers the layers between inputs and an output.</summary>
    /// <param name="name">For tables and messages.</param>
    /// <param name="output">What it computes.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <param name="initialisation">How weights begin.</param>
    /// <exception cref="ArgumentException">Two layers have the same name, or nothing is computed.</exception>
    public Network(string name, Node output, ulong seed = 0, Initialisation initialisation = Initialisation.KaimingUniform)
        : this(name, output, KernelSet.Widest)
    {
        int layer = 0;
        foreach (Layer weighted in nodes.Where(node => node.Layer is { Parameters.Count: > 0 }).Select(node => node.Layer!))
        {
            Initialise(weighted, CounterRandom.StreamKey(seed, layer++), initialisation);
        }
    }

    /// <summary>The same layers with chosen kernels; their weights stay as they are.</summary>
    internal Network(string name, Node output, KernelSet kernels)
    {
        Name = name;
        HashSet<Node> reached = [];
        Stack<Node> open = new([output]);
        while (open.TryPop(out Node? node))
        {
            if (reached.Add(node))
            {
                foreach (Node input in node.Inputs)
                {
                    open.Push(input);
                }
            }
        }

        nodes = [.. reached.OrderBy(node => node.Order)];
        if (output.Layer == null)
        {
            throw new ArgumentException($"The network {name} gives its input as its output.", nameof(output));
        }

        Parameters = [.. nodes.SelectMany(node => node.Layer?.Parameters ?? [])];
        if (Parameters.GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Count() > 1) is { } same)
        {
            throw new ArgumentException(
                $"The network {name} has {same.Count()} parameters of the name {same.Key}. Name its layers differently.", nameof(output));
        }

        InputSize = nodes.Where(node => node.Layer == null).Sum(node => node.Shape.Size);
        OutputSize = output.Shape.Size;
        training = new(() => new TrainingPass(new(nodes, kernels, forTraining: true), kernels));
    }

    /// <summary>For tables and messages.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <inheritdoc/>
    public int OutputSize { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Threads that training may use; as many as the machine has unless set. What is computed does not depend on it.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>How many numbers are trained.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Value.Length);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> inputs, int count, Span<float> outputs, ulong seed)
    {
        RequireLength(inputs.Length, count, InputSize, nameof(inputs));
        RequireLength(outputs.Length, count, OutputSize, nameof(outputs));
        training.Value.Forward(inputs, count, outputs, seed, Threads);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/> before it.</exception>
    public void Backward(ReadOnlySpan<float> outputGradients)
    {
        if (!training.IsValueCreated)
        {
            throw new InvalidOperationException($"{nameof(Backward)} of the network {Name} was called before {nameof(Forward)}.");
        }

        RequireLength(outputGradients.Length, training.Value.Count, OutputSize, nameof(outputGradients));
        training.Value.Backward(outputGradients, Threads);
    }

    /// <summary>Makes what gives answers: a copy of the present weights, laid out for speed.</summary>
    public FrozenNetwork Freeze() => Freeze(KernelSet.Widest);

    /// <summary>The same for other nodes than the output, such as labels together with the features of a hidden layer; they are given one after the other.</summary>
    /// <param name="outputs">Nodes of this network, at least one; together they depend on all of its inputs.</param>
    /// <exception cref="ArgumentException">A node is of another network, or the nodes leave out an input.</exception>
    public FrozenNetwork Freeze(params IReadOnlyList<Node> outputs)
    {
        if (outputs.FirstOrDefault(output => !nodes.Contains(output)) is { } foreign)
        {
            throw new ArgumentException($"{foreign.Label} is no part of the network {Name}.", nameof(outputs));
        }

        Network part = new(Name, outputs.Count == 1 ? outputs[0] : Node.Concat([.. outputs]), KernelSet.Widest);
        return part.InputSize == InputSize
            ? part.Freeze()
            : throw new ArgumentException(
                $"The nodes depend on {part.InputSize} of the {InputSize} input numbers of the network {Name}.", nameof(outputs));
    }

    internal FrozenNetwork Freeze(KernelSet kernels) => new(Name, new(nodes, kernels, forTraining: false), OutputSize);

    /// <summary>The network as a table: layer, output shape, parameters.</summary>
    public string Summary()
    {
        List<(string Layer, string Shape, string Count)> lines = [("layer", "output", "parameters")];
        foreach (Node node in nodes)
        {
            string label = node.Layer is { Name: { Length: > 0 } name } ? $"{name}: {node.Label}" : node.Label;
            long count = node.Layer?.Parameters.Sum(parameter => (long)parameter.Value.Length) ?? 0;
            lines.Add((label, node.Shape.ToString(), count == 0 ? "" : count.ToString("N0", CultureInfo.InvariantCulture)));
        }

        lines.Add(("total", "", ParameterCount.ToString("N0", CultureInfo.InvariantCulture)));
        int labels = lines.Max(line => line.Layer.Length), shapes = lines.Max(line => line.Shape.Length), counts = lines.Max(line => line.Count.Length);
        StringBuilder table = new($"{Name}\n");
        foreach ((string layer, string shape, string count) in lines)
        {
            table.Append($"{layer.PadRight(labels)}  {shape.PadLeft(shapes)}  {count.PadLeft(counts)}".TrimEnd()).Append('\n');
        }

        return table.ToString();
    }

    /// <inheritdoc cref="Summary"/>
    public override string ToString() => Summary();

    static void RequireLength(int length, int count, int size, string what)
    {
        if (count < 1 || length != (long)count * size)
        {
            throw new ArgumentException($"{count} samples of {size} numbers were expected, but {length} numbers were given.", what);
        }
    }

    static void Initialise(Layer layer, ulong key, Initialisation initialisation)
    {
        (int fanIn, int fanOut) = layer.Fans;
        double bound = initialisation switch
        {
            Initialisation.GlorotUniform => Math.Sqrt(6.0 / (fanIn + fanOut)),
            Initialisation.HeUniform => Math.Sqrt(6.0 / fanIn),
            _ => 1 / Math.Sqrt(fanIn),
        };
        for (int i = 0; i < layer.Parameters.Count; i++)
        {
            float[] values = layer.Parameters[i].Value;
            bool isBias = i > 0;
            for (int j = 0; j < values.Length; j++)
            {
                values[j] = isBias && initialisation != Initialisation.KaimingUniform
                    ? 0
                    : (float)((2 * (CounterRandom.At((uint)j, CounterRandom.StreamKey(key, i)) + 0.5) / 4294967296.0 - 1) * bound);
            }
        }
    }
}
