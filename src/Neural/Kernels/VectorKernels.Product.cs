using System.Runtime.CompilerServices;

namespace Astra.Neural;

/// <summary>Matrix products: the inner loops keep some rows of C by one panel of columns in registers. What a row of C gets does not depend on the other rows.</summary>
internal sealed unsafe partial class VectorKernels<TLanes, TVector>
{
    /// <summary>Rows of B at a time, so that their part of a panel (16 kB) and of 12 rows of A (6 kB) stay in the first-level cache.</summary>
    const int DepthBlock = 128;

    public override int PanelWidth => 2 * TLanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(in MatrixProduct product)
    {
        int panelWidth = PanelWidth;
        float* tile = stackalloc float[12 * 32];
        for (int k = 0; k < product.Depth; k += DepthBlock)
        {
            int depth = Math.Min(DepthBlock, product.Depth - k);
            float floor = k + depth == product.Depth ? product.Floor : float.NegativeInfinity;
            for (int column = 0; column < product.Columns; column += panelWidth)
            {
                float* panel = product.Panels + (nint)column * product.Depth + k * panelWidth;
                float* bias = k == 0 && product.Bias != null ? product.Bias + column : null;
                int columns = Math.Min(panelWidth, product.Columns - column);
                for (int row = 0; row < product.Rows;)
                {
                    int rows = RowsAtATime(product.Rows - row);
                    float* a = product.A + row * product.ARowStride + k * product.AColumnStride;
                    float* c = product.C + row * product.CRowStride + column;
                    if (columns == panelWidth)
                    {
                        MultiplyRows(rows, a, product.ARowStride, product.AColumnStride, depth, panel, c, product.CRowStride, bias, floor);
                    }
                    else
                    {
                        CopyRows(c, product.CRowStride, tile, panelWidth, rows, columns);
                        MultiplyRows(rows, a, product.ARowStride, product.AColumnStride, depth, panel, tile, panelWidth, bias, floor);
                        CopyRows(tile, panelWidth, c, product.CRowStride, rows, columns);
                    }

                    row += rows;
                }
            }
        }
    }

