using System.Numerics;
using System.Runtime.InteropServices;

namespace Astra.Fits;

/// <summary>
/// Stored elements of a binary table become values of the caller's type; beside <see cref="NumberConversion"/>, logicals, bits and complex numbers.
/// </summary>
static class ElementDecoding
{
    /// <summary>Whether elements can be read as <typeparamref name="T"/> at all, whatever their values.</summary>
    public static bool CanDecode<T>(ElementType type, in Scaling scaling)
        where T : unmanaged
    {
        bool integer = type is ElementType.Byte or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;
        return typeof(T) == typeof(float) || typeof(T) == typeof(double) ? integer || type is ElementType.Single or ElementType.Double
            : typeof(T) == typeof(byte) && type == ElementType.Logical ? true
            : IsInteger<T>() ? integer && scaling.WholeScale is not null && scaling.WholeZero is not null
            : typeof(T) == typeof(bool) ? type is ElementType.Logical or ElementType.Bit
            : typeof(T) == typeof(Complex) && type is ElementType.ComplexSingle or ElementType.ComplexDouble;
    }

    /// <summary>Whether <typeparamref name="T"/> is one of the types that elements are given as.</summary>
    public static bool IsSupported<T>() =>
        IsInteger<T>() || typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(bool) || typeof(T) == typeof(Complex);

    /// <summary>What the caller wants, for messages.</summary>
    public static string Describe<T>() =>
        IsInteger<T>() ? "integers"
        : typeof(T) == typeof(bool) ? "logicals or bits"
        : typeof(T) == typeof(Complex) ? "complex numbers"
        : "numbers";

    /// <summary>
    /// Decodes as many elements as <paramref name="destination"/> holds. <paramref name="stored"/> is overwritten on the way, and may be the
    /// destination's own bytes
    /// where the types are the same. Returns -1, or the index of the first element that <typeparamref name="T"/> cannot hold.
    /// </summary>
    public static int Decode<T>(ElementType type, Span<byte> stored, in Scaling scaling, Span<T> destination)
        where T : unmanaged
    {
        if (type is ElementType.Logical)
        {
            return DecodeLogicals(stored, destination);
        }

        if (type is ElementType.Bit)
        {
            return DecodeBits(stored, MemoryMarshal.Cast<T, bool>(destination));
        }

        if (type is ElementType.ComplexSingle or ElementType.ComplexDouble)
        {
            return DecodeComplex(type, stored, scaling, MemoryMarshal.Cast<T, Complex>(destination));
        }

        return typeof(T) == typeof(float) ? NumberConversion.Convert(type, stored, scaling, MemoryMarshal.Cast<T, float>(destination))
            : typeof(T) == typeof(double) ? NumberConversion.Convert(type, stored, scaling, MemoryMarshal.Cast<T, double>(destination))
            : typeof(T) == typeof(byte) ? NumberConversion.Convert(type, stored, scaling, MemoryMarshal.Cast<T, byte>(destination))
            : typeof(T) == typeof(int) ? NumberConversion.Convert(type, stored, scaling, MemoryMarshal.Cast<T, int>(destination))
            : NumberConversion.Convert(type, stored, scaling, MemoryMarshal.Cast<T, long>(destination));
    }

    static bool IsInteger<T>() => typeof(T) == typeof(byte) || typeof(T) == typeof(int) || typeof(T) == typeof(long);

    static int DecodeLogicals<T>(ReadOnlySpan<byte> stored, Span<T> destination)
        where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        if (typeof(T) == typeof(byte))
        {
            stored[..bytes.Length].CopyTo(bytes);
            return -1;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = stored[i] == (byte)'T' ? (byte)1 : (byte)0;
        }

        return -1;
    }

    static int DecodeBits(ReadOnlySpan<byte> stored, Span<bool> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = (stored[i >> 3] & (0x80 >> (i & 7))) != 0;
        }

        return -1;
    }

    static int DecodeComplex(ElementType type, Span<byte> stored, in Scaling scaling, Span<Complex> destination)
    {
        // A Complex is its real and its imaginary part, as in the file.
        Span<double> parts = MemoryMarshal.Cast<Complex, double>(destination);
        NumberConversion.Convert(type == ElementType.ComplexSingle ? ElementType.Single : ElementType.Double, stored, Scaling.None, parts);
        if (!scaling.IsIdentity)
        {
            foreach (ref Complex value in destination)
            {
                value = (value * scaling.Scale) + scaling.Zero;
            }
        }

        return -1;
    }
}
