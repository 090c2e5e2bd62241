using System.Numerics;
using System.Runtime.InteropServices;

namespace Astra.Neural;

/// <summary>
/// Numbers in the bytes of a file, seen as an array through an offset and a stride per axis, both in elements. Whoever makes one has checked that every element
/// lies inside of the data. The formats are little-endian, as is every machine that this runs on.
/// </summary>
/// <param name="Type">The type of the numbers.</param>
/// <param name="Data">The bytes of the storage.</param>
/// <param name="Shape">The axes, slowest first.</param>
/// <param name="Offset">The place of the first element.</param>
/// <param name="Strides">The distance between neighbours along every axis; zero repeats an element.</param>
sealed record TensorView(TensorType Type, ReadOnlyMemory<byte> Data, int[] Shape, int Offset, long[] Strides)
{
    /// <summary>More axes than PyTorch allows are damage.</summary>
    public const int MaximumRank = 64;

    /// <summary>Elements seen.</summary>
    public int Count { get; } = (int)CountOf(Shape)!.Value;

    /// <summary>The view of a whole storage in row-major order.</summary>
    public static TensorView RowMajor(TensorType type, ReadOnlyMemory<byte> data, int[] shape) => new(type, data, shape, 0, RowMajorStrides(shape));

    /// <summary>The number of elements of a shape; null where it is more than an array holds.</summary>
    public static long? CountOf(ReadOnlySpan<int> shape)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        long count = 1;
        foreach (int axis in shape)
        {
            count *= axis;
            if (count > Array.MaxLength)
            {
                return null;
            }
        }

        return count;
    }

    public void ReadSingle(Span<float> destination)
    {
        switch (Type)
        {
            case TensorType.F32 when IsRowMajor:
                MemoryMarshal.Cast<byte, float>(Data.Span).Slice(Offset, Count).CopyTo(destination);
                break;
            case TensorType.F32:
                Gather(destination, static (float value) => value);
                break;
            case TensorType.F16:
                Gather(destination, static (Half value) => (float)value);
                break;
            case TensorType.BF16:
                Gather(destination, static (ushort value) => BitConverter.Int32BitsToSingle(value << 16));
                break;
            case TensorType.F64:
                Gather(destination, static (double value) => (float)value);
                break;
            default:
                GatherIntegers(destination);
                break;
        }
    }

    public void ReadDouble(Span<double> destination)
    {
        switch (Type)
        {
            case TensorType.F64:
                Gather(destination, static (double value) => value);
                break;
            case TensorType.F32:
                Gather(destination, static (float value) => (double)value);
                break;
            case TensorType.F16:
                Gather(destination, static (Half value) => (double)value);
                break;
            case TensorType.BF16:
                Gather(destination, static (ushort value) => (double)BitConverter.Int32BitsToSingle(value << 16));
                break;
            default:
                GatherIntegers(destination);
                break;
        }
    }

    public void GatherIntegers<T>(Span<T> destination)
        where T : INumberBase<T>
    {
        switch (Type)
        {
            case TensorType.I8:
                Gather(destination, static (sbyte value) => T.CreateTruncating(value));
                break;
            case TensorType.I16:
                Gather(destination, static (short value) => T.CreateTruncating(value));
                break;
            case TensorType.I32:
                Gather(destination, static (int value) => T.CreateTruncating(value));
                break;
            case TensorType.I64:
                Gather(destination, static (long value) => T.CreateTruncating(value));
                break;
            case TensorType.U8:
                Gather(destination, static (byte value) => T.CreateTruncating(value));
                break;
            case TensorType.Bool:
                Gather(destination, static (byte value) => value == 0 ? T.Zero : T.One);
                break;
            default:
                throw new InvalidOperationException($"{Type} is not a type of integers.");
        }
    }

    /// <summary>The elements as they are stored, row-major.</summary>
    public ReadOnlyMemory<byte> RowMajorBytes()
    {
        if (IsRowMajor)
        {
            return Data.Slice(Offset * Type.Size(), Count * Type.Size());
        }

        byte[] bytes = new byte[(long)Count * Type.Size()];
        switch (Type.Size())
        {
            case 1:
                Gather(bytes.AsSpan(), static (byte value) => value);
                break;
            case 2:
                Gather(MemoryMarshal.Cast<byte, short>(bytes.AsSpan()), static (short value) => value);
                break;
            case 4:
                Gather(MemoryMarshal.Cast<byte, int>(bytes.AsSpan()), static (int value) => value);
                break;
            default:
                Gather(MemoryMarshal.Cast<byte, long>(bytes.AsSpan()), static (long value) => value);
                break;
        }

        return bytes;
    }

    // The stride of an axis of one element says nothing: PyTorch writes whatever it had.
    bool IsRowMajor
    {
        get
        {
            long[] wanted = RowMajorStrides(Shape);
            return Count == 0 || Enumerable.Range(0, Shape.Length).All(axis => Shape[axis] == 1 || Strides[axis] == wanted[axis]);
        }
    }

    static long[] RowMajorStrides(int[] shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(shape[axis], 1);
        }

        return strides;
    }

    void Gather<TStored, TValue>(Span<TValue> destination, Func<TStored, TValue> convert)
        where TStored : unmanaged
    {
        if (Count == 0)
        {
            return;
        }

        ReadOnlySpan<TStored> stored = MemoryMarshal.Cast<byte, TStored>(Data.Span);
        Span<int> index = stackalloc int[Shape.Length];
        long place = Offset;
        for (int i = 0; ;)
        {
            destination[i] = convert(stored[(int)place]);
            if (++i == Count)
            {
                return;
            }

            int axis = Shape.Length - 1;
            for (; ++index[axis] == Shape[axis]; axis--)
            {
                place -= (Shape[axis] - 1) * Strides[axis];
                index[axis] = 0;
            }

            place += Strides[axis];
        }
    }
}