    static int RowsAtATime(int rows) => rows switch
    {
        >= 12 when TLanes.HasManyRegisters => 12,
        >= 6 => 6,
        >= 3 => 3,
        _ => 1,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void MultiplyRows(
        int rows, float* a, nint rowStride, nint columnStride, int depth, float* panel, float* c, nint cStride, float* bias, float floor)
    {
        switch (rows)
        {
            case 12:
                Multiply12(a, rowStride, columnStride, depth, panel, c, cStride, bias, floor);
                break;
            case 6:
                Multiply6(a, rowStride, columnStride, depth, panel, c, cStride, bias, floor);
                break;
            case 3:
                Multiply3(a, rowStride, columnStride, depth, panel, c, cStride, bias, floor);
                break;
            default:
                Multiply1(a, rowStride, columnStride, depth, panel, c, cStride, bias, floor);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void CopyRows(float* source, nint sourceStride, float* target, nint targetStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(source + row * sourceStride, columns).CopyTo(new Span<float>(target + row * targetStride, columns));
        }
    }

    /// <summary>12 rows of C in one panel of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Multiply12(float* a0, nint rowStride, nint columnStride, int depth, float* panel, float* c, nint cStride, float* bias, float floor)
    {
        float* a3 = a0 + 3 * rowStride;
        float* a6 = a0 + 6 * rowStride;
        float* a9 = a0 + 9 * rowStride;
        TVector c00, c01;
        TVector c10, c11;
        TVector c20, c21;
        TVector c30, c31;
        TVector c40, c41;
        TVector c50, c51;
        TVector c60, c61;
        TVector c70, c71;
        TVector c80, c81;
        TVector c90, c91;
        TVector c100, c101;
        TVector c110, c111;
        if (bias == null)
        {
            c00 = TLanes.Load(c);
            c01 = TLanes.Load(c + TLanes.Width);
            c10 = TLanes.Load(c + cStride);
            c11 = TLanes.Load(c + cStride + TLanes.Width);
            c20 = TLanes.Load(c + 2 * cStride);
            c21 = TLanes.Load(c + 2 * cStride + TLanes.Width);
            c30 = TLanes.Load(c + 3 * cStride);
            c31 = TLanes.Load(c + 3 * cStride + TLanes.Width);
            c40 = TLanes.Load(c + 4 * cStride);
            c41 = TLanes.Load(c + 4 * cStride + TLanes.Width);
            c50 = TLanes.Load(c + 5 * cStride);
            c51 = TLanes.Load(c + 5 * cStride + TLanes.Width);
            c60 = TLanes.Load(c + 6 * cStride);
            c61 = TLanes.Load(c + 6 * cStride + TLanes.Width);
            c70 = TLanes.Load(c + 7 * cStride);
            c71 = TLanes.Load(c + 7 * cStride + TLanes.Width);
            c80 = TLanes.Load(c + 8 * cStride);
            c81 = TLanes.Load(c + 8 * cStride + TLanes.Width);
            c90 = TLanes.Load(c + 9 * cStride);
            c91 = TLanes.Load(c + 9 * cStride + TLanes.Width);
            c100 = TLanes.Load(c + 10 * cStride);
            c101 = TLanes.Load(c + 10 * cStride + TLanes.Width);
            c110 = TLanes.Load(c + 11 * cStride);
            c111 = TLanes.Load(c + 11 * cStride + TLanes.Width);
        }
        else
        {
            TVector bias0 = TLanes.Load(bias), bias1 = TLanes.Load(bias + TLanes.Width);
            c00 = c10 = c20 = c30 = c40 = c50 = c60 = c70 = c80 = c90 = c100 = c110 = bias0;
            c01 = c11 = c21 = c31 = c41 = c51 = c61 = c71 = c81 = c91 = c101 = c111 = bias1;
        }

        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TLanes.Load(panel), b1 = TLanes.Load(panel + TLanes.Width);
            TVector w0 = TLanes.Create(*a0);
            c00 = TLanes.FusedMultiplyAdd(w0, b0, c00);
            c01 = TLanes.FusedMultiplyAdd(w0, b1, c01);
            TVector w1 = TLanes.Create(a0[rowStride]);
            c10 = TLanes.FusedMultiplyAdd(w1, b0, c10);
            c11 = TLanes.FusedMultiplyAdd(w1, b1, c11);
            TVector w2 = TLanes.Create(a0[2 * rowStride]);
            c20 = TLanes.FusedMultiplyAdd(w2, b0, c20);
            c21 = TLanes.FusedMultiplyAdd(w2, b1, c21);
            TVector w3 = TLanes.Create(*a3);
            c30 = TLanes.FusedMultiplyAdd(w3, b0, c30);
            c31 = TLanes.FusedMultiplyAdd(w3, b1, c31);
            TVector w4 = TLanes.Create(a3[rowStride]);
            c40 = TLanes.FusedMultiplyAdd(w4, b0, c40);
            c41 = TLanes.FusedMultiplyAdd(w4, b1, c41);
            TVector w5 = TLanes.Create(a3[2 * rowStride]);
            c50 = TLanes.FusedMultiplyAdd(w5, b0, c50);
            c51 = TLanes.FusedMultiplyAdd(w5, b1, c51);
            TVector w6 = TLanes.Create(*a6);
            c60 = TLanes.FusedMultiplyAdd(w6, b0, c60);
            c61 = TLanes.FusedMultiplyAdd(w6, b1, c61);
            TVector w7 = TLanes.Create(a6[rowStride]);
            c70 = TLanes.FusedMultiplyAdd(w7, b0, c70);
            c71 = TLanes.FusedMultiplyAdd(w7, b1, c71);
            TVector w8 = TLanes.Create(a6[2 * rowStride]);
            c80 = TLanes.FusedMultiplyAdd(w8, b0, c80);
            c81 = TLanes.FusedMultiplyAdd(w8, b1, c81);
            TVector w9 = TLanes.Create(*a9);
            c90 = TLanes.FusedMultiplyAdd(w9, b0, c90);
            c91 = TLanes.FusedMultiplyAdd(w9, b1, c91);
            TVector w10 = TLanes.Create(a9[rowStride]);
            c100 = TLanes.FusedMultiplyAdd(w10, b0, c100);
            c101 = TLanes.FusedMultiplyAdd(w10, b1, c101);
            TVector w11 = TLanes.Create(a9[2 * rowStride]);
            c110 = TLanes.FusedMultiplyAdd(w11, b0, c110);
            c111 = TLanes.FusedMultiplyAdd(w11, b1, c111);
            panel += 2 * TLanes.Width;
            a0 += columnStride;
            a3 += columnStride;
            a6 += columnStride;
            a9 += columnStride;
        }

        TVector bound = TLanes.Create(floor);
        TLanes.Store(TLanes.Max(bound, c00), c);
        TLanes.Store(TLanes.Max(bound, c01), c + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c10), c + cStride);
        TLanes.Store(TLanes.Max(bound, c11), c + cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c20), c + 2 * cStride);
        TLanes.Store(TLanes.Max(bound, c21), c + 2 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c30), c + 3 * cStride);
        TLanes.Store(TLanes.Max(bound, c31), c + 3 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c40), c + 4 * cStride);
        TLanes.Store(TLanes.Max(bound, c41), c + 4 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c50), c + 5 * cStride);
        TLanes.Store(TLanes.Max(bound, c51), c + 5 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c60), c + 6 * cStride);
        TLanes.Store(TLanes.Max(bound, c61), c + 6 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c70), c + 7 * cStride);
        TLanes.Store(TLanes.Max(bound, c71), c + 7 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c80), c + 8 * cStride);
        TLanes.Store(TLanes.Max(bound, c81), c + 8 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c90), c + 9 * cStride);
        TLanes.Store(TLanes.Max(bound, c91), c + 9 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c100), c + 10 * cStride);
        TLanes.Store(TLanes.Max(bound, c101), c + 10 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c110), c + 11 * cStride);
        TLanes.Store(TLanes.Max(bound, c111), c + 11 * cStride + TLanes.Width);
    }

    /// <summary>6 rows of C in one panel of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Multiply6(float* a0, nint rowStride, nint columnStride, int depth, float* panel, float* c, nint cStride, float* bias, float floor)
    {
        float* a3 = a0 + 3 * rowStride;
        TVector c00, c01;
        TVector c10, c11;
        TVector c20, c21;
        TVector c30, c31;
        TVector c40, c41;
        TVector c50, c51;
        if (bias == null)
        {
            c00 = TLanes.Load(c);
            c01 = TLanes.Load(c + TLanes.Width);
            c10 = TLanes.Load(c + cStride);
            c11 = TLanes.Load(c + cStride + TLanes.Width);
            c20 = TLanes.Load(c + 2 * cStride);
            c21 = TLanes.Load(c + 2 * cStride + TLanes.Width);
            c30 = TLanes.Load(c + 3 * cStride);
            c31 = TLanes.Load(c + 3 * cStride + TLanes.Width);
            c40 = TLanes.Load(c + 4 * cStride);
            c41 = TLanes.Load(c + 4 * cStride + TLanes.Width);
            c50 = TLanes.Load(c + 5 * cStride);
            c51 = TLanes.Load(c + 5 * cStride + TLanes.Width);
        }
        else
        {
            TVector bias0 = TLanes.Load(bias), bias1 = TLanes.Load(bias + TLanes.Width);
            c00 = c10 = c20 = c30 = c40 = c50 = bias0;
            c01 = c11 = c21 = c31 = c41 = c51 = bias1;
        }

        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TLanes.Load(panel), b1 = TLanes.Load(panel + TLanes.Width);
            TVector w0 = TLanes.Create(*a0);
            c00 = TLanes.FusedMultiplyAdd(w0, b0, c00);
            c01 = TLanes.FusedMultiplyAdd(w0, b1, c01);
            TVector w1 = TLanes.Create(a0[rowStride]);
            c10 = TLanes.FusedMultiplyAdd(w1, b0, c10);
            c11 = TLanes.FusedMultiplyAdd(w1, b1, c11);
            TVector w2 = TLanes.Create(a0[2 * rowStride]);
            c20 = TLanes.FusedMultiplyAdd(w2, b0, c20);
            c21 = TLanes.FusedMultiplyAdd(w2, b1, c21);
            TVector w3 = TLanes.Create(*a3);
            c30 = TLanes.FusedMultiplyAdd(w3, b0, c30);
            c31 = TLanes.FusedMultiplyAdd(w3, b1, c31);
            TVector w4 = TLanes.Create(a3[rowStride]);
            c40 = TLanes.FusedMultiplyAdd(w4, b0, c40);
            c41 = TLanes.FusedMultiplyAdd(w4, b1, c41);
            TVector w5 = TLanes.Create(a3[2 * rowStride]);
            c50 = TLanes.FusedMultiplyAdd(w5, b0, c50);
            c51 = TLanes.FusedMultiplyAdd(w5, b1, c51);
            panel += 2 * TLanes.Width;
            a0 += columnStride;
            a3 += columnStride;
        }

        TVector bound = TLanes.Create(floor);
        TLanes.Store(TLanes.Max(bound, c00), c);
        TLanes.Store(TLanes.Max(bound, c01), c + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c10), c + cStride);
        TLanes.Store(TLanes.Max(bound, c11), c + cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c20), c + 2 * cStride);
        TLanes.Store(TLanes.Max(bound, c21), c + 2 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c30), c + 3 * cStride);
        TLanes.Store(TLanes.Max(bound, c31), c + 3 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c40), c + 4 * cStride);
        TLanes.Store(TLanes.Max(bound, c41), c + 4 * cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c50), c + 5 * cStride);
        TLanes.Store(TLanes.Max(bound, c51), c + 5 * cStride + TLanes.Width);
    }

    /// <summary>3 rows of C in one panel of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Multiply3(float* a0, nint rowStride, nint columnStride, int depth, float* panel, float* c, nint cStride, float* bias, float floor)
    {
        TVector c00, c01;
        TVector c10, c11;
        TVector c20, c21;
        if (bias == null)
        {
            c00 = TLanes.Load(c);
            c01 = TLanes.Load(c + TLanes.Width);
            c10 = TLanes.Load(c + cStride);
            c11 = TLanes.Load(c + cStride + TLanes.Width);
            c20 = TLanes.Load(c + 2 * cStride);
            c21 = TLanes.Load(c + 2 * cStride + TLanes.Width);
        }
        else
        {
            TVector bias0 = TLanes.Load(bias), bias1 = TLanes.Load(bias + TLanes.Width);
            c00 = c10 = c20 = bias0;
            c01 = c11 = c21 = bias1;
        }

        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TLanes.Load(panel), b1 = TLanes.Load(panel + TLanes.Width);
            TVector w0 = TLanes.Create(*a0);
            c00 = TLanes.FusedMultiplyAdd(w0, b0, c00);
            c01 = TLanes.FusedMultiplyAdd(w0, b1, c01);
            TVector w1 = TLanes.Create(a0[rowStride]);
            c10 = TLanes.FusedMultiplyAdd(w1, b0, c10);
            c11 = TLanes.FusedMultiplyAdd(w1, b1, c11);
            TVector w2 = TLanes.Create(a0[2 * rowStride]);
            c20 = TLanes.FusedMultiplyAdd(w2, b0, c20);
            c21 = TLanes.FusedMultiplyAdd(w2, b1, c21);
            panel += 2 * TLanes.Width;
            a0 += columnStride;
        }

        TVector bound = TLanes.Create(floor);
        TLanes.Store(TLanes.Max(bound, c00), c);
        TLanes.Store(TLanes.Max(bound, c01), c + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c10), c + cStride);
        TLanes.Store(TLanes.Max(bound, c11), c + cStride + TLanes.Width);
        TLanes.Store(TLanes.Max(bound, c20), c + 2 * cStride);
        TLanes.Store(TLanes.Max(bound, c21), c + 2 * cStride + TLanes.Width);
    }

    /// <summary>1 row of C in one panel of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Multiply1(float* a0, nint rowStride, nint columnStride, int depth, float* panel, float* c, nint cStride, float* bias, float floor)
    {
        TVector c00, c01;
        if (bias == null)
        {
            c00 = TLanes.Load(c);
            c01 = TLanes.Load(c + TLanes.Width);
        }
        else
        {
            TVector bias0 = TLanes.Load(bias), bias1 = TLanes.Load(bias + TLanes.Width);
            c00 = bias0;
            c01 = bias1;
        }

        for (int k = 0; k < depth; k++)
        {
            TVector b0 = TLanes.Load(panel), b1 = TLanes.Load(panel + TLanes.Width);
            TVector w0 = TLanes.Create(*a0);
            c00 = TLanes.FusedMultiplyAdd(w0, b0, c00);
            c01 = TLanes.FusedMultiplyAdd(w0, b1, c01);
            panel += 2 * TLanes.Width;
            a0 += columnStride;
        }

        TVector bound = TLanes.Create(floor);
        TLanes.Store(TLanes.Max(bound, c00), c);
        TLanes.Store(TLanes.Max(bound, c01), c + TLanes.Width);
    }
}
