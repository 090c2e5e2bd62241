using System.Collections.Concurrent;
using System.Numerics;
using Astra.Neural;

namespace Astra.Simulation;

/// <summary>
/// One network for all pixels: labels, hidden layers, coefficients of components, logarithm of the flux. The last layer's weights are the components
/// and its bias is their mean.
/// </summary>
sealed class ComponentNetwork : IPixelModel
{
    /// <summary>What the weight file's metadata say it is.</summary>
    public const string Format = "astra flux emulator";

    /// <summary>The name of the layer that gives the components' coefficients.</summary>
    public const string CoefficientLayer = "coefficients";

    /// <summary>The name of the layer whose weights are the components.</summary>
    public const string PixelLayer = "pixels";

    const string FormatKey = "format";
    const string LabelsKey = "labels";
    const string MinimumName = "label_minimum";
    const string MaximumName = "label_maximum";
    const string WeightSuffix = ".weight";
    const string HiddenPrefix = "hidden";

    readonly Network network;
    readonly FrozenNetwork frozen;
    readonly ConcurrentBag<Session> idle = [];

    ComponentNetwork(Network network)
    {
        this.network = network;
        frozen = network.Freeze();
    }

    /// <summary>The layers up to the coefficients.</summary>
    /// <param name="labels">Number of labels.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="components">Number of coefficients.</param>
    public static Node Coefficients(int labels, IReadOnlyList<int> hidden, int components)
    {
        Node node = Node.Input(LabelsKey, labels);
        for (int layer = 0; layer < hidden.Count; layer++)
        {
            node = node.Linear($"{HiddenPrefix}{layer + 1}", hidden[layer], Activation.Tanh);
        }

        return node.Linear(CoefficientLayer, components);
    }

    /// <summary>All layers, with the weights of some tensors.</summary>
    /// <param name="coefficients">The layers up to the coefficients.</param>
    /// <param name="weights">Each layer's weights and biases.</param>
    public static ComponentNetwork Of(Node coefficients, WeightFile weights)
    {
        Network network = new("emulator", coefficients.Linear(PixelLayer, Emulator.Pixels));
        WeightLoading.Apply(network.Parameters, weights, buffers: [MinimumName, MaximumName]);
        return new ComponentNetwork(network);
    }

    /// <summary>Writes a weight file: what is not a component stays in 32 bits, because errors of coefficients move whole spectra.</summary>
    public static void Write(string path, IReadOnlyList<EmulatorLabel> labels, IEnumerable<Tensor> coefficients, float[] components, float[] mean)
    {
        int count = components.Length / Emulator.Pixels;
        Tensor[] tensors =
        [
            .. coefficients,
            Tensor.From(PixelLayer + WeightSuffix, [Emulator.Pixels, count], components).ToHalf(),
            Tensor.From(PixelLayer + ".bias", [Emulator.Pixels], mean),
            Tensor.From(MinimumName, [labels.Count], [.. labels.Select(label => label.Minimum)]),
            Tensor.From(MaximumName, [labels.Count], [.. labels.Select(label => label.Maximum)]),
        ];
        WeightFile.Write(path, tensors, new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [LabelsKey] = string.Join(',', labels.Select(label => label.Name)),
        });
    }

    /// <summary>Reads a weight file.</summary>
    /// <exception cref="BadInputException">It is missing, damaged or no emulator.</exception>
    public static (ComponentNetwork Network, string[] Labels, double[] Minimum, double[] Maximum) Read(string path)
    {
        try
        {
            WeightFile file = WeightFile.Read(path);
            if (file.Metadata.GetValueOrDefault(FormatKey) != Format || !file.Metadata.TryGetValue(LabelsKey, out string? names))
            {
                throw new BadInputException(
                    $"{path} holds weights, but not those of an emulator: its metadata do not say {FormatKey} = {Format}. Name what astra simulate train-emulator wrote.");
            }

            string[] labels = names.Split(',');
            double[] minimum = WeightLoading.Buffer(file, MinimumName).ReadDouble();
            double[] maximum = WeightLoading.Buffer(file, MaximumName).ReadDouble();
            if (minimum.Length != labels.Length || maximum.Length != labels.Length || minimum.Zip(maximum).Any(pair => !(pair.First < pair.Second)))
            {
                throw new BadInputException($"{path}: {MinimumName} and {MaximumName} do not give each of {names} a range. Get the emulator again.");
            }

            // Before a network is made of them, so that a shape that nothing stands behind takes no memory.
            List<int> sizes = [labels.Length];
            for (int layer = 1; file.Tensors.TryGetValue($"{HiddenPrefix}{layer}{WeightSuffix}", out Tensor? hidden); layer++)
            {
                sizes.Add(Outputs(path, hidden, sizes[^1]));
            }

            int components = Outputs(path, WeightLoading.Buffer(file, CoefficientLayer + WeightSuffix), sizes[^1]);
            if (WeightLoading.Buffer(file, PixelLayer + WeightSuffix).Shape is not [Emulator.Pixels, int columns] || columns != components)
            {
                throw new BadInputException($"{path}: {PixelLayer}{WeightSuffix} is not of {Emulator.Pixels} x {components} numbers. Get the emulator again.");
            }

            return (Of(Coefficients(labels.Length, sizes[1..], components), file), labels, minimum, maximum);
        }
        catch (WeightFileException e)
        {
            throw new BadInputException(e.Message, e);
        }
    }

    /// <summary>How many outputs a layer of so many inputs has.</summary>
    static int Outputs(string path, Tensor weights, int inputs) => weights.Shape is [> 0 and int outputs, int columns] && columns == inputs
        ? outputs
        : throw new BadInputException($"{path}: {weights.Name} has the shape {string.Join(" x ", weights.Shape)}, and {inputs} inputs. Get the emulator again.");

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<float> x, Span<float> flux)
    {
        if (!idle.TryTake(out Session? session))
        {
            session = frozen.CreateSession();
        }

        session.Run(x, 1, flux);
        idle.Add(session);
        int p = 0;
        for (; p <= flux.Length - Vector<float>.Count; p += Vector<float>.Count)
        {
            Exponential.Of(new Vector<float>(flux[p..])).CopyTo(flux[p..]);
        }

        for (; p < flux.Length; p++)
        {
            flux[p] = Exponential.Of(new Vector<float>(flux[p]))[0];
        }
    }

    /// <inheritdoc/>
    public void EvaluateReference(ReadOnlySpan<float> x, Span<float> flux)
    {
        double[] values = Array.ConvertAll(x.ToArray(), value => (double)value);
        for (int layer = 0; layer < network.Parameters.Count; layer += 2)
        {
            float[] weights = network.Parameters[layer].Value;
            float[] biases = network.Parameters[layer + 1].Value;
            double[] next = new double[biases.Length];
            for (int o = 0; o < next.Length; o++)
            {
                double sum = biases[o];
                for (int i = 0; i < values.Length; i++)
                {
                    sum += (double)weights[(o * values.Length) + i] * values[i];
                }

                next[o] = layer < network.Parameters.Count - 4 ? Math.Tanh(sum) : sum;
            }

            values = next;
        }

        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] = (float)Math.Exp(values[p]);
        }
    }
}
