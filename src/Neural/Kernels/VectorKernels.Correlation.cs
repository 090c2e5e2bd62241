using System.Runtime.CompilerServices;

namespace Astra.Neural;

/// <summary>Gradients of convolution weights: dot products of rows with shifted rows.</summary>
internal sealed unsafe partial class VectorKernels<TLanes, TVector>
{
    /// <summary>Positions after which sums leave the registers, so that the rows of a block (8 times 2 kB) stay in the first-level cache while the taps pass.</summary>
    const int Stretch = 512;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CorrelateRows(float* rows, int rowStride, int rowCount, int length, TapPlan plan, float* input, float* sums)
    {
        int rowBlock = ChannelBlock(rowCount);
        float* block = stackalloc float[24];
        for (int from = 0; from < length; from += Stretch)
        {
            int stretch = Math.Min(Stretch, length - from);
            for (int row = 0; row < rowCount; row += rowBlock)
            {
                int rowsHere = Math.Min(rowBlock, rowCount - row);
                float* source = rows + (nint)row * rowStride + from;
                for (int tap = 0; tap < plan.Count; tap += 3)
                {
                    int tapsHere = Math.Min(3, plan.Count - tap);
                    float* input0 = input + from + plan.Offsets[tap];
                    float* input1 = input + from + plan.Offsets[tap + Math.Min(1, tapsHere - 1)];
                    float* input2 = input + from + plan.Offsets[tap + Math.Min(2, tapsHere - 1)];
                    if (rowBlock == 8)
                    {
                        Correlate8x3(source, rowStride, rowsHere, stretch, input0, input1, input2, block);
                    }
                    else
                    {
                        Correlate4x3(source, rowStride, rowsHere, stretch, input0, input1, input2, block);
                    }

                    for (int r = 0; r < rowsHere; r++)
                    {
                        for (int t = 0; t < tapsHere; t++)
                        {
                            sums[(nint)(row + r) * plan.Count + tap + t] += block[3 * r + t];
                        }
                    }
                }
            }
        }
    }

    /// <summary>Products of 8 rows with 3 taps, each summed over all positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Correlate8x3(float* rows, nint rowStride, int rowCount, int length, float* input0, float* input1, float* input2, float* sums)
    {
        // Rows that are not there repeat the last one; their sums are not used.
        float* row0 = rows;
        float* row1 = rows + Math.Min(1, rowCount - 1) * rowStride;
        float* row2 = rows + Math.Min(2, rowCount - 1) * rowStride;
        float* row3 = rows + Math.Min(3, rowCount - 1) * rowStride;
        float* row4 = rows + Math.Min(4, rowCount - 1) * rowStride;
        float* row5 = rows + Math.Min(5, rowCount - 1) * rowStride;
        float* row6 = rows + Math.Min(6, rowCount - 1) * rowStride;
        float* row7 = rows + Math.Min(7, rowCount - 1) * rowStride;
        TVector a00 = default, a01 = default, a02 = default;
        TVector a10 = default, a11 = default, a12 = default;
        TVector a20 = default, a21 = default, a22 = default;
        TVector a30 = default, a31 = default, a32 = default;
        TVector a40 = default, a41 = default, a42 = default;
        TVector a50 = default, a51 = default, a52 = default;
        TVector a60 = default, a61 = default, a62 = default;
        TVector a70 = default, a71 = default, a72 = default;
        for (int i = 0; i < length; i += TLanes.Width)
        {
            TVector x0 = TLanes.Load(input0 + i), x1 = TLanes.Load(input1 + i), x2 = TLanes.Load(input2 + i);
            TVector r0 = TLanes.Load(row0 + i);
            a00 = TLanes.FusedMultiplyAdd(r0, x0, a00);
            a01 = TLanes.FusedMultiplyAdd(r0, x1, a01);
            a02 = TLanes.FusedMultiplyAdd(r0, x2, a02);
            TVector r1 = TLanes.Load(row1 + i);
            a10 = TLanes.FusedMultiplyAdd(r1, x0, a10);
            a11 = TLanes.FusedMultiplyAdd(r1, x1, a11);
            a12 = TLanes.FusedMultiplyAdd(r1, x2, a12);
            TVector r2 = TLanes.Load(row2 + i);
            a20 = TLanes.FusedMultiplyAdd(r2, x0, a20);
            a21 = TLanes.FusedMultiplyAdd(r2, x1, a21);
            a22 = TLanes.FusedMultiplyAdd(r2, x2, a22);
            TVector r3 = TLanes.Load(row3 + i);
            a30 = TLanes.FusedMultiplyAdd(r3, x0, a30);
            a31 = TLanes.FusedMultiplyAdd(r3, x1, a31);
            a32 = TLanes.FusedMultiplyAdd(r3, x2, a32);
            TVector r4 = TLanes.Load(row4 + i);
            a40 = TLanes.FusedMultiplyAdd(r4, x0, a40);
            a41 = TLanes.FusedMultiplyAdd(r4, x1, a41);
            a42 = TLanes.FusedMultiplyAdd(r4, x2, a42);
            TVector r5 = TLanes.Load(row5 + i);
            a50 = TLanes.FusedMultiplyAdd(r5, x0, a50);
            a51 = TLanes.FusedMultiplyAdd(r5, x1, a51);
            a52 = TLanes.FusedMultiplyAdd(r5, x2, a52);
            TVector r6 = TLanes.Load(row6 + i);
            a60 = TLanes.FusedMultiplyAdd(r6, x0, a60);
            a61 = TLanes.FusedMultiplyAdd(r6, x1, a61);
            a62 = TLanes.FusedMultiplyAdd(r6, x2, a62);
            TVector r7 = TLanes.Load(row7 + i);
            a70 = TLanes.FusedMultiplyAdd(r7, x0, a70);
            a71 = TLanes.FusedMultiplyAdd(r7, x1, a71);
            a72 = TLanes.FusedMultiplyAdd(r7, x2, a72);
        }

        sums[0] = TLanes.Sum(a00);
        sums[1] = TLanes.Sum(a01);
        sums[2] = TLanes.Sum(a02);
        sums[3] = TLanes.Sum(a10);
        sums[4] = TLanes.Sum(a11);
        sums[5] = TLanes.Sum(a12);
        sums[6] = TLanes.Sum(a20);
        sums[7] = TLanes.Sum(a21);
        sums[8] = TLanes.Sum(a22);
        sums[9] = TLanes.Sum(a30);
        sums[10] = TLanes.Sum(a31);
        sums[11] = TLanes.Sum(a32);
        sums[12] = TLanes.Sum(a40);
        sums[13] = TLanes.Sum(a41);
        sums[14] = TLanes.Sum(a42);
        sums[15] = TLanes.Sum(a50);
        sums[16] = TLanes.Sum(a51);
        sums[17] = TLanes.Sum(a52);
        sums[18] = TLanes.Sum(a60);
        sums[19] = TLanes.Sum(a61);
        sums[20] = TLanes.Sum(a62);
        sums[21] = TLanes.Sum(a70);
        sums[22] = TLanes.Sum(a71);
        sums[23] = TLanes.Sum(a72);
    }

