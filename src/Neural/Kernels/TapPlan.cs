namespace Astra.Neural;

/// <summary>
/// Which numbers of the input a convolution's weights fall on. Every convolution here, strided, transposed or a gradient of one, is a sum over taps:
/// output[channel][i] = sum over t of weight[channel][t] * input[row of t][i + shift of t].
/// </summary>
internal sealed unsafe class TapPlan
{
    readonly AlignedArray<int> offsets;
    readonly AlignedArray<int> windowOffsets;

    /// <summary>Lays out the taps.</summary>
    /// <param name="rows">The input row of each tap.</param>
    /// <param name="shifts">The shift of each tap.</param>
    /// <param name="rowStride">Numbers from one input row to the next.</param>
    /// <param name="block">Output positions that the kernels compute at a time.</param>
    public TapPlan(int[] rows, int[] shifts, int rowStride, int block)
    {
        RowStride = rowStride;
        Count = rows.Length;
        Rows = rows.Max() + 1;
        MinShift = shifts.Min();
        MaxShift = shifts.Max();
        WindowStride = block + MaxShift - MinShift;
        offsets = new(rows.Length);
        windowOffsets = new(rows.Length);
        for (int t = 0; t < rows.Length; t++)
        {
            offsets.Span[t] = rows[t] * rowStride + shifts[t];
            windowOffsets.Span[t] = rows[t] * WindowStride + shifts[t] - MinShift;
        }
    }

    public int Count { get; }

    public int Rows { get; }

    public int RowStride { get; }

    public int MinShift { get; }

    public int MaxShift { get; }

    /// <summary>Where a tap reads, from where position 0 of row 0 lies.</summary>
    public int* Offsets => offsets.Pointer;

    /// <summary>The same in a window that was cut out around a block of positions, and filled up with zeros outside the input.</summary>
    public int* WindowOffsets => windowOffsets.Pointer;

    public int WindowStride { get; }

    public int WindowSize => Rows * WindowStride;
}
