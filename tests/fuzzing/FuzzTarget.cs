namespace Astra.Fuzzing;

/// <summary>An input, and what reading it must give where that is known.</summary>
/// <param name="Bytes">The input.</param>
/// <param name="Digest">The digest of its content; null where anything goes.</param>
readonly record struct Mutant(byte[] Bytes, ulong? Digest = null);

/// <summary>A reader under test: what it is given, how it is called, and which of its answers are right.</summary>
abstract class FuzzTarget
{
    /// <summary>
    /// What may be allocated for each byte of input. Readers keep the input, its text in 16-bit characters and objects of up to 40 bytes for what takes one byte to
    /// say (a value of a pickle, a brace of JSON), in lists that double: 64 leaves room for all of these and none for what a header merely claims.
    /// </summary>
    const int AllocationFactor = 64;

    /// <summary>Buffers, and messages with the stacks of exceptions, whatever the input's size.</summary>
    const int AllocationBase = 1 << 20;

    IReadOnlyList<byte[]>? seeds;

    /// <summary>Its name, in words of command lines.</summary>
    public abstract string Name { get; }

    /// <summary>Good inputs.</summary>
    public IReadOnlyList<byte[]> Seeds => seeds ??= CreateSeeds();

    /// <summary>Makes an input.</summary>
    public Mutant Create(MutationRandom random) => Mutate(random.Pick(Seeds), random);

    /// <summary>What reading an input may allocate on its thread.</summary>
    public virtual long MostAllocated(byte[] input) => AllocationBase + ((long)AllocationFactor * input.Length);

    /// <summary>Reads an input with everything that can be asked of it, and gives a digest of what came out. Throws what the reader throws.</summary>
    /// <param name="input">The input.</param>
    /// <param name="file">A file that the target may write to, its own for the time of the call.</param>
    public abstract ulong Read(byte[] input, string file);

    /// <summary>Whether an exception is one that the reader says it throws for a bad input.</summary>
    public abstract bool IsRefusal(Exception exception);

    protected abstract IReadOnlyList<byte[]> CreateSeeds();

    /// <summary>Damages a seed. It must not be changed itself.</summary>
    protected abstract Mutant Mutate(byte[] seed, MutationRandom random);

    /// <summary>Several times, mostly few.</summary>
    protected static T Several<T>(T input, MutationRandom random, Func<T, T> change)
    {
        for (int times = 1 + random.Below(1 << random.Below(4)); times > 0; times--)
        {
            input = change(input);
        }

        return input;
    }
}
