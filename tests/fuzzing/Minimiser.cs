using System.Diagnostics;

namespace Astra.Fuzzing;

/// <summary>Makes an input with a fault smaller, as long as the fault stays the same: blocks are taken out, then bytes are made plain.</summary>
static class Minimiser
{
    static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    public static byte[] Minimise(FuzzTarget target, byte[] input, string fault, string file)
    {
        long start = Stopwatch.GetTimestamp();
        for (int block = input.Length / 2; block > 0 && Stopwatch.GetElapsedTime(start) < MostTime; block /= 2)
        {
            for (int at = 0; at + block <= input.Length && Stopwatch.GetElapsedTime(start) < MostTime;)
            {
                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + block)];
                if (shorter.Length > 0 && FuzzTrial.Of(target, new Mutant(shorter), file).Fault == fault)
                {
                    input = shorter;
                }
                else
                {
                    at += block;
                }
            }
        }

        return input;
    }
}
