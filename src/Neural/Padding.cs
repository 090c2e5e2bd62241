namespace Astra.Neural;

/// <summary>Zeros that a convolution sees before and after each row.</summary>
/// <param name="Left">Zeros before.</param>
/// <param name="Right">Zeros after.</param>
public readonly record struct Padding(int Left, int Right)
{
    /// <summary>In both places, a request to work the numbers out.</summary>
    const int SameMark = -1;

    /// <summary>No zeros: the output is shorter than the input.</summary>
    public static Padding None => default;

    /// <summary>
    /// As many zeros as make the output ceil(length / stride) long, the odd one on the right: what PyTorch and TensorFlow call "same" (TensorFlow also for strides).
    /// </summary>
    public static Padding Same => new(SameMark, SameMark);

    /// <summary>The same number of zeros on both sides, as PyTorch's <c>padding=n</c>.</summary>
    /// <param name="zeros">How many on each side.</param>
    public static Padding Both(int zeros) => new(zeros, zeros);

    /// <summary>The zeros for one length.</summary>
    internal Padding For(int length, int kernel, int stride)
    {
        if (this != Same)
        {
            return Left >= 0 && Right >= 0 ? this : throw new ArgumentException(
                $"A padding of {Left} and {Right} zeros was asked for. Give numbers from 0, or {nameof(Padding)}.{nameof(Same)}.");
        }

        int outputs = (length + stride - 1) / stride;
        int zeros = Math.Max((outputs - 1) * stride + kernel - length, 0);
        return new(zeros / 2, zeros - zeros / 2);
    }

    /// <summary>What a transposed convolution crops so that its output is length times stride long, as TensorFlow's "same" does.</summary>
    internal Padding Crop(int kernel, int stride)
    {
        int surplus = Math.Max(kernel - stride, 0);
        return this == Same ? new(surplus / 2, surplus - surplus / 2) : this;
    }
}
