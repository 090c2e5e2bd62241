using System.Runtime.InteropServices;

namespace Astra.Neural;

/// <summary>Numbers at a fixed address on a cache-line boundary, for kernels. Lives as long as something refers to it.</summary>
internal sealed unsafe class AlignedArray<T>
    where T : unmanaged
{
    const int CacheLine = 64;

    readonly T[] values;

    public AlignedArray(long length)
    {
        values = GC.AllocateArray<T>(checked((int)(length + CacheLine / sizeof(T))), pinned: true);
        Length = (int)length;
        nint address = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(values, 0);
        Pointer = (T*)((address + CacheLine - 1) & ~(nint)(CacheLine - 1));
    }

    public AlignedArray(ReadOnlySpan<T> contents)
        : this(contents.Length) => contents.CopyTo(Span);

    public int Length { get; }

    public T* Pointer { get; }

    public Span<T> Span => new(Pointer, Length);
}
