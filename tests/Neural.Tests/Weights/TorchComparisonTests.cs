using System.Globalization;
using Astra.Testing;

namespace Astra.Neural.Tests;

/// <summary>Checkpoints that PyTorch itself wrote, compared value by value with what PyTorch says is in them.</summary>
public sealed class TorchComparisonTests : IDisposable
{
    /// <summary>Defines the checkpoints, saves the one that is asked for, and prints its tensors: name, type, shape and values.</summary>
    const string Script =
        """
        import collections, sys
        import torch
        from torch import nn
        torch.manual_seed(1)
        base = torch.randn(6, 8)
        class Bcnn(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv1d(1, 2, 8)
                self.dense = nn.Linear(5, 3)
                self.register_buffer('input_mean', torch.randn(7))
                self.register_buffer('mask', torch.rand(9) > 0.5)
        class Tied(nn.Module):
            def __init__(self):
                super().__init__()
                self.a = nn.Linear(4, 4)
                self.b = nn.Linear(4, 4)
                self.b.weight = self.a.weight
        def trained():
            net = nn.Sequential(nn.Conv1d(1, 4, 3), nn.BatchNorm1d(4), nn.ReLU(), nn.Flatten(), nn.Linear(24, 2))
            optimizer = torch.optim.Adam(net.parameters())
            net(torch.randn(5, 1, 8)).sum().backward()
            optimizer.step()
            return net, optimizer
        net, optimizer = trained()
        cases = {
            'module': lambda: net.state_dict(),
            'buffers': lambda: Bcnn().state_dict(),
            'tied': lambda: Tied().state_dict(),
            'half': lambda: net.half().state_dict(),
            'double': lambda: net.double().state_dict(),
            'bfloat16': lambda: net.bfloat16().state_dict(),
            'integers': lambda: {'i64': torch.tensor([-1, 2**62]), 'i32': torch.tensor([-5], dtype=torch.int32), 'i16': torch.tensor([-300], dtype=torch.int16),
                                 'i8': torch.tensor([-3], dtype=torch.int8), 'u8': torch.tensor([200], dtype=torch.uint8), 'bool': torch.tensor([[True], [False]])},
            'transposed': lambda: {'t': base.t(), 'permuted': torch.randn(2, 3, 4, 5).permute(3, 1, 0, 2)},
            'sliced': lambda: {'rows': base[2:5], 'columns': base[:, 1::3], 'single': base[3, 4], 'empty': base[3:3], 'last': base[6:]},
            'expanded': lambda: {'e': torch.tensor([1., 2.]).reshape(2, 1).expand(2, 5), 'scalar': torch.tensor(3.).expand(4, 4), 'window': base.flatten().as_strided((10, 5), (1, 2), 3)},
            'scalars': lambda: {'zero': torch.tensor(0.), 'nan': torch.tensor([float('nan'), float('inf'), -float('inf')]), 'none': torch.zeros(0), 'wide': torch.zeros(3, 0, 5)},
            'large': lambda: {'w%d' % i: torch.randn(40, 50) for i in range(60)},
            'nested': lambda: {'epoch': 3, 'loss': 0.5, 'best': None, 'ok': True, 'model_state_dict': net.state_dict(), 'optimizer_state_dict': optimizer.state_dict()},
            'state_dict': lambda: {'state_dict': net.state_dict(), 'args': {'lr': 1e-3, 'layers': [1, 2, 3], 'shape': torch.Size([2, 3]), 'type': torch.float16, 'device': torch.device('cpu')}},
            'parameters': lambda: {'p': nn.Parameter(torch.randn(3)), 'frozen': nn.Parameter(torch.randn(2), requires_grad=False)},
            'masks': lambda: collections.OrderedDict(input_mean=torch.randn(4), aspcap_masks={'Fe': torch.rand(5) > 0.5, 'Mg': torch.rand(5) > 0.5}),
            'list': lambda: [torch.randn(2), {'a': torch.randn(3)}],
            'unicode': lambda: {'gewicht_\u00e4\u661f': torch.randn(2)},
        }
        def flat(value, path=()):
            if isinstance(value, torch.Tensor):
                yield '.'.join(path), value
            elif isinstance(value, (dict, list, tuple)):
                for key, item in (value.items() if isinstance(value, dict) else enumerate(value)):
                    yield from flat(item, path + (str(key),))
        name, file, protocol = sys.argv[1], sys.argv[2], int(sys.argv[3])
        value = cases[name]()
        torch.save(value, file, pickle_protocol=protocol)
        for path, tensor in flat(value):
            values = tensor.detach().double().flatten().tolist() if tensor.is_floating_point() else [int(number) for number in tensor.flatten().tolist()]
            print(path, str(tensor.dtype)[6:], ','.join(map(str, tensor.shape)), ','.join(map(str, values)), sep='|')
        """;

