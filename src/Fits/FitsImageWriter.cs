using System.Runtime.InteropServices;

namespace Astra.Fits;

/// <summary>An image that is being written, pixel after pixel: along the first axis, then the second, and so on.</summary>
public sealed class FitsImageWriter : IHduWriter
{
    readonly NewHdu hdu;
    readonly ElementType type;
    readonly long pixels;
    long written;
    bool ended;

    internal FitsImageWriter(NewHdu hdu, ElementType type, ReadOnlySpan<long> axes)
    {
        this.hdu = hdu;
        this.type = type;
        pixels = PixelCount(axes);
    }

    /// <summary>Adds pixels.</summary>
    /// <exception cref="FitsException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">The image is of another type, or has no room for so many pixels.</exception>
    /// <exception cref="InvalidOperationException">The image has ended.</exception>
    public void Append(ReadOnlySpan<float> more) => Append(ElementType.Single, more);

    /// <inheritdoc cref="Append(ReadOnlySpan{float})"/>
    public void Append(ReadOnlySpan<double> more) => Append(ElementType.Double, more);

    /// <inheritdoc cref="Append(ReadOnlySpan{float})"/>
    public void Append(ReadOnlySpan<byte> more) => Append(ElementType.Byte, more);

    /// <inheritdoc cref="Append(ReadOnlySpan{float})"/>
    public void Append(ReadOnlySpan<short> more) => Append(ElementType.Int16, more);

    /// <inheritdoc cref="Append(ReadOnlySpan{float})"/>
    public void Append(ReadOnlySpan<int> more) => Append(ElementType.Int32, more);

    /// <inheritdoc cref="Append(ReadOnlySpan{float})"/>
    public void Append(ReadOnlySpan<long> more) => Append(ElementType.Int64, more);

    void IHduWriter.End()
    {
        if (written != pixels)
        {
            throw new InvalidOperationException($"{hdu.Place}: {pixels - written} of the image's {pixels} pixels are missing.");
        }

        ended = true;
        hdu.End(rows: 0);
    }

    internal static NewHeader Header(bool isPrimary, ElementType type, ReadOnlySpan<long> axes, IEnumerable<FitsCard> cards)
    {
        int bitPix = type switch
        {
            ElementType.Byte => 8,
            ElementType.Int16 => 16,
            ElementType.Int32 => 32,
            ElementType.Int64 => 64,
            ElementType.Single => -32,
            ElementType.Double => -64,
            _ => throw new ArgumentException($"Images of {type} are not written.", nameof(type)),
        };
        NewHeader header = new();
        _ = isPrimary ? header.Add("SIMPLE", true, "conforms to the FITS standard") : header.Add("XTENSION", "IMAGE", "image extension");
        header.Add("BITPIX", bitPix, "bits of a pixel").Add("NAXIS", axes.Length, "number of axes");
        for (int axis = 0; axis < axes.Length; axis++)
        {
            header.Add($"NAXIS{axis + 1}", axes[axis]);
        }

        _ = isPrimary ? header.Add("EXTEND", true, "there may be extensions") : header.Add("PCOUNT", 0).Add("GCOUNT", 1);
        return header.AddAll(cards).Close();
    }

    internal static long PixelCount(ReadOnlySpan<long> axes)
    {
        long count = axes.Length == 0 ? 0 : 1;
        foreach (long length in axes)
        {
            count = length >= 0 ? checked(count * length) : throw new ArgumentException($"An axis has {length} pixels.", nameof(axes));
        }

        return count;
    }

    /// <summary>Adds pixels that are of the image's type.</summary>
    internal void AppendStored<T>(ReadOnlySpan<T> more)
        where T : unmanaged
    {
        int size = NumberConversion.Bytes(type);
        while (more.Length > 0)
        {
            // The buffer is a multiple of every pixel's size, and holds nothing but this image's pixels.
            Span<byte> room = hdu.Room();
            int taken = Math.Min(more.Length, room.Length / size);
            Span<T> pixelsOfFile = MemoryMarshal.Cast<byte, T>(room)[..taken];
            more[..taken].CopyTo(pixelsOfFile);
            NumberConversion.FromBigEndian(pixelsOfFile);
            hdu.Advance(taken * size);
            written += taken;
            more = more[taken..];
        }
    }

    void Append<T>(ElementType of, ReadOnlySpan<T> more)
        where T : unmanaged
    {
        if (ended)
        {
            throw new InvalidOperationException($"{hdu.Place}: the image has ended.");
        }

        if (of != type || more.Length > pixels - written)
        {
            throw new ArgumentException(
                $"{hdu.Place}: {more.Length} pixels of {of} do not go into an image of {type} that has room for {pixels - written}.");
        }

        AppendStored(more);
    }
}
