using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Astra.Fits;

/// <summary>Stored big-endian numbers become numbers of the caller's type.</summary>
static class NumberConversion
{
    /// <summary>Bytes of one stored number.</summary>
    public static int Bytes(ElementType type) => type switch
    {
        ElementType.Int16 => 2,
        ElementType.Int32 or ElementType.Single => 4,
        ElementType.Int64 or ElementType.Double or ElementType.ComplexSingle => 8,
        ElementType.ComplexDouble => 16,
        _ => 1,
    };

    /// <summary>Whether stored numbers only need their bytes reversed to be the caller's.</summary>
    public static bool IsSameType<T>(ElementType type)
        where T : unmanaged =>
        (typeof(T) == typeof(float) && type == ElementType.Single) ||
        (typeof(T) == typeof(double) && type == ElementType.Double) ||
        (typeof(T) == typeof(int) && type == ElementType.Int32) ||
        (typeof(T) == typeof(long) && type == ElementType.Int64) ||
        (typeof(T) == typeof(byte) && type == ElementType.Byte);

    /// <summary>Reverses the bytes of each number in place, from the order of FITS to that of the machine.</summary>
    public static void FromBigEndian<T>(Span<T> numbers)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
        {
            return;
        }

        if (Unsafe.SizeOf<T>() == sizeof(short))
        {
            Span<short> words = MemoryMarshal.Cast<T, short>(numbers);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (Unsafe.SizeOf<T>() == sizeof(int))
        {
            Span<int> words = MemoryMarshal.Cast<T, int>(numbers);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (Unsafe.SizeOf<T>() == sizeof(long))
        {
            Span<long> words = MemoryMarshal.Cast<T, long>(numbers);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <summary>
    /// Converts as many stored numbers as <paramref name="destination"/> holds. <paramref name="stored"/> is overwritten on the way.
    /// Returns -1, or the index of the first number that the destination's type cannot hold.
    /// </summary>
    public static int Convert<T>(ElementType type, Span<byte> stored, in Scaling scaling, Span<T> destination)
        where T : unmanaged, INumber<T> => type switch
        {
            ElementType.Byte => Convert<byte, T>(stored, scaling, destination),
            ElementType.Int16 => Convert<short, T>(stored, scaling, destination),
            ElementType.Int32 => Convert<int, T>(stored, scaling, destination),
            ElementType.Int64 => Convert<long, T>(stored, scaling, destination),
            ElementType.Single => Convert<float, T>(stored, scaling, destination),
            ElementType.Double => Convert<double, T>(stored, scaling, destination),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };

    static int Convert<TStored, T>(Span<byte> stored, in Scaling scaling, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        Span<TStored> numbers = MemoryMarshal.Cast<byte, TStored>(stored)[..destination.Length];
        FromBigEndian(numbers);
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
        {
            ToFloating(numbers, scaling, destination);
            return -1;
        }

        return scaling.IsIdentity ? ToInteger(numbers, destination) : ToScaledInteger(numbers, scaling, destination);
    }

    static void ToFloating<TStored, T>(ReadOnlySpan<TStored> numbers, in Scaling scaling, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        if (scaling.IsIdentity)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                destination[i] = T.CreateTruncating(numbers[i]);
            }
        }
        else
        {
            double scale = scaling.Scale;
            double zero = scaling.Zero;
            for (int i = 0; i < numbers.Length; i++)
            {
                destination[i] = T.CreateTruncating((double.CreateTruncating(numbers[i]) * scale) + zero);
            }
        }

        if (scaling.Null is long none && typeof(TStored) != typeof(float) && typeof(TStored) != typeof(double))
        {
            T nan = T.CreateTruncating(double.NaN);
            for (int i = 0; i < numbers.Length; i++)
            {
                if (long.CreateTruncating(numbers[i]) == none)
                {
                    destination[i] = nan;
                }
            }
        }
    }

    static int ToInteger<TStored, T>(ReadOnlySpan<TStored> numbers, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        if (Unsafe.SizeOf<T>() > Unsafe.SizeOf<TStored>())
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                destination[i] = T.CreateTruncating(numbers[i]);
            }

            return -1;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            T number = T.CreateTruncating(numbers[i]);
            destination[i] = number;
            if (long.CreateTruncating(number) != long.CreateTruncating(numbers[i]))
            {
                return i;
            }
        }

        return -1;
    }

    static int ToScaledInteger<TStored, T>(ReadOnlySpan<TStored> numbers, in Scaling scaling, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        Int128 scale = scaling.WholeScale.GetValueOrDefault();
        Int128 zero = scaling.WholeZero.GetValueOrDefault();
        for (int i = 0; i < numbers.Length; i++)
        {
            Int128 exact = (Int128.CreateTruncating(numbers[i]) * scale) + zero;
            T number = T.CreateTruncating(exact);
            destination[i] = number;
            if (Int128.CreateTruncating(number) != exact)
            {
                return i;
            }
        }

        return -1;
    }
}
