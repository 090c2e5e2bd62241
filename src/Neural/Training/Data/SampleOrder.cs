namespace Astra.Neural;

/// <summary>The order in which samples are drawn.</summary>
static class SampleOrder
{
    /// <summary>The numbers from 0 to count - 1 in an order that the seed decides (Fisher and Yates; Durstenfeld 1964, algorithm 235).</summary>
    public static int[] Shuffled(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        SplitMix64 random = new(seed);
        for (int i = count - 1; i > 0; i--)
        {
            int j = (int)random.NextBelow((ulong)i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }
}
