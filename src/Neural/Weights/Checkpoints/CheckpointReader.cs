using System.Text;

namespace Astra.Neural;

/// <summary>Reads a checkpoint of PyTorch: opens its archive, carries out its pickle, and finds its state dict.</summary>
static class CheckpointReader
{
    /// <summary>Keys under which programs keep a state dict beside other things.</summary>
    static readonly string[] usualKeys = ["model_state_dict", "state_dict", "model"];

    public static WeightFile Read(string path, ReadOnlyMemory<byte> file, string? stateDict, WeightFileErrors errors)
    {
        CheckpointArchive archive = CheckpointArchive.Open(file, errors);
        if (archive.Read("byteorder") is { } order && !order.Span.SequenceEqual("little"u8))
        {
            throw errors.WrongByteOrder(Encoding.Latin1.GetString(order.Span[..Math.Min(order.Length, 10)]));
        }

        Unpickler unpickler = new(archive.Read(CheckpointArchive.PickleName)!.Value, key => archive.Read($"data/{key}"), errors);
        CheckpointContents contents = CheckpointContents.Of(unpickler.Load(), errors);
        if (contents.Tensors.Count == 0)
        {
            throw errors.NoTensors();
        }

        string root = stateDict ?? FindStateDict(contents, errors);
        string prefix = root.Length == 0 ? "" : root + ".";
        OrderedDictionary<string, Tensor> tensors = [];
        OrderedDictionary<string, Tensor> others = [];
        foreach ((string name, TensorView view) in contents.Tensors)
        {
            bool inside = name.StartsWith(prefix, StringComparison.Ordinal);
            string ownName = inside ? name[prefix.Length..] : name;
            (inside ? tensors : others).Add(ownName, new Tensor(ownName, view));
        }

        return tensors.Count > 0 ? new WeightFile(path, tensors, others, contents.Values) : throw errors.NoStateDict(root, contents.TensorsByKey);
    }

    static string FindStateDict(CheckpointContents contents, WeightFileErrors errors)
    {
        string[] usual = [.. usualKeys.Where(contents.TensorsByKey.ContainsKey)];
        return (usual.Length, contents.HasTensorsAtTop, contents.TensorsByKey.Count) switch
        {
            (1, _, _) => usual[0],
            (0, true, _) => "",
            (0, false, 1) => contents.TensorsByKey.Keys.Single(),
            _ => throw errors.AmbiguousStateDict(contents.TensorsByKey),
        };
    }
}
