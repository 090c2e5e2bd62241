using System.Diagnostics;

namespace Astra.Neural.Tests;

/// <summary>What every hostile file must meet: a refusal with its reason, soon and without much memory.</summary>
static class Refusal
{
    const long MaximumAllocation = 192L << 20;
    static readonly TimeSpan maximumTime = TimeSpan.FromSeconds(20);

    public static void Expect(byte[] file, string reason)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        WeightFileException refusal = Assert.Throws<WeightFileException>(() => WeightFile.Read("hostile", file, null));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaximumAllocation);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, maximumTime);
        Assert.StartsWith("hostile: ", refusal.Message);
        Assert.Contains(reason, refusal.Message);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }
}