    static readonly Dictionary<string, TensorType> types = new()
    {
        ["float16"] = TensorType.F16,
        ["bfloat16"] = TensorType.BF16,
        ["float32"] = TensorType.F32,
        ["float64"] = TensorType.F64,
        ["int8"] = TensorType.I8,
        ["int16"] = TensorType.I16,
        ["int32"] = TensorType.I32,
        ["int64"] = TensorType.I64,
        ["uint8"] = TensorType.U8,
        ["bool"] = TensorType.Bool,
    };

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TorchTheory]
    [InlineData("module")]
    [InlineData("buffers")]
    [InlineData("tied")]
    [InlineData("half")]
    [InlineData("double")]
    [InlineData("bfloat16")]
    [InlineData("integers")]
    [InlineData("transposed")]
    [InlineData("sliced")]
    [InlineData("expanded")]
    [InlineData("scalars")]
    [InlineData("large")]
    [InlineData("nested")]
    [InlineData("state_dict")]
    [InlineData("parameters")]
    [InlineData("masks")]
    [InlineData("list")]
    [InlineData("unicode")]
    [InlineData("nested", 3)]
    [InlineData("nested", 4)]
    [InlineData("state_dict", 5)]
    public void Every_value_of_a_checkpoint_is_read_as_PyTorch_reads_it(string name, int protocol = 2)
    {
        string path = folder.Path("checkpoint.pt");
        string[][] expected = [.. Python.Ask("-c", Script, name, path, protocol.ToString(CultureInfo.InvariantCulture)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))];
        WeightFile file = WeightFile.Read(path, stateDict: "");
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(row => row[0]), file.Tensors.Keys);
        foreach (string[] row in expected)
        {
            Tensor tensor = file.Tensors[row[0]];
            Assert.Equal(types[row[1]], tensor.Type);
            Assert.Equal(row[2], string.Join(',', tensor.Shape));
            double[] values = [.. row[3].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
            Assert.Equal(values, tensor.ReadDouble());
            Assert.Equal(values.Select(value => (float)value), tensor.ReadSingle());
        }
    }

    [TorchFact]
    public void The_state_dict_beside_an_optimizer_is_found_and_becomes_safetensors()
    {
        string path = folder.Path("checkpoint.pt");
        Python.Ask("-c", Script, "nested", path, "2");
        WeightFile checkpoint = WeightFile.Read(path);
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "4.weight", "4.bias"], checkpoint.Tensors.Keys);
        Assert.Contains("optimizer_state_dict.state.0.exp_avg", checkpoint.OtherTensors.Keys);
        Assert.Equal("3", checkpoint.Metadata["epoch"]);
        string copy = folder.Path("copy.safetensors");
        WeightFile.Write(copy, checkpoint.Tensors.Values);
        WeightFile read = WeightFile.Read(copy);
        Assert.All(checkpoint.Tensors.Values, tensor => Assert.Equal(tensor.ReadDouble(), read.Tensors[tensor.Name].ReadDouble()));
    }

    [TorchTheory]
    [InlineData("torch.save(torch.nn.Linear(2, 2), path)", "names 'torch.nn.modules.linear.Linear'")]
    [InlineData("torch.save({'w': torch.zeros(2)}, path, _use_new_zipfile_serialization=False)", "is a bare pickle, as PyTorch saved before version 1.6")]
    [InlineData("torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), path)", "is a TorchScript archive")]
    [InlineData("torch.save({'w': torch.zeros(2).to_sparse()}, path)", "_rebuild_sparse_tensor' of Python")]
    [InlineData("torch.save({'w': torch.zeros(2, dtype=torch.complex64)}, path)", "names 'torch.ComplexFloatStorage'")]
    [InlineData("import numpy; torch.save({'best': numpy.float64(1), 'w': torch.zeros(2)}, path)", "names 'numpy.core.multiarray.scalar'")]
    [InlineData("import os; torch.save({'w': type('Harm', (), {'__reduce__': lambda self: (os.system, ('echo harm',))})()}, path)", "names 'posix.system' of Python")]
    public void What_PyTorch_saves_beyond_tensors_is_refused_with_its_reason(string statement, string reason)
    {
        string path = folder.Path("other.pt");
        Python.Ask("-c", $"import sys, torch; path = sys.argv[1]; {statement}", path);
        Assert.Contains(reason, Assert.Throws<WeightFileException>(() => WeightFile.Read(path)).Message);
    }

    static double Number(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };
}
