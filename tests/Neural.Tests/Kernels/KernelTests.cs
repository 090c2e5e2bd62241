using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;

namespace Astra.Neural.Tests;

/// <summary>Each vector width against plain loops, on random shapes. Forward sums are made in the same order on all of them, so they agree to the last bit.</summary>
public sealed unsafe class KernelTests
{
    static readonly ReferenceKernels Reference = new();

    static readonly Dictionary<string, KernelSet> Sets = new()
    {
        ["512"] = new VectorKernels<Lanes512, Vector512<float>>(),
        ["256"] = new VectorKernels<Lanes256, Vector256<float>>(),
        ["128"] = new VectorKernels<Lanes128, Vector128<float>>(),
    };

    public static TheoryData<string> Widths => [.. Sets.Keys];

    [Fact]
    public void The_widest_that_the_machine_has_is_chosen() =>
        Assert.Equal(Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4, KernelSet.Widest.Width);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_convolution_is_that_of_plain_loops(string width) => Check(
        from channels in Gen.Choose(1, 20)
        from outputs in Gen.Choose(1, 20)
        from kernel in Gen.Choose(1, 9)
        from stride in Gen.Choose(1, kernel)
        from length in Gen.Choose(kernel, 130)
        from pool in Gen.Elements(1, 1, 2, 4)
        from same in Gen.Elements(true, false)
        select (channels, outputs, kernel, stride, length, pool, same),
        shape =>
        {
            Node node = Node.Input("x", shape.channels * shape.length).UnflattenByPosition(shape.channels)
                .Conv1d("conv", shape.outputs, shape.kernel, shape.same ? Padding.Same : Padding.None, Activation.Relu, shape.stride);
            SameOutputs(width, shape.pool <= node.Shape.Length ? node.MaxPool1d(shape.pool) : node);
        });

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_transposed_convolution_is_that_of_plain_loops(string width) => Check(
        from channels in Gen.Choose(1, 20)
        from outputs in Gen.Choose(1, 20)
        from kernel in Gen.Choose(1, 9)
        from stride in Gen.Choose(1, kernel)
        from length in Gen.Choose(1, 130)
        select (channels, outputs, kernel, stride, length),
        shape => SameOutputs(width, Node.Input("x", shape.channels * shape.length).UnflattenByPosition(shape.channels)
            .ConvTranspose1d("conv", shape.outputs, shape.kernel, Padding.Same, Activation.LeakyRelu(), shape.stride)));

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_matrix_product_is_that_of_plain_loops(string width) => Check(
        from rows in Gen.Choose(1, 40)
        from depth in Gen.Choose(1, 300)
        from columns in Gen.Choose(1, 70)
        from transposed in Gen.Elements(true, false)
        from adds in Gen.Elements(true, false)
        select (rows, depth, columns, transposed, adds),
        shape =>
        {
            float[] a = Noise.Normal(shape.rows * shape.depth, 1), b = Noise.Normal(shape.depth * shape.columns, 2), c = Noise.Normal(shape.rows * shape.columns, 3);
            float[] bias = Noise.Normal(shape.columns + 64, 4);

            Assert.Equal(Product(Reference), Product(Sets[width]));

            float[] Product(KernelSet kernels)
            {
                AlignedArray<float> panels = new(kernels.Panels(shape.columns) * kernels.PanelWidth * shape.depth);
                float[] result = [.. c];
                fixed (float* aPointer = a, bPointer = b, cPointer = result, biasPointer = bias)
                {
                    for (int panel = 0; panel < kernels.Panels(shape.columns); panel++)
                    {
                        int first = panel * kernels.PanelWidth;
                        kernels.PackRows(bPointer + first, shape.columns, shape.depth, shape.columns - first, panels.Pointer + first * shape.depth);
                    }

                    kernels.Multiply(new MatrixProduct
                    {
                        A = aPointer,
                        ARowStride = shape.transposed ? 1 : shape.depth,
                        AColumnStride = shape.transposed ? shape.rows : 1,
                        Rows = shape.rows,
                        Depth = shape.depth,
                        Columns = shape.columns,
                        Panels = panels.Pointer,
                        C = cPointer,
                        CRowStride = shape.columns,
                        Bias = shape.adds ? null : biasPointer,
                        Floor = shape.adds ? float.NegativeInfinity : -0.5f,
                    });
                }

                return result;
            }
        });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Packing_by_columns_is_packing_by_rows_of_the_transpose(string width) => Check(
        from depth in Gen.Choose(1, 70)
        from columns in Gen.Choose(1, 40)
        select (depth, columns),
        shape =>
        {
            KernelSet kernels = Sets[width];
            float[] rows = Noise.Normal(shape.depth * shape.columns, 1), transposed = new float[rows.Length];
            for (int i = 0; i < rows.Length; i++)
            {
                transposed[i % shape.columns * shape.depth + i / shape.columns] = rows[i];
            }

            AlignedArray<float> expected = new(shape.depth * kernels.PanelWidth), found = new(shape.depth * kernels.PanelWidth);
            fixed (float* rowsPointer = rows, transposedPointer = transposed)
            {
                kernels.PackRows(rowsPointer, shape.columns, shape.depth, shape.columns, expected.Pointer);
                kernels.PackColumns(transposedPointer, shape.depth, shape.depth, shape.columns, found.Pointer);
            }

            Assert.Equal(expected.Span, found.Span);
        });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Gradients_are_those_of_plain_loops(string width) => Check(
        from channels in Gen.Choose(1, 10)
        from outputs in Gen.Choose(1, 18)
        from kernel in Gen.Choose(1, 8)
        from stride in Gen.Choose(1, kernel)
        from length in Gen.Choose(kernel, 700)
        from pool in Gen.Elements(1, 2, 4)
        from transposed in Gen.Elements(true, false)
        select (channels, outputs, kernel, stride, length, pool, transposed),
        shape =>
        {
            Node before = Node.Input("x", shape.length).Conv1d("before", shape.channels, 1);
            Node node = shape.transposed
                ? before.ConvTranspose1d("conv", shape.outputs, shape.kernel, Padding.Same, Activation.Tanh, shape.stride)
                : before.Conv1d("conv", shape.outputs, shape.kernel, Padding.Same, Activation.Relu, shape.stride);
            node = shape.pool <= node.Shape.Length ? node.MaxPool1d(shape.pool) : node;
            float[][] expected = Gradients(node, Reference), found = Gradients(node, Sets[width]);

            foreach ((float[] one, float[] other) in expected.Zip(found))
            {
                double scale = Math.Sqrt(one.Sum(value => (double)value * value));
                Assert.All(one.Zip(other), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5 * scale + 2e-5));
            }
        });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Dropped_numbers_sums_and_additions_are_those_of_plain_loops(string width) => Check(
        from count in Gen.Choose(1, 200)
        from key in Gen.Choose(0, int.MaxValue)
        select (count, key),
        shape =>
        {
            float[] source = Noise.Normal(shape.count, 1);
            ulong key = CounterRandom.Mix((ulong)shape.key);

            Assert.Equal(Apply(Reference), Apply(Sets[width]));
            fixed (float* pointer = source)
            {
                Assert.Equal(Reference.Sum(pointer, shape.count), Sets[width].Sum(pointer, shape.count), 1e-4);
            }

            float[] Apply(KernelSet kernels)
            {
                float[] target = new float[shape.count];
                fixed (float* from = source, to = target)
                {
                    kernels.Drop(from, to, shape.count, key, 1u << 30, 1.5f);
                    kernels.Add(from, to, shape.count);
                }

                return target;
            }
        });

    [Fact]
    public void Dropout_drops_the_fraction_it_should_and_normal_draws_are_normal()
    {
        ulong key = CounterRandom.StreamKey(CounterRandom.RowKey(5, 3), 1);
        int dropped = Enumerable.Range(0, 100_000).Count(i => CounterRandom.At((uint)i, key) < 0.3 * uint.MaxValue);
        float[] draws = Noise.Normal(100_000, 6);

        Assert.InRange(dropped, 29_500, 30_500);
        Assert.InRange(draws.Average(), -0.012, 0.012);
        Assert.InRange(draws.Average(draw => draw * draw), 0.98, 1.02);
        Assert.InRange(draws.Zip(draws.Skip(1), (one, next) => one * next).Average(), -0.012, 0.012);
    }

    static void Check<T>(Gen<T> shapes, Action<T> check) =>
        Prop.ForAll(Arb.From(shapes), check).QuickCheckThrowOnFailure();

    static void SameOutputs(string width, Node node)
    {
        Network network = new("one layer", node, seed: 3);
        float[] inputs = Noise.Normal(2 * network.InputSize, 1), expected = new float[2 * network.OutputSize], found = new float[expected.Length];

        network.Freeze(Reference).CreateSession().Run(inputs, 2, expected);
        network.Freeze(Sets[width]).CreateSession().Run(inputs, 2, found);

        Assert.Equal(expected, found);
    }

    static float[][] Gradients(Node node, KernelSet kernels)
    {
        Network initialised = new("one layer", node, seed: 3);
        Network network = new(initialised.Name, node, kernels);
        float[] outputs = new float[2 * network.OutputSize];
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Gradient = null;
        }

        network.Forward(Noise.Normal(2 * network.InputSize, 1), 2, outputs, 1);
        network.Backward(Noise.Normal(outputs.Length, 2));
        return [.. network.Parameters.Select(parameter => parameter.Gradient!)];
    }
}
