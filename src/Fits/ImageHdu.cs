using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Astra.Fits;

/// <summary>An image of any number of axes, the primary HDU's or an extension's; without axes it holds no pixels.</summary>
/// <remarks>
/// <para>Pixels are physical values: BZERO + BSCALE x stored number.</para>
/// <para>Floating-point destinations: a stored integer that equals BLANK becomes NaN; single precision rounds.</para>
/// <para>Integer destinations are exact: the image must hold integers and BSCALE and BZERO be whole numbers, and a value that does not fit is an
/// error.
/// A stored BLANK is scaled like any other number.</para>
/// </remarks>
public sealed class ImageHdu : Hdu
{
    /// <summary>Fits the fastest caches, with room for what it is converted to.</summary>
    const int ChunkBytes = 1 << 15;

    readonly ElementType type;
    Scaling? scaling;

    internal ImageHdu(ByteSource source, HduPlace place, FitsHeader header, HduLayout layout, long headerOffset)
        : base(source, place, header, layout, headerOffset)
    {
        type = layout.BitPix switch
        {
            8 => ElementType.Byte,
            16 => ElementType.Int16,
            32 => ElementType.Int32,
            64 => ElementType.Int64,
            -32 => ElementType.Single,
            _ => ElementType.Double,
        };
        int pixelBytes = NumberConversion.Bytes(type);
        PixelCount = layout.Axes is [] ? 0 : (layout.DataBytes / pixelBytes) - layout.Parameters;
        Rows = PixelCount == 0 ? 0 : PixelCount / Width;
    }

    /// <summary>8, 16, 32 or 64 for integers of as many bits (8 is unsigned), -32 or -64 for floating-point numbers.</summary>
    public int BitPix => Layout.BitPix;

    /// <summary>Pixels along each axis, NAXIS1 (the fastest) first; empty where there is no image.</summary>
    public IReadOnlyList<long> Axes => Layout.Axes;

    /// <summary>Pixels of a row: NAXIS1; 0 without axes.</summary>
    public long Width => Layout.Axes is [long width, ..] ? width : 0;

    /// <summary>Rows: the product of all axes but the first; 1 for one axis; 0 where the image has no pixels.</summary>
    public long Rows { get; }

    /// <summary>Pixels in all.</summary>
    public long PixelCount { get; }

    /// <summary>Reads one row.</summary>
    /// <param name="row">0-based, counted through all axes but the first.</param>
    /// <param name="destination">As long as the row: <see cref="Width"/>.</param>
    /// <exception cref="FitsException">The image has no such row, its data unit is cut off or cannot be read, or a scaling card is
    /// damaged.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void ReadRow(long row, Span<float> destination) => ReadPixels(FirstPixel(row, destination.Length), destination);

    /// <inheritdoc cref="ReadRow(long, Span{float})"/>
    public void ReadRow(long row, Span<double> destination) => ReadPixels(FirstPixel(row, destination.Length), destination);

    /// <inheritdoc cref="ReadRow(long, Span{float})" path="/*[not(self::exception)]"/>
    /// <exception cref="FitsException">As for floating-point destinations; or the values are no integers, or do not fit.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void ReadRow(long row, Span<int> destination) => ReadPixels(FirstPixel(row, destination.Length), destination);

    /// <inheritdoc cref="ReadRow(long, Span{int})"/>
    public void ReadRow(long row, Span<long> destination) => ReadPixels(FirstPixel(row, destination.Length), destination);

    /// <summary>Reads as many pixels as the destination holds.</summary>
    /// <param name="first">0-based index of the first pixel, in the order of the file: along the first axis, then the second, and so on.</param>
    /// <param name="destination">Any length that the image holds from there.</param>
    /// <exception cref="FitsException">The image has no such pixels, its data unit is cut off or cannot be read, or a scaling card is
    /// damaged.</exception>
    public void ReadPixels(long first, Span<float> destination) => Read(first, destination);

    /// <inheritdoc cref="ReadPixels(long, Span{float})"/>
    public void ReadPixels(long first, Span<double> destination) => Read(first, destination);

    /// <inheritdoc cref="ReadPixels(long, Span{float})" path="/*[not(self::exception)]"/>
    /// <exception cref="FitsException">As for floating-point destinations; or the values are no integers, or do not fit.</exception>
    public void ReadPixels(long first, Span<int> destination) => Read(first, destination);

    /// <inheritdoc cref="ReadPixels(long, Span{int})"/>
    public void ReadPixels(long first, Span<long> destination) => Read(first, destination);

    long FirstPixel(long row, int length)
    {
        if (row < 0 || row >= Rows)
        {
            throw FitsError.NoSuchImageRow(Place, row, Rows);
        }

        return length == Width
            ? row * Width
            : throw new ArgumentException($"The row has {Width} pixels and the destination {length}.", "destination");
    }

    void Read<T>(long first, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        if (first < 0 || first > PixelCount - destination.Length)
        {
            throw FitsError.NoSuchPixels(Place, first, destination.Length, PixelCount);
        }

        RequireWholeDataUnit();
        Scaling scaling = this.scaling ??= Scaling.Read(Header, "BSCALE", "BZERO", BitPix > 0 ? "BLANK" : null);
        long offset = Layout.DataOffset + (first * NumberConversion.Bytes(type));
        bool wantsIntegers = typeof(T) == typeof(int) || typeof(T) == typeof(long);
        if (wantsIntegers && (BitPix < 0 || scaling.WholeScale is null || scaling.WholeZero is null))
        {
            throw FitsError.ImageIsNotOfIntegers(Place);
        }

        if (NumberConversion.IsSameType<T>(type) && scaling.IsIdentity)
        {
            Source.Read(MemoryMarshal.AsBytes(destination), offset);
            NumberConversion.FromBigEndian(destination);
            return;
        }

        ReadConverting(first, offset, scaling, destination);
    }

    void ReadConverting<T>(long first, long offset, in Scaling scaling, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int pixelBytes = NumberConversion.Bytes(type);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (int done = 0; done < destination.Length;)
            {
                int pixels = Math.Min(ChunkBytes / pixelBytes, destination.Length - done);
                Span<byte> stored = chunk.AsSpan(0, pixels * pixelBytes);
                Source.Read(stored, offset + ((long)done * pixelBytes));
                int misfit = NumberConversion.Convert(type, stored, scaling, destination.Slice(done, pixels));
                if (misfit >= 0)
                {
                    throw FitsError.PixelDoesNotFit(Place, first + done + misfit, Unsafe.SizeOf<T>() * 8);
                }

                done += pixels;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
