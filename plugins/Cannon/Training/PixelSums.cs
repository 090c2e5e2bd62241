using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Astra.Plugins.Cannon.Training;

/// <summary>Sums over stars of a column times a number of each pixel, for twelve columns and sixteen pixels at once: all the arithmetic of training.</summary>
static class PixelSums
{
    /// <summary>The number of pixels side by side: two vectors.</summary>
    public const int Lanes = 16;

    /// <summary>Adds to the sums. Each is added up star by star with fused multiply-adds: the same bits on every processor.</summary>
    /// <param name="columns">The first value of the first of twelve columns.</param>
    /// <param name="stride">The distance from a column to the next.</param>
    /// <param name="pixels">Stars x 16.</param>
    /// <param name="sums">12 x 16.</param>
    /// <param name="stars">The number of stars.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref double columns, nuint stride, ref double pixels, ref double sums, nuint stars)
    {
        Vector512<double> a0 = Vector512.LoadUnsafe(ref sums, 0), b0 = Vector512.LoadUnsafe(ref sums, 8);
        Vector512<double> a1 = Vector512.LoadUnsafe(ref sums, 16), b1 = Vector512.LoadUnsafe(ref sums, 24);
        Vector512<double> a2 = Vector512.LoadUnsafe(ref sums, 32), b2 = Vector512.LoadUnsafe(ref sums, 40);
        Vector512<double> a3 = Vector512.LoadUnsafe(ref sums, 48), b3 = Vector512.LoadUnsafe(ref sums, 56);
        Vector512<double> a4 = Vector512.LoadUnsafe(ref sums, 64), b4 = Vector512.LoadUnsafe(ref sums, 72);
        Vector512<double> a5 = Vector512.LoadUnsafe(ref sums, 80), b5 = Vector512.LoadUnsafe(ref sums, 88);
        Vector512<double> a6 = Vector512.LoadUnsafe(ref sums, 96), b6 = Vector512.LoadUnsafe(ref sums, 104);
        Vector512<double> a7 = Vector512.LoadUnsafe(ref sums, 112), b7 = Vector512.LoadUnsafe(ref sums, 120);
        Vector512<double> a8 = Vector512.LoadUnsafe(ref sums, 128), b8 = Vector512.LoadUnsafe(ref sums, 136);
        Vector512<double> a9 = Vector512.LoadUnsafe(ref sums, 144), b9 = Vector512.LoadUnsafe(ref sums, 152);
        Vector512<double> a10 = Vector512.LoadUnsafe(ref sums, 160), b10 = Vector512.LoadUnsafe(ref sums, 168);
        Vector512<double> a11 = Vector512.LoadUnsafe(ref sums, 176), b11 = Vector512.LoadUnsafe(ref sums, 184);
        ref double c4 = ref Unsafe.Add(ref columns, 4 * stride);
        ref double c8 = ref Unsafe.Add(ref columns, 8 * stride);
        for (nuint n = 0; n < stars; n++)
        {
            Vector512<double> p = Vector512.LoadUnsafe(ref pixels, n * Lanes), q = Vector512.LoadUnsafe(ref pixels, (n * Lanes) + 8);
            Vector512<double> x0 = Vector512.Create(Unsafe.Add(ref columns, n));
            a0 = Vector512.FusedMultiplyAdd(x0, p, a0);
            b0 = Vector512.FusedMultiplyAdd(x0, q, b0);
            Vector512<double> x1 = Vector512.Create(Unsafe.Add(ref columns, n + stride));
            a1 = Vector512.FusedMultiplyAdd(x1, p, a1);
            b1 = Vector512.FusedMultiplyAdd(x1, q, b1);
            Vector512<double> x2 = Vector512.Create(Unsafe.Add(ref columns, n + (2 * stride)));
            a2 = Vector512.FusedMultiplyAdd(x2, p, a2);
            b2 = Vector512.FusedMultiplyAdd(x2, q, b2);
            Vector512<double> x3 = Vector512.Create(Unsafe.Add(ref columns, n + (3 * stride)));
            a3 = Vector512.FusedMultiplyAdd(x3, p, a3);
            b3 = Vector512.FusedMultiplyAdd(x3, q, b3);
            Vector512<double> x4 = Vector512.Create(Unsafe.Add(ref c4, n));
            a4 = Vector512.FusedMultiplyAdd(x4, p, a4);
            b4 = Vector512.FusedMultiplyAdd(x4, q, b4);
            Vector512<double> x5 = Vector512.Create(Unsafe.Add(ref c4, n + stride));
            a5 = Vector512.FusedMultiplyAdd(x5, p, a5);
            b5 = Vector512.FusedMultiplyAdd(x5, q, b5);
            Vector512<double> x6 = Vector512.Create(Unsafe.Add(ref c4, n + (2 * stride)));
            a6 = Vector512.FusedMultiplyAdd(x6, p, a6);
            b6 = Vector512.FusedMultiplyAdd(x6, q, b6);
            Vector512<double> x7 = Vector512.Create(Unsafe.Add(ref c4, n + (3 * stride)));
            a7 = Vector512.FusedMultiplyAdd(x7, p, a7);
            b7 = Vector512.FusedMultiplyAdd(x7, q, b7);
            Vector512<double> x8 = Vector512.Create(Unsafe.Add(ref c8, n));
            a8 = Vector512.FusedMultiplyAdd(x8, p, a8);
            b8 = Vector512.FusedMultiplyAdd(x8, q, b8);
            Vector512<double> x9 = Vector512.Create(Unsafe.Add(ref c8, n + stride));
            a9 = Vector512.FusedMultiplyAdd(x9, p, a9);
            b9 = Vector512.FusedMultiplyAdd(x9, q, b9);
            Vector512<double> x10 = Vector512.Create(Unsafe.Add(ref c8, n + (2 * stride)));
            a10 = Vector512.FusedMultiplyAdd(x10, p, a10);
            b10 = Vector512.FusedMultiplyAdd(x10, q, b10);
            Vector512<double> x11 = Vector512.Create(Unsafe.Add(ref c8, n + (3 * stride)));
            a11 = Vector512.FusedMultiplyAdd(x11, p, a11);
            b11 = Vector512.FusedMultiplyAdd(x11, q, b11);
        }

        a0.StoreUnsafe(ref sums, 0);
        b0.StoreUnsafe(ref sums, 8);
        a1.StoreUnsafe(ref sums, 16);
        b1.StoreUnsafe(ref sums, 24);
        a2.StoreUnsafe(ref sums, 32);
        b2.StoreUnsafe(ref sums, 40);
        a3.StoreUnsafe(ref sums, 48);
        b3.StoreUnsafe(ref sums, 56);
        a4.StoreUnsafe(ref sums, 64);
        b4.StoreUnsafe(ref sums, 72);
        a5.StoreUnsafe(ref sums, 80);
        b5.StoreUnsafe(ref sums, 88);
        a6.StoreUnsafe(ref sums, 96);
        b6.StoreUnsafe(ref sums, 104);
        a7.StoreUnsafe(ref sums, 112);
        b7.StoreUnsafe(ref sums, 120);
        a8.StoreUnsafe(ref sums, 128);
        b8.StoreUnsafe(ref sums, 136);
        a9.StoreUnsafe(ref sums, 144);
        b9.StoreUnsafe(ref sums, 152);
        a10.StoreUnsafe(ref sums, 160);
        b10.StoreUnsafe(ref sums, 168);
        a11.StoreUnsafe(ref sums, 176);
        b11.StoreUnsafe(ref sums, 184);
    }
}
