namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// Grows trees of numbers: the best split leaves the smallest weighted sum of squared residuals, and a leaf has the weighted mean of its stars.
/// </summary>
/// <param name="stars">The most stars of a tree.</param>
/// <param name="width">The number of inputs.</param>
/// <param name="settings">How to grow.</param>
sealed class RegressionGrowth(int stars, int width, ForestSettings settings) : TreeGrowth(stars, width, settings)
{
    readonly (double Weight, double Target)[] targets = new (double, double)[stars];
    double mean;
    double weight;

    /// <summary>The weight and the target of each star, for the next tree.</summary>
    public Span<(double Weight, double Target)> Targets => targets;

    protected override int ValuesPerLeaf => 1;

    protected override bool Enter(ReadOnlySpan<int> stars)
    {
        double sum = 0, low = double.PositiveInfinity, high = double.NegativeInfinity;
        weight = 0;
        foreach (int star in stars)
        {
            (double w, double y) = targets[star];
            weight += w;
            sum += w * y;
            low = Math.Min(low, y);
            high = Math.Max(high, y);
        }

        mean = low == high ? low : sum / weight;
        return low == high;
    }

    protected override void AddLeaf() => Values.Add((float)mean);

    protected override int Improve(ReadOnlySpan<int> stars, ReadOnlySpan<float> values, int fewest, ref (double Numerator, double Denominator) best)
    {
        // With residuals from the mean the sums of both sides are s and -s, and the squares that a split explains are s^2 (1/w_left + 1/w_right).
        double sum = 0, before = 0;
        int found = 0, last = stars.Length - fewest;
        for (int i = 0; i < last; i++)
        {
            (double w, double y) = targets[stars[i]];
            before += w;
            sum += w * (y - mean);
            if (values[i + 1] > values[i] && i + 1 >= fewest)
            {
                double numerator = sum * sum, denominator = before * (weight - before);
                if (numerator * best.Denominator > best.Numerator * denominator)
                {
                    best = (numerator, denominator);
                    found = i + 1;
                }
            }
        }

        return found;
    }
}
