using Astra.Testing;
namespace Astra.Neural.Tests;

public sealed class SafetensorsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        string path = folder.Path("a.safetensors");
        Tensor[] tensors =
        [
            Tensor.From("b", [2, 3], [1f, -2, float.MaxValue, float.Epsilon, float.NaN, float.NegativeInfinity]),
            Tensor.From("a/\"\u00e5\"", [], [1e-300]),
            Tensor.From("c", [0, 7], ReadOnlySpan<float>.Empty),
            Tensor.From("d", [2], [long.MinValue, long.MaxValue]),
            Tensor.From("e", [3], [0.1f, -65504, 6e-8f]).ToHalf(),
        ];
        WeightFile.Write(path, tensors, new Dictionary<string, string> { ["z"] = "1", ["made by"] = "test" });
        WeightFile read = WeightFile.Read(path);
        Assert.Equal(["a/\"\u00e5\"", "d", "b", "c", "e"], read.Tensors.Keys);
        Assert.Equal(tensors[0].ReadSingle(), read.Tensors["b"].ReadSingle());
        Assert.Equal([1e-300], read.Tensors["a/\"\u00e5\""].ReadDouble());
        Assert.Equal([0, 7], read.Tensors["c"].Shape);
        Assert.Equal([long.MinValue, long.MaxValue], read.Tensors["d"].ReadInt64());
        Assert.Equal(TensorType.F16, read.Tensors["e"].Type);
        Assert.Equal([(float)(Half)0.1f, -65504, (float)Half.Epsilon], read.Tensors["e"].ReadSingle());
        Assert.Equal(new Dictionary<string, string> { ["z"] = "1", ["made by"] = "test" }, read.Metadata);
        Assert.Equal([path], Directory.GetFiles(folder.Folder));
    }

    [Fact]
    public void The_order_of_tensors_does_not_change_the_bytes()
    {
        Tensor[] tensors = [.. Enumerable.Range(0, 9).Select(i => Tensor.From($"t{i}", [1], [(float)i])).Select((tensor, i) => i % 2 == 0 ? tensor.ToHalf() : tensor)];
        WeightFile.Write(folder.Path("forward"), tensors);
        WeightFile.Write(folder.Path("backward"), tensors.Reverse());
        Assert.Equal(File.ReadAllBytes(folder.Path("forward")), File.ReadAllBytes(folder.Path("backward")));
    }

    [Fact]
    public void An_existing_file_is_replaced_whole()
    {
        string path = folder.Path("a");
        File.WriteAllBytes(path, new byte[100_000]);
        WeightFile.Write(path, [Tensor.From("a", [1], [1f])]);
        Assert.Equal([1f], WeightFile.Read(path).Tensors["a"].ReadSingle());
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_and_nothing_is_left()
    {
        string path = folder.Path("is a folder");
        Directory.CreateDirectory(path);
        Assert.StartsWith($"{path}: cannot be written: ", Assert.Throws<WeightFileException>(() => WeightFile.Write(path, [Tensor.From("a", [1], [1f])])).Message);
        Assert.Empty(Directory.GetFiles(folder.Folder));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "__metadata__")]
    public void A_name_that_is_taken_is_not_written(string first, string second) =>
        Assert.Throws<ArgumentException>(() => WeightFile.Write(folder.Path("a"), [Tensor.From(first, [], [1f]), Tensor.From(second, [], [1f])]));

    [NumpyFact]
    public void An_independent_reader_finds_what_was_written()
    {
        string path = folder.Path("a.safetensors");
        WeightFile.Write(path, [Tensor.From("w", [2, 3], [1f, 2, 3, 4, 5, 6.5f]), Tensor.From("d", [2], [0.1, -1e300]), Tensor.From("h", [2], [1f / 3, -2]).ToHalf(), Tensor.From("n", [], [-7L])]);
        string found = Python.Ask("-c", 
            """
            import json, struct, sys
            import numpy as np
            file = open(sys.argv[1], 'rb').read()
            size, = struct.unpack('<Q', file[:8])
            assert size % 8 == 0
            header = json.loads(file[8:8 + size])
            types = {'F16': '<f2', 'F32': '<f4', 'F64': '<f8', 'I64': '<i8'}
            for name in sorted(header):
                entry = header[name]
                begin, end = entry['data_offsets']
                values = np.frombuffer(file[8 + size:][begin:end], types[entry['dtype']]).reshape(entry['shape'])
                print(name, entry['dtype'], values.shape, values.tolist())
            """,
            path);
        Assert.Equal("d F64 (2,) [0.1, -1e+300]\nh F16 (2,) [0.333251953125, -2.0]\nn I64 () -7\nw F32 (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]]\n", found);
    }

    [NumpyFact]
    public void What_an_independent_writer_wrote_is_found()
    {
        string path = folder.Path("b.safetensors");
        Python.Ask("-c", 
            """
            import json, struct, sys
            import numpy as np
            arrays = [('F32', np.arange(6, dtype='<f4').reshape(2, 3)), ('F64', np.array([0.1])), ('F16', np.array(1.5, '<f2')), ('I64', np.array([-1, 1 << 60])),
                      ('I32', np.array([-5], '<i4')), ('I16', np.array([-300], '<i2')), ('I8', np.array([-3], 'i1')), ('U8', np.array([200], 'u1')), ('BOOL', np.array([True, False]))]
            header, data = {'__metadata__': {'format': 'np'}}, b''
            for name, array in arrays:
                header[name] = {'dtype': name, 'shape': list(array.shape), 'data_offsets': [len(data), len(data) + array.nbytes]}
                data += array.tobytes()
            header = json.dumps(header).encode()
            open(sys.argv[1], 'wb').write(struct.pack('<Q', len(header)) + header + data)
            """,
            path);
        WeightFile read = WeightFile.Read(path);
        Assert.Equal(["F32", "F64", "F16", "I64", "I32", "I16", "I8", "U8", "BOOL"], read.Tensors.Keys);
        Assert.All(read.Tensors.Values, tensor => Assert.Equal(tensor.Name, tensor.Type.FormatName()));
        Assert.Equal([0f, 1, 2, 3, 4, 5], read.Tensors["F32"].ReadSingle());
        Assert.Equal([0.1], read.Tensors["F64"].ReadDouble());
        Assert.Equal([1.5f], read.Tensors["F16"].ReadSingle());
        Assert.Equal([-1, 1L << 60], read.Tensors["I64"].ReadInt64());
        Assert.Equal([-5L], read.Tensors["I32"].ReadInt64());
        Assert.Equal([-300f], read.Tensors["I16"].ReadSingle());
        Assert.Equal([-3.0], read.Tensors["I8"].ReadDouble());
        Assert.Equal([200L], read.Tensors["U8"].ReadInt64());
        Assert.Equal([1f, 0], read.Tensors["BOOL"].ReadSingle());
        Assert.Equal("np", read.Metadata["format"]);
    }
}
