using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Astra.Neural;

namespace Astra.Bench;

/// <summary><c>neural-kernels</c>: what fraction of one core's fused multiply-adds the kernels reach, on the layers of APOGEE Net II.</summary>
static class NeuralKernels
{
    /// <summary>Many short turns, so that some of them are not interrupted even on a busy machine.</summary>
    const int Rounds = 300;

    public static int Run(string[] args)
    {
        (int Inputs, int Outputs, bool Pools)[] convolutions =
            [(1, 8, false), (8, 8, true), (8, 16, false), (16, 16, true), (16, 16, false), (16, 16, true), (16, 32, false), (32, 32, true), (32, 32, false), (32, 32, true), (32, 64, false), (64, 64, true)];
        Console.WriteLine($"vectors of {KernelSet.Widest.Width} numbers");
        int length = 8575;
        double operations = 0, seconds = 0, peakSeconds = 0;
        foreach ((int inputs, int outputs, bool pools) in convolutions)
        {
            double work = 2.0 * inputs * outputs * 3 * length;
            (double rate, double peak) = Print($"convolution {inputs} to {outputs}, length {length}{(pools ? ", pooled" : "")}", work, Convolution(inputs, outputs, length, pools ? 2 : 1));
            operations += work;
            seconds += work / rate;
            peakSeconds += work / peak;
            length = pools ? length / 2 : length;
        }

        Console.WriteLine($"{"all twelve",-44} {operations / seconds / 1e9,7:F1} GFLOP/s                         {peakSeconds / seconds,6:P0}");
        foreach (int rows in new[] { 21, 168 })
        {
            Session session = new Network("dense", Node.Input("x", 8576).Linear("dense", 512, Activation.Relu)).Freeze().CreateSession();
            float[] x = NeuralDuel.Noise(rows * 8576), y = new float[rows * 512];
            Print($"dense 8576 to 512, {rows} rows", 2.0 * 8576 * 512 * rows, () => session.Run(x, rows, y));
        }

        return 0;
    }

    /// <summary>Times some work and the peak in turns, because what a core can do changes with what else runs; the best of each counts.</summary>
    static (double Rate, double Peak) Print(string what, double operations, Action work)
    {
        double rate = 0, peak = 0;
        work();
        for (int round = 0; round < Rounds; round++)
        {
            peak = Math.Max(peak, PeakRate());
            rate = Math.Max(rate, operations / Once(work));
        }

        Console.WriteLine($"{what,-44} {rate / 1e9,7:F1} GFLOP/s of {peak / 1e9,6:F1} measured peak: {rate / peak,6:P0}");
        return (rate, peak);
    }

    static double Once(Action work)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        work();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    static unsafe Action Convolution(int inputs, int outputs, int length, int pool)
    {
        Gathering convolution = new(KernelSet.Widest, new(Kernel: 3, Stride: 1, Left: 1, length, length), inputs, outputs, pool);
        convolution.Pack(NeuralDuel.Noise(outputs * inputs * 3), NeuralDuel.Noise(outputs));
        AlignedArray<float> input = new(NeuralDuel.Noise(inputs * length)), output = new(outputs * length), scratch = new(convolution.ScratchSize);
        return () => convolution.Run(input.Pointer, output.Pointer, 0, null, scratch.Pointer);
    }

    /// <summary>An unrolled loop of independent fused multiply-adds on registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double PeakRate() => Vector512.IsHardwareAccelerated ? Peak<Lanes512, Vector512<float>>() : Vector256.IsHardwareAccelerated ? Peak<Lanes256, Vector256<float>>() : Peak<Lanes128, Vector128<float>>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Peak<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        const int Turns = 100_000;
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        float sum = Chains<TLanes, TVector>(Turns);
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return float.IsNaN(sum) ? 0 : 2.0 * 10 * TLanes.Width * Turns / seconds;
    }

    /// <summary>Ten chains, more than the latency of a fused multiply-add times the units of any core.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    static float Chains<TLanes, TVector>(int turns)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector x = TLanes.Create(0.999f), y = TLanes.Create(0.001f);
        TVector a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y;
        for (int turn = 0; turn < turns; turn++)
        {
            a = TLanes.FusedMultiplyAdd(a, x, y);
            b = TLanes.FusedMultiplyAdd(b, x, y);
            c = TLanes.FusedMultiplyAdd(c, x, y);
            d = TLanes.FusedMultiplyAdd(d, x, y);
            e = TLanes.FusedMultiplyAdd(e, x, y);
            f = TLanes.FusedMultiplyAdd(f, x, y);
            g = TLanes.FusedMultiplyAdd(g, x, y);
            h = TLanes.FusedMultiplyAdd(h, x, y);
            i = TLanes.FusedMultiplyAdd(i, x, y);
            j = TLanes.FusedMultiplyAdd(j, x, y);
        }

        return TLanes.Sum(TLanes.Add(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)), TLanes.Add(TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h)), TLanes.Add(i, j))));
    }
}
