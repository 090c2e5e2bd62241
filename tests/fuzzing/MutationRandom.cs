namespace Astra.Fuzzing;

/// <summary>
/// Random numbers of one input. Input i of a seed is the same whoever makes it, after whatever else: a finding is named by target, seed and index.
/// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
/// </summary>
sealed class MutationRandom
{
    ulong state;

    public MutationRandom(string target, ulong seed, long index)
    {
        state = seed;
        foreach (char letter in target)
        {
            state = Bits() ^ letter;
        }

        state = Bits() ^ (ulong)index;
        Bits();
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        ulong mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to <paramref name="count"/> - 1; 0 where that is none.</summary>
    public int Below(int count) => count <= 1 ? 0 : (int)(Bits() % (ulong)count);

    /// <summary>Whether one of so many.</summary>
    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>One of these.</summary>
    public T Pick<T>(IReadOnlyList<T> values) => values[Below(values.Count)];

    /// <summary>A length up to <paramref name="most"/>, short ones more often.</summary>
    public int Length(int most) => 1 + Below(Math.Max(1, most >> Below(12)));
}
