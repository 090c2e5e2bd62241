using System.Runtime.Intrinsics;

namespace Astra.Neural;

/// <summary>One sum over taps for all channels and positions of an output, with bias, lower bound and pooling in one go.</summary>
internal unsafe struct TapConvolution
{
    public TapPlan Plan;

    /// <summary>Position 0 of row 0.</summary>
    public float* Input;

    /// <summary>First position that may be read in each row; positions before it count as zeros.</summary>
    public int ReadableFrom;

    /// <summary>End of the positions that may be read in each row; positions from it on count as zeros.</summary>
    public int ReadableTo;

    /// <summary>From <see cref="KernelSet.PackTaps"/>.</summary>
    public float* Weights;

    /// <summary>For each output channel, up to a full last block of channels.</summary>
    public float* Bias;

    public int Channels;

    /// <summary>Positions before pooling.</summary>
    public int Length;

    public float* Output;

    public int OutputStride;

    /// <summary>Sums below are raised to it.</summary>
    public float Floor;

    /// <summary>Neighbours of which the largest is kept; 1 keeps all.</summary>
    public int Pool;

    /// <summary>Where to note which of the neighbours was the largest, laid out as the output; null if nobody wants to know.</summary>
    public byte* Choices;

    /// <summary><see cref="KernelSet.ConvolutionScratch"/> numbers.</summary>
    public float* Scratch;
}

/// <summary>C = A B + bias, where B is packed in panels of columns.</summary>
internal unsafe struct MatrixProduct
{
    public float* A;

    public nint ARowStride;

    public nint AColumnStride;

    public int Rows;

    /// <summary>Columns of A, rows of B.</summary>
    public int Depth;

    /// <summary>Columns of B.</summary>
    public int Columns;

    /// <summary>Panels of B from <see cref="KernelSet.PackColumns"/>, beginning with the one that holds column 0.</summary>
    public float* Panels;

    public float* C;

    public nint CRowStride;

    /// <summary>For each column, up to a full last panel; null adds to what C holds.</summary>
    public float* Bias;

    /// <summary>Sums below are raised to it.</summary>
    public float Floor;
}

/// <summary>
/// The inner loops of all networks, at one vector width. Each is single-threaded and allocates nothing. What convolutions and products compute does not
/// depend on the width: every sum is made in the same order by fused multiply-adds.
/// </summary>
internal abstract unsafe class KernelSet
{
    const int LargestChannelBlock = 8;

    /// <summary>Of the poolings that read a vector for each neighbour, and may do so beyond the end of a block.</summary>
    const int LargestPool = 4;

    /// <summary>The widest that the machine has.</summary>
    public static KernelSet Widest { get; } =
        Vector512.IsHardwareAccelerated ? new VectorKernels<Lanes512, Vector512<float>>()
        : Vector256.IsHardwareAccelerated ? new VectorKernels<Lanes256, Vector256<float>>()
        : new VectorKernels<Lanes128, Vector128<float>>();

    /// <summary>Columns in a packed panel.</summary>
    public abstract int PanelWidth { get; }

    /// <summary>Output channels that a convolution with so many of them computes at a time.</summary>
    public abstract int ChannelBlock(int channels);

    /// <summary>Positions that a convolution computes at a time.</summary>
    public abstract int PositionBlock { get; }

    /// <summary>The granularity of lengths in <see cref="CorrelateRows"/>.</summary>
    public abstract int Width { get; }

    public abstract void Convolve(in TapConvolution convolution);

    /// <summary>sums[r * plan.Count + t] += sum over i of rows[r][i] * input[row of t][i + shift of t]: the gradient of a convolution's weights.</summary>
    /// <param name="rows">Position 0 of the first row.</param>
    /// <param name="rowStride">From one row to the next.</param>
    /// <param name="rowCount">How many.</param>
    /// <param name="length">A multiple of <see cref="Width"/>; rows are filled up with zeros.</param>
    /// <param name="plan">The taps.</param>
    /// <param name="input">Position 0 of row 0; all that the taps reach may be read.</param>
    /// <param name="sums">rowCount times plan.Count.</param>
    public abstract void CorrelateRows(float* rows, int rowStride, int rowCount, int length, TapPlan plan, float* input, float* sums);

