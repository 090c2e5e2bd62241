namespace Astra.Simulation;

/// <summary>The median by selection (Hoare 1961), in time proportional to the number of values.</summary>
static class Median
{
    /// <summary>The median; of an even number of values the mean of the middle two; NaN of none.</summary>
    /// <param name="values">Finite numbers. Their order is changed.</param>
    public static float Of(Span<float> values)
    {
        if (values.IsEmpty)
        {
            return float.NaN;
        }

        int middle = values.Length / 2;
        float upper = Select(values, middle);
        if (values.Length % 2 == 1)
        {
            return upper;
        }

        float lower = float.NegativeInfinity;
        foreach (float value in values[..middle])
        {
            lower = Math.Max(lower, value);
        }

        return (lower + upper) / 2;
    }

    /// <summary>Moves the n-th smallest to place n, nothing larger before it.</summary>
    static float Select(Span<float> values, int n)
    {
        int left = 0;
        int right = values.Length - 1;
        while (left < right)
        {
            float pivot = values[n];
            int i = left;
            int j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (j < n)
            {
                left = i;
            }

            if (i > n)
            {
                right = j;
            }
        }

        return values[n];
    }
}
