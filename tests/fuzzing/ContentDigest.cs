using System.Runtime.InteropServices;

namespace Astra.Fuzzing;

/// <summary>A digest of what a reader gave (FNV-1a over words), for comparing two readings.</summary>
struct ContentDigest()
{
    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(long number) => Value = (Value ^ (ulong)number) * 0x100000001B3;

    public void Add(double number) => Add(BitConverter.DoubleToInt64Bits(number));

    public void Add(string? text)
    {
        Add(text?.Length ?? -1);
        foreach (char letter in text ?? "")
        {
            Add(letter);
        }
    }

    public void Add<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(numbers);
        ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(bytes);
        foreach (long word in words)
        {
            Add(word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(long))..])
        {
            Add(rest);
        }
    }
}
