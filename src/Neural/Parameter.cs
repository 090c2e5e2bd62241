namespace Astra.Neural;

/// <summary>A trained array of a network, such as the weight of a convolution.</summary>
public sealed class Parameter
{
    /// <summary>Creates a parameter of zeros.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="shape">See <see cref="Shape"/>.</param>
    /// <exception cref="ArgumentException">A dimension is negative, or there are more values than an array holds.</exception>
    public Parameter(string name, params IReadOnlyList<int> shape)
    {
        Name = name;
        Shape = [.. shape];
        long count = 1;
        foreach (int dimension in shape)
        {
            count = dimension >= 0 ? checked(count * dimension) : throw new ArgumentException(
                $"The shape of {name} has the dimension {dimension}.", nameof(shape));
        }

        Value = new float[count];
    }

    /// <summary>Its path in the network, such as <c>dense_1.weight</c>: the names of the layers around it, as PyTorch would write them.</summary>
    public string Name { get; }

    /// <summary>Its dimensions in the order of PyTorch: (out, in) for a dense layer, (out, in, kernel) for a convolution, (in, out, kernel) for a transposed one.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The values, row-major.</summary>
    public float[] Value { get; }

    /// <summary>The gradient of the loss, row-major, of the length of <see cref="Value"/>; null until a training step makes it.</summary>
    public float[]? Gradient { get; set; }

    /// <summary>A parameter with values.</summary>
    internal static Parameter From(string name, ReadOnlySpan<double> values, params IReadOnlyList<int> shape)
    {
        Parameter parameter = new(name, shape);
        for (int i = 0; i < values.Length; i++)
        {
            parameter.Value[i] = (float)values[i];
        }

        return parameter;
    }
}
