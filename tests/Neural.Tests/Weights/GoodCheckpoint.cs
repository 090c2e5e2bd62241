using System.Runtime.InteropServices;

namespace Astra.Neural.Tests;

/// <summary>A small checkpoint as a training program writes it: a state dict under a key, its metadata, an optimizer's tensors and plain values.</summary>
static class GoodCheckpoint
{
    public static (string Key, byte[] Data)[] Storages =>
    [
        ("0", MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6]).ToArray()),
        ("1", MemoryMarshal.AsBytes<Half>([(Half)0.5, (Half)(-2)]).ToArray()),
        ("2", MemoryMarshal.AsBytes<long>([1L << 40]).ToArray()),
    ];

    public static byte[] Pickle() => PickleBuilder.Protocol().Op("}").Memoize().Op("(")
        .Text("epoch").Int(12)
        .Text("loss").Float(0.25)
        .Text("history").Op("](").Float(1).Float(0.5).Op("e")
        .Text("seed").Raw(0x8a, 9, 255, 255, 255, 255, 255, 255, 255, 255, 0)
        .Text("model_state_dict").OrderedDictionary().Memoize().Op("(")
        .Text("dense.weight").Tensor("0", 6, [3, 2], [1, 3])
        .Text("dense.tied").Tensor("0", 6, [2, 3], [3, 1])
        .Text("dense.bias").Tensor("1", 2, [2], [1], 0, "HalfStorage")
        .Text("count").Tensor("2", 1, [], [], 0, "LongStorage")
        .Text("row").Tensor("0", 6, [2, 3], [0, 1], 3)
        .Op("u}").Text("_metadata").OrderedDictionary().Op("(").Text("").Op("}").Text("version").Int(1).Op("susb")
        .Text("optimizer").Op("}").Text("state").Op("}").Int(0).Tensor("0", 6, [6], [1]).Op("ss")
        .Op("u").Stop();

    public static byte[] File() => new ZipBuilder { Zip64 = (count, length, start) => (count, length, start) }.AddCheckpoint(Pickle(), Storages).Build();
}
