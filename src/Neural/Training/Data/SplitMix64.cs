namespace Astra.Neural;

/// <summary>
/// The generator SplitMix64 (Steele, Lea and Flood 2014, OOPSLA, fig. 17 with the constants of Vigna). Its sequence is fixed for good, unlike that
/// of <see cref="Random"/>, and any two seeds give unrelated sequences.
/// </summary>
struct SplitMix64(ulong seed)
{
    ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
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
            seed = Mix((seed + 0x9E3779B97F4A7C15) ^ Mix(number + 0x9E3779B97F4A7C15));
        }

        return seed;
    }

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
