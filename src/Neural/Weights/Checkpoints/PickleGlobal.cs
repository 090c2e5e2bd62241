namespace Astra.Neural;

/// <summary>What a name of Python that a checkpoint may use stands for.</summary>
enum PickleGlobalKind
{
    /// <summary>The function that makes a tensor of a storage.</summary>
    RebuildTensor,

    /// <summary>The function that marks a tensor as trained.</summary>
    RebuildParameter,

    /// <summary>The dictionary type of state dicts.</summary>
    OrderedDictionary,

    /// <summary>The tuple type of shapes.</summary>
    Size,

    /// <summary>Where tensors were computed: a plain value here.</summary>
    Device,

    /// <summary>A type of numbers: a plain value here.</summary>
    NumberType,

    /// <summary>A storage, whose class says what numbers are in it.</summary>
    Storage,
}

/// <summary>A name of Python that a checkpoint may use: the complete list. Each stands for something that this reader does itself; none leads to Python.</summary>
/// <param name="Name">Module and name.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Type">The numbers of a storage.</param>
sealed record PickleGlobal(string Name, PickleGlobalKind Kind, TensorType Type = default)
{
    static readonly Dictionary<string, PickleGlobal> allowed = new PickleGlobal[]
    {
        new("torch._utils._rebuild_tensor_v2", PickleGlobalKind.RebuildTensor),
        new("torch._utils._rebuild_parameter", PickleGlobalKind.RebuildParameter),
        new("collections.OrderedDict", PickleGlobalKind.OrderedDictionary),
        new("torch.Size", PickleGlobalKind.Size),
        new("torch.device", PickleGlobalKind.Device),
        new("torch.HalfStorage", PickleGlobalKind.Storage, TensorType.F16),
        new("torch.BFloat16Storage", PickleGlobalKind.Storage, TensorType.BF16),
        new("torch.FloatStorage", PickleGlobalKind.Storage, TensorType.F32),
        new("torch.DoubleStorage", PickleGlobalKind.Storage, TensorType.F64),
        new("torch.CharStorage", PickleGlobalKind.Storage, TensorType.I8),
        new("torch.ShortStorage", PickleGlobalKind.Storage, TensorType.I16),
        new("torch.IntStorage", PickleGlobalKind.Storage, TensorType.I32),
        new("torch.LongStorage", PickleGlobalKind.Storage, TensorType.I64),
        new("torch.ByteStorage", PickleGlobalKind.Storage, TensorType.U8),
        new("torch.BoolStorage", PickleGlobalKind.Storage, TensorType.Bool),
        new("torch.float16", PickleGlobalKind.NumberType),
        new("torch.bfloat16", PickleGlobalKind.NumberType),
        new("torch.float32", PickleGlobalKind.NumberType),
        new("torch.float64", PickleGlobalKind.NumberType),
        new("torch.int8", PickleGlobalKind.NumberType),
        new("torch.int16", PickleGlobalKind.NumberType),
        new("torch.int32", PickleGlobalKind.NumberType),
        new("torch.int64", PickleGlobalKind.NumberType),
        new("torch.uint8", PickleGlobalKind.NumberType),
        new("torch.bool", PickleGlobalKind.NumberType),
    }.ToDictionary(global => global.Name);

    /// <summary>The name, or null where a checkpoint may not use it.</summary>
    public static PickleGlobal? Find(string module, string name) => name.Contains('.') ? null : allowed.GetValueOrDefault($"{module}.{name}");
}
