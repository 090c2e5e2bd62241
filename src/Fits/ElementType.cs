namespace Astra.Fits;

/// <summary>What a number or character of an image or table is in the file. The letters are those of TFORM in binary tables.</summary>
public enum ElementType
{
    /// <summary>X: a bit.</summary>
    Bit,

    /// <summary>L: T, F or undefined.</summary>
    Logical,

    /// <summary>B, BITPIX 8: unsigned byte.</summary>
    Byte,

    /// <summary>I, BITPIX 16.</summary>
    Int16,

    /// <summary>J, BITPIX 32.</summary>
    Int32,

    /// <summary>K, BITPIX 64; also the integers of ASCII tables.</summary>
    Int64,

    /// <summary>E, BITPIX -32.</summary>
    Single,

    /// <summary>D, BITPIX -64; also the real numbers of ASCII tables.</summary>
    Double,

    /// <summary>C: two singles, real part first.</summary>
    ComplexSingle,

    /// <summary>M: two doubles, real part first.</summary>
    ComplexDouble,

    /// <summary>A: characters.</summary>
    Text,
}