    /// <summary>Products of 4 rows with 3 taps, each summed over all positions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Correlate4x3(float* rows, nint rowStride, int rowCount, int length, float* input0, float* input1, float* input2, float* sums)
    {
        // Rows that are not there repeat the last one; their sums are not used.
        float* row0 = rows;
        float* row1 = rows + Math.Min(1, rowCount - 1) * rowStride;
        float* row2 = rows + Math.Min(2, rowCount - 1) * rowStride;
        float* row3 = rows + Math.Min(3, rowCount - 1) * rowStride;
        TVector a00 = default, a01 = default, a02 = default;
        TVector a10 = default, a11 = default, a12 = default;
        TVector a20 = default, a21 = default, a22 = default;
        TVector a30 = default, a31 = default, a32 = default;
        for (int i = 0; i < length; i += TLanes.Width)
        {
            TVector x0 = TLanes.Load(input0 + i), x1 = TLanes.Load(input1 + i), x2 = TLanes.Load(input2 + i);
            TVector r0 = TLanes.Load(row0 + i);
            a00 = TLanes.FusedMultiplyAdd(r0, x0, a00);
            a01 = TLanes.FusedMultiplyAdd(r0, x1, a01);
            a02 = TLanes.FusedMultiplyAdd(r0, x2, a02);
            TVector r1 = TLanes.Load(row1 + i);
            a10 = TLanes.FusedMultiplyAdd(r1, x0, a10);
            a11 = TLanes.FusedMultiplyAdd(r1, x1, a11);
            a12 = TLanes.FusedMultiplyAdd(r1, x2, a12);
            TVector r2 = TLanes.Load(row2 + i);
            a20 = TLanes.FusedMultiplyAdd(r2, x0, a20);
            a21 = TLanes.FusedMultiplyAdd(r2, x1, a21);
            a22 = TLanes.FusedMultiplyAdd(r2, x2, a22);
            TVector r3 = TLanes.Load(row3 + i);
            a30 = TLanes.FusedMultiplyAdd(r3, x0, a30);
            a31 = TLanes.FusedMultiplyAdd(r3, x1, a31);
            a32 = TLanes.FusedMultiplyAdd(r3, x2, a32);
        }

        sums[0] = TLanes.Sum(a00);
        sums[1] = TLanes.Sum(a01);
        sums[2] = TLanes.Sum(a02);
        sums[3] = TLanes.Sum(a10);
        sums[4] = TLanes.Sum(a11);
        sums[5] = TLanes.Sum(a12);
        sums[6] = TLanes.Sum(a20);
        sums[7] = TLanes.Sum(a21);
        sums[8] = TLanes.Sum(a22);
        sums[9] = TLanes.Sum(a30);
        sums[10] = TLanes.Sum(a31);
        sums[11] = TLanes.Sum(a32);
    }
}
