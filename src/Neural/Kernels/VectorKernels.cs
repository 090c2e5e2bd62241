using System.Runtime.CompilerServices;

namespace Astra.Neural;

/// <summary>
/// The kernels with vectors of one width. Methods with loops are compiled with all optimisations at once: the runtime's quick first version would be some
/// ten times slower for the first thousands of calls.
/// </summary>
internal sealed unsafe partial class VectorKernels<TLanes, TVector> : KernelSet
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public override int Width => TLanes.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Drop(float* source, float* target, int count, ulong streamKey, uint threshold, float scale)
    {
        int i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TLanes.Store(TLanes.Drop(TLanes.Load(source + i), (uint)i, streamKey, threshold, scale), target + i);
        }

        for (; i < count; i++)
        {
            target[i] = CounterRandom.At((uint)i, streamKey) >= threshold ? source[i] * scale : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void PassWherePositive(float* results, float* gradients, float* target, int count)
    {
        int i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TLanes.Store(TLanes.WherePositive(TLanes.Load(results + i), TLanes.Load(gradients + i)), target + i);
        }

        for (; i < count; i++)
        {
            target[i] = results[i] > 0 ? gradients[i] : 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SplitPairs(float* source, float* even, float* odd, int count)
    {
        int i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            (TVector first, TVector second) = TLanes.Split(TLanes.Load(source + 2 * i), TLanes.Load(source + 2 * i + TLanes.Width));
            TLanes.Store(first, even + i);
            TLanes.Store(second, odd + i);
        }

        for (; i < count; i++)
        {
            even[i] = source[2 * i];
            odd[i] = source[2 * i + 1];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MergePairs(float* even, float* odd, float* target, int count)
    {
        int i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            (TVector first, TVector second) = TLanes.Merge(TLanes.Load(even + i), TLanes.Load(odd + i));
            TLanes.Store(first, target + 2 * i);
            TLanes.Store(second, target + 2 * i + TLanes.Width);
        }

        for (; i < count; i++)
        {
            target[2 * i] = even[i];
            target[2 * i + 1] = odd[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(float* source, float* target, int count)
    {
        int i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TLanes.Store(TLanes.Add(TLanes.Load(source + i), TLanes.Load(target + i)), target + i);
        }

        for (; i < count; i++)
        {
            target[i] += source[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Sum(float* values, int count)
    {
        TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i + 4 * TLanes.Width <= count; i += 4 * TLanes.Width)
        {
            sum0 = TLanes.Add(sum0, TLanes.Load(values + i));
            sum1 = TLanes.Add(sum1, TLanes.Load(values + i + TLanes.Width));
            sum2 = TLanes.Add(sum2, TLanes.Load(values + i + 2 * TLanes.Width));
            sum3 = TLanes.Add(sum3, TLanes.Load(values + i + 3 * TLanes.Width));
        }

        float sum = TLanes.Sum(TLanes.Add(TLanes.Add(sum0, sum1), TLanes.Add(sum2, sum3)));
        for (; i < count; i++)
        {
            sum += values[i];
        }

        return sum;
    }
}
