namespace Astra.Plugins.LatentAge.Forest;

/// <summary>Stars sorted by each of their inputs; equal values in the order of the stars.</summary>
sealed class SortedInputs
{
    readonly int[][] order;
    readonly float[][] values;

    /// <summary>Sorts stars.</summary>
    /// <param name="stars">The stars.</param>
    /// <param name="inputs">Stars x inputs: theirs, or ones drawn from their errors.</param>
    public SortedInputs(ForestStars stars, float[] inputs)
    {
        int width = stars.Names.Count;
        order = new int[width][];
        values = new float[width][];
        ulong[] keys = new ulong[stars.Count];
        for (int input = 0; input < width; input++)
        {
            for (int star = 0; star < keys.Length; star++)
            {
                keys[star] = ((ulong)Sortable(inputs[(star * width) + input]) << 32) | (uint)star;
            }

            Array.Sort(keys);
            order[input] = [.. keys.Select(key => (int)(uint)key)];
            values[input] = [.. order[input].Select(star => inputs[(star * width) + input])];
        }
    }

    /// <summary>Gives a growth the stars that a tree learns from.</summary>
    /// <param name="growth">What grows the tree.</param>
    /// <param name="counts">How many times each star counts.</param>
    /// <returns>The number of different stars.</returns>
    public int CopyTo(TreeGrowth growth, int[] counts)
    {
        int count = 0;
        for (int input = 0; input < order.Length; input++)
        {
            (int[] toStars, float[] toValues) = growth.Sorted(input);
            count = 0;
            for (int i = 0; i < order[input].Length; i++)
            {
                int star = order[input][i];
                if (counts[star] > 0)
                {
                    toStars[count] = star;
                    toValues[count++] = values[input][i];
                }
            }
        }

        return count;
    }

    /// <summary>Whole numbers in the order of the floats; both zeros are one.</summary>
    static uint Sortable(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value + 0f);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }
}
