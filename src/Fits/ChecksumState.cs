namespace Astra.Fits;

/// <summary>What a checksum says about an HDU.</summary>
public enum ChecksumState
{
    /// <summary>The header has no such card, or it is empty.</summary>
    Absent,

    /// <summary>The bytes are those that were written.</summary>
    Correct,

    /// <summary>The bytes have changed since the checksum was written.</summary>
    Incorrect,
}
