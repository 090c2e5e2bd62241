using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Astra.Plugins.Cannon;

/// <summary>
/// Weighted inner products of rows over pixels: G_ij = sum_p w_p y_ip y_jp. With the residual spectrum and the model's coefficients as rows it
/// holds everything that chi-square, its gradient and its curvature need at any labels, so that the pixels are passed once for each spectrum
/// however many iterations and starting points follow.
/// </summary>
/// <remarks>
/// Each product is summed in eight lanes (pixel modulo 8), each in order of pixel with fused multiply-adds, and the lanes are added in a fixed
/// order at the end: the same bits on every processor, whatever the width of its registers.
/// </remarks>
sealed class WeightedGram
{
    /// <summary>Rows are padded with zeros to a multiple of this many pixels.</summary>
    public const int Lanes = 8;

    const int Block = 4;

    // Two copies of 256 pixels of a 16-row matrix stay in the first-level cache of current processors (32 to 48 KiB) or next to it.
    const int Tile = 256;

    readonly int rows;
    readonly int paddedRows;
    readonly double[] tile;
    readonly double[] weighted;
    readonly double[] lanes;

    /// <summary>Scratch memory for a number of rows.</summary>
    public WeightedGram(int rows)
    {
        this.rows = rows;
        paddedRows = (rows + Block - 1) / Block * Block;
        int blocks = paddedRows / Block;
        tile = new double[paddedRows * Tile];
        weighted = new double[paddedRows * Tile];
        lanes = new double[blocks * (blocks + 1) / 2 * Block * Block * Lanes];
        Values = new double[rows * rows];
    }

    /// <summary>The products of the last <see cref="Compute"/>: rows x rows, both triangles.</summary>
    public double[] Values { get; }

    /// <summary>The length to which a row of a number of pixels is padded.</summary>
    public static int Padded(int pixels) => (pixels + Lanes - 1) / Lanes * Lanes;

    /// <summary>Computes <see cref="Values"/>.</summary>
    /// <param name="first">The first row, padded to the length of <paramref name="weight"/>.</param>
    /// <param name="others">All other rows, one after the other, each padded.</param>
    /// <param name="weight">Weight of each pixel, padded with zeros; its length is a multiple of <see cref="Lanes"/>.</param>
    /// <param name="wide">Whether to use 512-bit vectors; the bits of the result do not depend on it.</param>
    public void Compute(ReadOnlySpan<double> first, ReadOnlySpan<double> others, ReadOnlySpan<double> weight, bool wide)
    {
        int pixels = weight.Length;
        if (pixels % Lanes != 0 || first.Length != pixels || others.Length != (rows - 1) * pixels)
        {
            throw new ArgumentException($"{rows} rows of {pixels} pixels (a multiple of {Lanes}) do not fit {first.Length} + {others.Length} values.");
        }

        Array.Clear(lanes);
        for (int start = 0; start < pixels; start += Tile)
        {
            int width = Math.Min(Tile, pixels - start);
            ReadOnlySpan<double> w = weight.Slice(start, width);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<double> source = row == 0 ? first.Slice(start, width) : others.Slice(((row - 1) * pixels) + start, width);
                source.CopyTo(tile.AsSpan(row * Tile));
                Scale(source, w, weighted.AsSpan(row * Tile, width));
            }

            int block = 0;
            for (int i = 0; i < paddedRows; i += Block)
            {
                for (int j = 0; j <= i; j += Block, block++)
                {
                    ref double left = ref weighted[i * Tile];
                    ref double right = ref tile[j * Tile];
                    ref double sums = ref lanes[block * Block * Block * Lanes];
                    if (wide)
                    {
                        AddWide(ref left, ref right, ref sums, width);
                    }
                    else
                    {
                        AddNarrow(ref left, ref right, ref sums, width);
                    }
                }
            }
        }

