namespace Astra.Neural;

/// <summary>The numbers that tensors of a checkpoint are views of.</summary>
/// <param name="Key">Its name in the archive.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Data">Its bytes.</param>
sealed record PickleStorage(string Key, TensorType Type, ReadOnlyMemory<byte> Data)
{
    /// <summary>Numbers in it.</summary>
    public int Count => Data.Length / Type.Size();
}
