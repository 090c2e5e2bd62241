using System.Runtime.InteropServices;

namespace Astra.Neural;

/// <summary>
/// A named array of numbers of a weight file. It keeps the bytes as the file stores them; its numbers are converted when they are asked for, always in row-major order.
/// </summary>
public sealed class Tensor
{
    readonly TensorView view;

    internal Tensor(string name, TensorView view)
    {
        Name = name;
        this.view = view;
        Shape = Array.AsReadOnly(view.Shape);
    }

    /// <summary>Its path in the file, such as <c>dense_1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>How its numbers are stored.</summary>
    public TensorType Type => view.Type;

    /// <summary>Its dimensions, slowest first; empty for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>How many numbers it has.</summary>
    public int Count => view.Count;

    /// <summary>A tensor of 32-bit floats, for writing. The values are copied.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="shape">See <see cref="Shape"/>.</param>
    /// <param name="values">Its numbers, row-major.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements as there are values.</exception>
    public static Tensor From(
        string name, IReadOnlyList<int> shape,
        ReadOnlySpan<float> values) => From(name, TensorType.F32, shape, MemoryMarshal.AsBytes(values), values.Length);

    /// <summary>A tensor of 64-bit floats, for writing. The values are copied.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="shape">See <see cref="Shape"/>.</param>
    /// <param name="values">Its numbers, row-major.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements as there are values.</exception>
    public static Tensor From(
        string name, IReadOnlyList<int> shape,
        ReadOnlySpan<double> values) => From(name, TensorType.F64, shape, MemoryMarshal.AsBytes(values), values.Length);

    /// <summary>A tensor of 64-bit integers, for writing. The values are copied.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="shape">See <see cref="Shape"/>.</param>
    /// <param name="values">Its numbers, row-major.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements as there are values.</exception>
    public static Tensor From(
        string name, IReadOnlyList<int> shape,
        ReadOnlySpan<long> values) => From(name, TensorType.I64, shape, MemoryMarshal.AsBytes(values), values.Length);

    /// <summary>A tensor of 8-bit unsigned integers, for writing. The values are copied.</summary>
    /// <param name="name">See <see cref="Name"/>.</param>
    /// <param name="shape">See <see cref="Shape"/>.</param>
    /// <param name="values">Its numbers, row-major.</param>
    /// <exception cref="ArgumentException">The shape does not have as many elements as there are values.</exception>
    public static Tensor FromBytes(string name, IReadOnlyList<int> shape, ReadOnlySpan<byte> values) => From(name, TensorType.U8, shape, values, values.Length);

    /// <summary>Its numbers as 32-bit floats, rounded to the nearest; larger ones than a 32-bit float holds become infinite. Bools are 0 and 1.</summary>
    public float[] ReadSingle()
    {
        float[] values = new float[Count];
        view.ReadSingle(values);
        return values;
    }

    /// <summary>As <see cref="ReadSingle()"/>, into memory of the caller.</summary>
    /// <param name="destination">Room for <see cref="Count"/> numbers.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void ReadSingle(Span<float> destination)
    {
        if (destination.Length < Count)
        {
            throw new ArgumentException($"{Name} has {Count} numbers; there is room for {destination.Length}.", nameof(destination));
        }

        view.ReadSingle(destination);
    }

    /// <summary>Its numbers as 64-bit floats, exact but for integers beyond 2^53. Bools are 0 and 1.</summary>
    public double[] ReadDouble()
    {
        double[] values = new double[Count];
        view.ReadDouble(values);
        return values;
    }

    /// <summary>Its integers or bools (0 and 1).</summary>
    /// <exception cref="InvalidOperationException">It holds floating point numbers.</exception>
    public long[] ReadInt64()
    {
        long[] values = new long[Count];
        view.GatherIntegers(values.AsSpan());
        return values;
    }

    /// <summary>The same tensor stored in 16-bit floating point, each number rounded to the nearest, ties to even; numbers below 3e-8 become zero.</summary>
    /// <exception cref="WeightFileException">A finite number is too large for 16 bits (65504 is the largest).</exception>
    public Tensor ToHalf()
    {
        double[] values = ReadDouble();
        Half[] halves = new Half[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            halves[i] = (Half)values[i];
            if (Half.IsInfinity(halves[i]) && double.IsFinite(values[i]))
            {
                throw WeightFileErrors.TooLargeForHalf(Name, i, values[i]);
            }
        }

        return From(Name, TensorType.F16, Shape, MemoryMarshal.AsBytes(halves.AsSpan()), Count);
    }

    /// <summary>The same numbers under another name.</summary>
    /// <param name="name">The new name.</param>
    public Tensor WithName(string name) => new(name, view);

    /// <summary>Its numbers as they are stored, row-major.</summary>
    internal ReadOnlyMemory<byte> Bytes => view.RowMajorBytes();

    static Tensor From(string name, TensorType type, IReadOnlyList<int> shape, ReadOnlySpan<byte> bytes, int count)
    {
        int[] axes = [.. shape];
        if (axes.Any(axis => axis < 0) || TensorView.CountOf(axes) != count)
        {
            throw new ArgumentException($"{name} has {count} values; its shape {WeightFileErrors.Text(axes)} has not.", nameof(shape));
        }

        return new Tensor(name, TensorView.RowMajor(type, bytes.ToArray(), axes));
    }
}