    /// <summary>Gives each gradient to the neighbour that <see cref="TapConvolution.Choices"/> names, and 0 to the others.</summary>
    /// <param name="gradients">Of the pooled numbers.</param>
    /// <param name="choices">As noted.</param>
    /// <param name="count">Pooled numbers.</param>
    /// <param name="pool">Neighbours.</param>
    /// <param name="target">count times pool.</param>
    public abstract void Unpool(float* gradients, byte* choices, int count, int pool, float* target);

    public abstract void Multiply(in MatrixProduct product);

    /// <summary>target = source where the stream says keep, scaled; else 0.</summary>
    public abstract void Drop(float* source, float* target, int count, ulong streamKey, uint threshold, float scale);

    /// <summary>target = gradient where the result is positive, else 0: the backward pass of ReLU.</summary>
    public abstract void PassWherePositive(float* results, float* gradients, float* target, int count);

    /// <summary>Parts numbers by whether their place is even or odd.</summary>
    /// <param name="source">count times 2.</param>
    /// <param name="even">count.</param>
    /// <param name="odd">count.</param>
    /// <param name="count">Pairs.</param>
    public abstract void SplitPairs(float* source, float* even, float* odd, int count);

    /// <summary>The reverse of <see cref="SplitPairs"/>.</summary>
    public abstract void MergePairs(float* even, float* odd, float* target, int count);

    /// <summary>target += source.</summary>
    public abstract void Add(float* source, float* target, int count);

    /// <summary>The sum of consecutive numbers.</summary>
    public abstract float Sum(float* values, int count);

    public int ConvolutionScratch(TapPlan plan) => RoundUp(plan.WindowSize, 16) + (LargestChannelBlock + LargestPool) * PositionBlock;

    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    public int Panels(int columns) => (columns + PanelWidth - 1) / PanelWidth;

    public int PackedTaps(int channels, int taps) => RoundUp(channels, ChannelBlock(channels)) * taps;

    /// <summary>Lays out weights as <see cref="Convolve"/> reads them: for each block of channels, for each tap, the weights of the block's channels.</summary>
    public void PackTaps(float* packed, int channels, int taps, Func<int, int, float> weight)
    {
        int width = ChannelBlock(channels);
        for (int channel = 0; channel < RoundUp(channels, width); channel++)
        {
            float* block = packed + channel / width * width * taps + channel % width;
            for (int tap = 0; tap < taps; tap++)
            {
                block[tap * width] = channel < channels ? weight(channel, tap) : 0;
            }
        }
    }

    /// <summary>Packs one panel of B: rows of <see cref="PanelWidth"/> columns, filled up with zeros.</summary>
    /// <param name="source">B at row 0 and the panel's first column.</param>
    /// <param name="rowStride">From one row of B to the next.</param>
    /// <param name="depth">Rows of B.</param>
    /// <param name="columns">Columns that there are, from the panel's first on.</param>
    /// <param name="packed">depth times <see cref="PanelWidth"/>.</param>
    public void PackRows(float* source, nint rowStride, int depth, int columns, float* packed)
    {
        int width = Math.Min(columns, PanelWidth);
        for (int k = 0; k < depth; k++)
        {
            Span<float> row = new(packed + (nint)k * PanelWidth, PanelWidth);
            new ReadOnlySpan<float>(source + k * rowStride, width).CopyTo(row);
            row[width..].Clear();
        }
    }

    /// <summary>The same where B is given by its columns, as the weights of a dense layer are.</summary>
    /// <param name="source">The panel's first column.</param>
    /// <param name="columnStride">From one column of B to the next.</param>
    /// <param name="depth">Rows of B.</param>
    /// <param name="columns">Columns that there are, from the panel's first on.</param>
    /// <param name="packed">depth times <see cref="PanelWidth"/>.</param>
    public void PackColumns(float* source, nint columnStride, int depth, int columns, float* packed)
    {
        // A stretch of a column is long enough for the machine to foresee what is read next, and the rows that it goes to stay in the cache for the other columns.
        const int Stretch = 256;
        for (int from = 0; from < depth; from += Stretch)
        {
            int to = Math.Min(from + Stretch, depth);
            for (int c = 0; c < PanelWidth; c++)
            {
                float* column = source + c * columnStride;
                float* target = packed + (nint)from * PanelWidth + c;
                int panelWidth = PanelWidth;
                for (int k = from; k < to; k++)
                {
                    *target = c < columns ? column[k] : 0;
                    target += panelWidth;
                }
            }
        }
    }
}
