namespace Astra.Plugins.LatentAge.Forest;

/// <summary>Divides the stars of a prediction into blocks for several threads.</summary>
static class ForestBlocks
{
    /// <summary>The number of stars.</summary>
    /// <param name="numbers">The number of all inputs.</param>
    /// <param name="width">The number of inputs of a star.</param>
    /// <exception cref="ArgumentException">It is not whole.</exception>
    public static int Stars(int numbers, int width) => numbers % width == 0
        ? numbers / width
        : throw new ArgumentException($"{numbers} inputs are not those of stars with {width} each.");

    /// <summary>Whether all numbers are finite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> numbers)
    {
        foreach (float number in numbers)
        {
            if (!float.IsFinite(number))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Does something with every block.</summary>
    /// <param name="stars">The number of stars.</param>
    /// <param name="size">The number of stars of a block.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="work">Takes the first star and the number of stars of a block.</param>
    public static void Run(int stars, int size, int threads, Action<int, int> work)
    {
        int blocks = (stars + size - 1) / size;
        Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
            work(block * size, Math.Min(size, stars - (block * size))));
    }
}
