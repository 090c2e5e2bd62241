namespace Astra.Neural;

/// <summary>An instruction of a pickle, for messages.</summary>
/// <param name="Byte">Where it begins.</param>
/// <param name="Opcode">What it is.</param>
readonly record struct PicklePlace(int Byte, PickleOpcode Opcode)
{
    /// <summary>As people look it up: <c>GLOBAL at byte 25</c>.</summary>
    public override string ToString() =>
        Enum.IsDefined(Opcode) ? $"{Opcode.ToString().ToUpperInvariant()} at byte {Byte}" : $"opcode 0x{(byte)Opcode:x2} at byte {Byte}";
}