        AddLanes();
    }

    /// <summary>The same products by the shortest possible code, for tests.</summary>
    public static double[] Plain(double[][] rows, double[] weight)
    {
        double[] products = new double[rows.Length * rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < rows.Length; j++)
            {
                for (int p = 0; p < weight.Length; p++)
                {
                    products[(i * rows.Length) + j] += weight[p] * rows[i][p] * rows[j][p];
                }
            }
        }

        return products;
    }

    static void Scale(ReadOnlySpan<double> source, ReadOnlySpan<double> weight, Span<double> scaled)
    {
        for (int p = 0; p < source.Length; p += Vector256<double>.Count)
        {
            (Vector256.Create(source[p..]) * Vector256.Create(weight[p..])).CopyTo(scaled[p..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddWide(ref double left, ref double right, ref double sums, int width)
    {
        Vector512<double> s00 = Vector512.LoadUnsafe(ref sums, 0), s01 = Vector512.LoadUnsafe(ref sums, 8);
        Vector512<double> s02 = Vector512.LoadUnsafe(ref sums, 16), s03 = Vector512.LoadUnsafe(ref sums, 24);
        Vector512<double> s10 = Vector512.LoadUnsafe(ref sums, 32), s11 = Vector512.LoadUnsafe(ref sums, 40);
        Vector512<double> s12 = Vector512.LoadUnsafe(ref sums, 48), s13 = Vector512.LoadUnsafe(ref sums, 56);
        Vector512<double> s20 = Vector512.LoadUnsafe(ref sums, 64), s21 = Vector512.LoadUnsafe(ref sums, 72);
        Vector512<double> s22 = Vector512.LoadUnsafe(ref sums, 80), s23 = Vector512.LoadUnsafe(ref sums, 88);
        Vector512<double> s30 = Vector512.LoadUnsafe(ref sums, 96), s31 = Vector512.LoadUnsafe(ref sums, 104);
        Vector512<double> s32 = Vector512.LoadUnsafe(ref sums, 112), s33 = Vector512.LoadUnsafe(ref sums, 120);
        for (nuint p = 0; p < (nuint)width; p += Lanes)
        {
            Vector512<double> r0 = Vector512.LoadUnsafe(ref right, p);
            Vector512<double> r1 = Vector512.LoadUnsafe(ref right, p + Tile);
            Vector512<double> r2 = Vector512.LoadUnsafe(ref right, p + (2 * Tile));
            Vector512<double> r3 = Vector512.LoadUnsafe(ref right, p + (3 * Tile));
            Vector512<double> l = Vector512.LoadUnsafe(ref left, p);
            s00 = Vector512.FusedMultiplyAdd(l, r0, s00);
            s01 = Vector512.FusedMultiplyAdd(l, r1, s01);
            s02 = Vector512.FusedMultiplyAdd(l, r2, s02);
            s03 = Vector512.FusedMultiplyAdd(l, r3, s03);
            l = Vector512.LoadUnsafe(ref left, p + Tile);
            s10 = Vector512.FusedMultiplyAdd(l, r0, s10);
            s11 = Vector512.FusedMultiplyAdd(l, r1, s11);
            s12 = Vector512.FusedMultiplyAdd(l, r2, s12);
            s13 = Vector512.FusedMultiplyAdd(l, r3, s13);
            l = Vector512.LoadUnsafe(ref left, p + (2 * Tile));
            s20 = Vector512.FusedMultiplyAdd(l, r0, s20);
            s21 = Vector512.FusedMultiplyAdd(l, r1, s21);
            s22 = Vector512.FusedMultiplyAdd(l, r2, s22);
            s23 = Vector512.FusedMultiplyAdd(l, r3, s23);
            l = Vector512.LoadUnsafe(ref left, p + (3 * Tile));
            s30 = Vector512.FusedMultiplyAdd(l, r0, s30);
            s31 = Vector512.FusedMultiplyAdd(l, r1, s31);
            s32 = Vector512.FusedMultiplyAdd(l, r2, s32);
            s33 = Vector512.FusedMultiplyAdd(l, r3, s33);
        }

        s00.StoreUnsafe(ref sums, 0);
        s01.StoreUnsafe(ref sums, 8);
        s02.StoreUnsafe(ref sums, 16);
        s03.StoreUnsafe(ref sums, 24);
        s10.StoreUnsafe(ref sums, 32);
        s11.StoreUnsafe(ref sums, 40);
        s12.StoreUnsafe(ref sums, 48);
        s13.StoreUnsafe(ref sums, 56);
        s20.StoreUnsafe(ref sums, 64);
        s21.StoreUnsafe(ref sums, 72);
        s22.StoreUnsafe(ref sums, 80);
        s23.StoreUnsafe(ref sums, 88);
        s30.StoreUnsafe(ref sums, 96);
        s31.StoreUnsafe(ref sums, 104);
        s32.StoreUnsafe(ref sums, 112);
        s33.StoreUnsafe(ref sums, 120);
    }

    // Lane k of 512 bits is lane k % 4 of half k / 4 here; two by two products at a time fit sixteen 256-bit registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddNarrow(ref double left, ref double right, ref double sums, int width)
    {
        for (nuint half = 0; half < Lanes; half += 4)
        {
            for (nuint i = 0; i < Block; i += 2)
            {
                for (nuint j = 0; j < Block; j += 2)
                {
                    nuint first = (((i * Block) + j) * Lanes) + half;
                    nuint second = first + (Block * Lanes);
                    Vector256<double> s00 = Vector256.LoadUnsafe(ref sums, first), s01 = Vector256.LoadUnsafe(ref sums, first + Lanes);
                    Vector256<double> s10 = Vector256.LoadUnsafe(ref sums, second), s11 = Vector256.LoadUnsafe(ref sums, second + Lanes);
                    for (nuint p = half; p < (nuint)width; p += Lanes)
                    {
                        Vector256<double> l0 = Vector256.LoadUnsafe(ref left, p + (i * Tile)), l1 = Vector256.LoadUnsafe(ref left, p + ((i + 1) * Tile));
                        Vector256<double> r0 = Vector256.LoadUnsafe(ref right, p + (j * Tile)), r1 = Vector256.LoadUnsafe(ref right, p + ((j + 1) * Tile));
                        s00 = Vector256.FusedMultiplyAdd(l0, r0, s00);
                        s01 = Vector256.FusedMultiplyAdd(l0, r1, s01);
                        s10 = Vector256.FusedMultiplyAdd(l1, r0, s10);
                        s11 = Vector256.FusedMultiplyAdd(l1, r1, s11);
                    }

                    s00.StoreUnsafe(ref sums, first);
                    s01.StoreUnsafe(ref sums, first + Lanes);
                    s10.StoreUnsafe(ref sums, second);
                    s11.StoreUnsafe(ref sums, second + Lanes);
                }
            }
        }
    }

    void AddLanes()
    {
        int block = 0;
        for (int i = 0; i < paddedRows; i += Block)
        {
            for (int j = 0; j <= i; j += Block, block++)
            {
                for (int cell = 0; cell < Block * Block; cell++)
                {
                    int row = i + (cell / Block);
                    int column = j + (cell % Block);
                    if (row < rows && column <= row)
                    {
                        ReadOnlySpan<double> s = lanes.AsSpan(((block * Block * Block) + cell) * Lanes, Lanes);
                        double sum = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
                        Values[(row * rows) + column] = sum;
                        Values[(column * rows) + row] = sum;
                    }
                }
            }
        }
    }
}
