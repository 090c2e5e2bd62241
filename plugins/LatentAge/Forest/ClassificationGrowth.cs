namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// Grows trees of classes: the best split leaves the smallest Gini impurity, and a leaf has the weighted share of each class among its stars.
/// </summary>
/// <param name="stars">The most stars of a tree.</param>
/// <param name="width">The number of inputs.</param>
/// <param name="classes">The number of classes.</param>
/// <param name="settings">How to grow.</param>
sealed class ClassificationGrowth(int stars, int width, int classes, ForestSettings settings) : TreeGrowth(stars, width, settings)
{
    readonly (double Weight, int Class)[] targets = new (double, int)[stars];
    readonly double[] all = new double[classes];
    readonly double[] before = new double[classes];
    double weight;

    /// <summary>The weight and the class of each star, for the next tree.</summary>
    public Span<(double Weight, int Class)> Targets => targets;

    protected override int ValuesPerLeaf => classes;

    protected override bool Enter(ReadOnlySpan<int> stars)
    {
        Array.Clear(all);
        weight = 0;
        foreach (int star in stars)
        {
            (double w, int c) = targets[star];
            all[c] += w;
            weight += w;
        }

        return all.Count(w => w > 0) == 1;
    }

    protected override void AddLeaf()
    {
        foreach (double w in all)
        {
            Values.Add((float)(w / weight));
        }
    }

    protected override int Improve(ReadOnlySpan<int> stars, ReadOnlySpan<float> values, int fewest, ref (double Numerator, double Denominator) best)
    {
        // The sums of squared class weights follow from one star to the next: (c + w)^2 - c^2 = w (2 c + w).
        Array.Clear(before);
        double weightBefore = 0, squaresBefore = 0, squaresAfter = all.Sum(w => w * w);
        int found = 0, last = stars.Length - fewest;
        for (int i = 0; i < last; i++)
        {
            (double w, int c) = targets[stars[i]];
            double after = all[c] - before[c];
            squaresBefore += w * ((2 * before[c]) + w);
            squaresAfter -= w * ((2 * after) - w);
            before[c] += w;
            weightBefore += w;
            if (values[i + 1] > values[i] && i + 1 >= fewest)
            {
                double weightAfter = weight - weightBefore;
                double numerator = (squaresBefore * weightAfter) + (squaresAfter * weightBefore), denominator = weightBefore * weightAfter;
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
