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
    /// <summary>Rows are padded with zeros to a multiple of this many pixels, and products to a multiple of this many columns.</summary>
    public const int Lanes = 8;

    const int Block = 4;

    // Eight rows of 256 pixels and their weights stay in the first-level cache while a block of products passes over them.
    const int Tile = 256;

    readonly int rows;
    readonly int pixels;
    readonly double[] y;
    readonly double[] lanes;

    /// <summary>Memory for a number of rows.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="pixels">Their length: a multiple of <see cref="Lanes"/>.</param>
    public WeightedGram(int rows, int pixels)
    {
        if (pixels % Lanes != 0)
        {
            throw new ArgumentException($"{pixels} pixels are not a multiple of {Lanes}.", nameof(pixels));
        }

        this.rows = rows;
        this.pixels = pixels;
        int blocks = (rows + Block - 1) / Block;
        y = new double[blocks * Block * pixels];
        lanes = new double[blocks * (blocks + 1) / 2 * Block * Block * Lanes];
        Stride = Padded(rows);
        Values = new double[rows * Stride];
    }

    /// <summary>The products of the last <see cref="Compute"/>: rows x <see cref="Stride"/>, both triangles, zero beyond the last row.</summary>
    public double[] Values { get; }

    /// <summary>The length of a row of <see cref="Values"/>: the number of rows, padded.</summary>
    public int Stride { get; }

    /// <summary>The length to which a number of values is padded.</summary>
    public static int Padded(int count) => (count + Lanes - 1) / Lanes * Lanes;

    /// <summary>A row, to be filled by the caller.</summary>
    public Span<double> Row(int row) => y.AsSpan(row * pixels, pixels);

    /// <summary>Computes <see cref="Values"/>.</summary>
    /// <param name="weight">Weight of each pixel.</param>
    /// <param name="wide">Whether to use 512-bit vectors; the bits of the result do not depend on it.</param>
    public void Compute(ReadOnlySpan<double> weight, bool wide)
    {
        if (weight.Length != pixels)
        {
            throw new ArgumentException($"{weight.Length} weights do not fit rows of {pixels} pixels.", nameof(weight));
        }

        Array.Clear(lanes);
        for (int start = 0; start < pixels; start += Tile)
        {
            int width = Math.Min(Tile, pixels - start);
            int block = 0;
            for (int i = 0; i < rows; i += Block)
            {
                for (int j = 0; j <= i; j += Block, block++)
                {
                    ref double left = ref y[(i * pixels) + start];
                    ref double right = ref y[(j * pixels) + start];
                    ref double w = ref Unsafe.AsRef(in weight[start]);
                    ref double sums = ref lanes[block * Block * Block * Lanes];
                    if (wide)
                    {
                        AddWide(ref left, ref right, ref w, ref sums, (nuint)pixels, (nuint)width);
                    }
                    else
                    {
                        AddNarrow(ref left, ref right, ref w, ref sums, (nuint)pixels, (nuint)width);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void AddWide(ref double left, ref double right, ref double weight, ref double sums, nuint row, nuint width)
    {
        Vector512<double> s00 = Vector512.LoadUnsafe(ref sums, 0), s01 = Vector512.LoadUnsafe(ref sums, 8);
        Vector512<double> s02 = Vector512.LoadUnsafe(ref sums, 16), s03 = Vector512.LoadUnsafe(ref sums, 24);
        Vector512<double> s10 = Vector512.LoadUnsafe(ref sums, 32), s11 = Vector512.LoadUnsafe(ref sums, 40);
        Vector512<double> s12 = Vector512.LoadUnsafe(ref sums, 48), s13 = Vector512.LoadUnsafe(ref sums, 56);
        Vector512<double> s20 = Vector512.LoadUnsafe(ref sums, 64), s21 = Vector512.LoadUnsafe(ref sums, 72);
        Vector512<double> s22 = Vector512.LoadUnsafe(ref sums, 80), s23 = Vector512.LoadUnsafe(ref sums, 88);
        Vector512<double> s30 = Vector512.LoadUnsafe(ref sums, 96), s31 = Vector512.LoadUnsafe(ref sums, 104);
        Vector512<double> s32 = Vector512.LoadUnsafe(ref sums, 112), s33 = Vector512.LoadUnsafe(ref sums, 120);
        for (nuint p = 0; p < width; p += Lanes)
        {
            Vector512<double> w = Vector512.LoadUnsafe(ref weight, p);
            Vector512<double> r0 = Vector512.LoadUnsafe(ref right, p);
            Vector512<double> r1 = Vector512.LoadUnsafe(ref right, p + row);
            Vector512<double> r2 = Vector512.LoadUnsafe(ref right, p + (2 * row));
            Vector512<double> r3 = Vector512.LoadUnsafe(ref right, p + (3 * row));
            Vector512<double> l = w * Vector512.LoadUnsafe(ref left, p);
            s00 = Vector512.FusedMultiplyAdd(l, r0, s00);
            s01 = Vector512.FusedMultiplyAdd(l, r1, s01);
            s02 = Vector512.FusedMultiplyAdd(l, r2, s02);
            s03 = Vector512.FusedMultiplyAdd(l, r3, s03);
            l = w * Vector512.LoadUnsafe(ref left, p + row);
            s10 = Vector512.FusedMultiplyAdd(l, r0, s10);
            s11 = Vector512.FusedMultiplyAdd(l, r1, s11);
            s12 = Vector512.FusedMultiplyAdd(l, r2, s12);
            s13 = Vector512.FusedMultiplyAdd(l, r3, s13);
            l = w * Vector512.LoadUnsafe(ref left, p + (2 * row));
            s20 = Vector512.FusedMultiplyAdd(l, r0, s20);
            s21 = Vector512.FusedMultiplyAdd(l, r1, s21);
            s22 = Vector512.FusedMultiplyAdd(l, r2, s22);
            s23 = Vector512.FusedMultiplyAdd(l, r3, s23);
            l = w * Vector512.LoadUnsafe(ref left, p + (3 * row));
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
    static void AddNarrow(ref double left, ref double right, ref double weight, ref double sums, nuint row, nuint width)
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
                    for (nuint p = half; p < width; p += Lanes)
                    {
                        Vector256<double> w = Vector256.LoadUnsafe(ref weight, p);
                        Vector256<double> l0 = w * Vector256.LoadUnsafe(ref left, p + (i * row)), l1 = w * Vector256.LoadUnsafe(ref left, p + ((i + 1) * row));
                        Vector256<double> r0 = Vector256.LoadUnsafe(ref right, p + (j * row)), r1 = Vector256.LoadUnsafe(ref right, p + ((j + 1) * row));
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
        for (int i = 0; i < rows; i += Block)
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
                        Values[(row * Stride) + column] = sum;
                        Values[(column * Stride) + row] = sum;
                    }
                }
            }
        }
    }
}
