namespace Astra.Neural;

/// <summary>How the numbers of a tensor are stored in a weight file.</summary>
public enum TensorType
{
    /// <summary>16-bit floating point, IEEE 754 binary16.</summary>
    F16,

    /// <summary>The upper half of a 32-bit floating point number.</summary>
    BF16,

    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>64-bit floating point.</summary>
    F64,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>A byte that is zero or not.</summary>
    Bool,
}

/// <summary>Sizes of the types and their names in safetensors.</summary>
static class TensorTypes
{
    static readonly Dictionary<string, TensorType> byName = Enum.GetValues<TensorType>().ToDictionary(type => type.ToString().ToUpperInvariant());

    public static string FormatName(this TensorType type) => type.ToString().ToUpperInvariant();

    public static bool TryParse(string? name, out TensorType type) => byName.TryGetValue(name ?? "", out type);

    /// <summary>Bytes of one number.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => 2,
        _ => 1,
    };
}
