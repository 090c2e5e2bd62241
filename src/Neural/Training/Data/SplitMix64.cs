namespace Astra.Neural;

/// <summary>
/// The generator SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, fig. 17 with the constants of Vigna). Its sequence is fixed for good, unlike that
/// of <see cref="Random"/>, and any two seeds give unrelated sequences.
/// </summary>
struct SplitMix64(ulong seed)
{
    /// <summary>2^64 over the golden ratio, by which the state advances.</summary>
    const ulong Step = 0x9E3779B97F4A7C15;

    ulong state = seed;

    public ulong Next()
    {
        ulong next = CounterRandom.Mix(state);
        state += Step;
        return next;
    }

    /// <summary>A number from 0 (included) to a bound (excluded), each as likely as the others (Lemire 2019, ACM Trans. Model. Comput. Simul. 29,
    /// 3).</summary>
    public ulong NextBelow(ulong bound)
    {
        ulong high = Math.BigMul(Next(), bound, out ulong low);
        if (low < bound)
        {
            ulong threshold = (0 - bound) % bound;
            while (low < threshold)
            {
                high = Math.BigMul(Next(), bound, out low);
            }
        }

        return high;
    }

    /// <summary>A seed made of several numbers; any other number, or order of them, gives an unrelated one.</summary>
    public static ulong Seed(params ReadOnlySpan<ulong> numbers)
    {
        ulong seed = (ulong)numbers.Length;
        foreach (ulong number in numbers)
        {
            seed = CounterRandom.Mix(((seed + Step) ^ CounterRandom.Mix(number)) - Step);
        }

        return seed;
    }
}
