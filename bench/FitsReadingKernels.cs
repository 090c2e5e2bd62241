using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Astra.Fits;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Astra.Bench;

/// <summary><c>fits-endian</c>: turning one row of an apStar image into the machine's numbers, beside the plain loop that does the same.</summary>
public class FitsReadingKernels
{
    const int Pixels = WavelengthGrid.Pixels;

    readonly byte[] stored = new byte[Pixels * sizeof(double)];
    readonly float[] singles = new float[Pixels];
    readonly double[] doubles = new double[Pixels];
    readonly int[] integers = new int[Pixels];

    public static int Run(string[] args)
    {
        // The out-of-process toolchain of this version of BenchmarkDotNet does not know .NET 10.
        BenchmarkRunner.Run<FitsReadingKernels>(DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)), args);
        return 0;
    }

    [GlobalSetup]
    public void FillWithNumbers() => new Random(1).NextBytes(stored);

    [Benchmark]
    public void SinglesByLoop()
    {
        for (int i = 0; i < singles.Length; i++)
        {
            singles[i] = BinaryPrimitives.ReadSingleBigEndian(stored.AsSpan(i * sizeof(float)));
        }
    }

    [Benchmark]
    public void Singles()
    {
        stored.AsSpan(0, Pixels * sizeof(float)).CopyTo(MemoryMarshal.AsBytes(singles.AsSpan()));
        NumberConversion.FromBigEndian(singles.AsSpan());
    }

    [Benchmark]
    public void DoublesByLoop()
    {
        for (int i = 0; i < doubles.Length; i++)
        {
            doubles[i] = BinaryPrimitives.ReadDoubleBigEndian(stored.AsSpan(i * sizeof(double)));
        }
    }

    [Benchmark]
    public void Doubles()
    {
        stored.AsSpan().CopyTo(MemoryMarshal.AsBytes(doubles.AsSpan()));
        NumberConversion.FromBigEndian(doubles.AsSpan());
    }

    [Benchmark]
    public void MaskByLoop()
    {
        for (int i = 0; i < integers.Length; i++)
        {
            integers[i] = BinaryPrimitives.ReadInt16BigEndian(stored.AsSpan(i * sizeof(short)));
        }
    }

    /// <summary>It reverses the mask's bytes to and fro; the numbers differ from call to call, the work does not.</summary>
    [Benchmark]
    public int Mask() => NumberConversion.Convert(ElementType.Int16, stored, Scaling.None, integers.AsSpan());
}
