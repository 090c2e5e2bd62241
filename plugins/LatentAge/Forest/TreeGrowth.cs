namespace Astra.Plugins.LatentAge.Forest;

/// <summary>
/// Grows a tree (Breiman et al. 1984, Classification and Regression Trees) by the best split of each node over all values of all inputs. The stars
/// are sorted by each input once, and the sorted lists divided at each split, so that a level of the tree costs stars x inputs. Memory for one tree
/// at a time, used again for the next. Not safe for several threads.
/// </summary>
abstract class TreeGrowth
{
    readonly int width;
    readonly ForestSettings settings;
    readonly int[][] order;
    readonly float[][] sorted;
    readonly int[] starBuffer;
    readonly float[] valueBuffer;
    readonly byte[] left;
    readonly int[] inputOrder;
    readonly Stack<(int Start, int End, int Splits)> waiting = new();
    readonly List<byte> inputs = [];
    readonly List<float> thresholds = [];

    /// <summary>Memory for trees.</summary>
    /// <param name="stars">The most stars of a tree.</param>
    /// <param name="width">The number of inputs.</param>
    /// <param name="settings">How to grow.</param>
    protected TreeGrowth(int stars, int width, ForestSettings settings)
    {
        this.width = width;
        this.settings = settings;
        order = [.. Enumerable.Range(0, width).Select(_ => new int[stars])];
        sorted = [.. Enumerable.Range(0, width).Select(_ => new float[stars])];
        starBuffer = new int[stars];
        valueBuffer = new float[stars];
        left = new byte[stars];
        inputOrder = [.. Enumerable.Range(0, width)];
    }

    /// <summary>Numbers that a leaf has.</summary>
    protected abstract int ValuesPerLeaf { get; }

    /// <summary>The values of the leaves so far.</summary>
    protected List<float> Values { get; } = [];

    /// <summary>A place for the stars of the next tree, sorted by an input: star numbers and their values of it.</summary>
    /// <param name="input">0-based.</param>
    public (int[] Stars, float[] Values) Sorted(int input) => (order[input], sorted[input]);

    /// <summary>Grows a tree.</summary>
    /// <param name="count">How many stars <see cref="Sorted"/> holds for each input.</param>
    /// <param name="random">For the order in which inputs are tried: of equally good splits the first is taken.</param>
    public ForestTrees Grow(int count, RandomSource random)
    {
        inputs.Clear();
        thresholds.Clear();
        Values.Clear();
        for (int i = 0; i < width; i++)
        {
            inputOrder[i] = i;
        }

        waiting.Push((0, count, 0));
        while (waiting.TryPop(out (int Start, int End, int Splits) node))
        {
            ReadOnlySpan<int> stars = order[0].AsSpan(node.Start, node.End - node.Start);
            bool pure = Enter(stars);
            (int input, int length) = pure || node.Splits >= settings.MostSplits || stars.Length < 2 * settings.FewestInLeaf
                ? (-1, 0)
                : BestSplit(node.Start, node.End, random);
            if (input < 0)
            {
                inputs.Add(ForestTrees.Leaf);
                AddLeaf();
                continue;
            }

            int middle = node.Start + length;
            inputs.Add((byte)input);
            thresholds.Add(Between(sorted[input][middle - 1], sorted[input][middle]));
            Divide(input, node.Start, middle, node.End);
            waiting.Push((middle, node.End, node.Splits + 1));
            waiting.Push((node.Start, middle, node.Splits + 1));
        }

        return new ForestTrees([.. inputs], [.. thresholds], [.. Values], ValuesPerLeaf);
    }

    /// <summary>Takes the stars of a node.</summary>
    /// <returns>Whether they have one target, so that there is nothing to split.</returns>
    protected abstract bool Enter(ReadOnlySpan<int> stars);

    /// <summary>Adds the values of a leaf with the stars of the last <see cref="Enter"/>.</summary>
    protected abstract void AddLeaf();

    /// <summary>Looks for a better split of the stars of the last <see cref="Enter"/> than the best so far.</summary>
    /// <param name="stars">The stars, sorted by an input.</param>
    /// <param name="values">Their values of it.</param>
    /// <param name="fewest">The fewest stars on each side.</param>
    /// <param name="best">The quality of the best split so far, as a fraction so that none is divided; replaced by a better one.</param>
    /// <returns>How many stars go left in the better split; 0 when there is none.</returns>
    protected abstract int Improve(ReadOnlySpan<int> stars, ReadOnlySpan<float> values, int fewest, ref (double Numerator, double Denominator) best);

    (int Input, int Length) BestSplit(int start, int end, RandomSource random)
    {
        int wanted = settings.InputsPerSplit is > 0 and int some ? Math.Min(some, width) : width;
        (double Numerator, double Denominator) best = (-1, 1);
        (int Input, int Length) found = (-1, 0);
        int tried = 0;
        for (int i = 0; i < width && tried < wanted; i++)
        {
            int other = i + (int)(random.NextDouble() * (width - i));
            (inputOrder[i], inputOrder[other]) = (inputOrder[other], inputOrder[i]);
            int input = inputOrder[i];
            if (sorted[input][start] == sorted[input][end - 1])
            {
                continue;
            }

            tried++;
            int length = Improve(order[input].AsSpan(start, end - start), sorted[input].AsSpan(start, end - start), settings.FewestInLeaf, ref best);
            if (length > 0)
            {
                found = (input, length);
            }
        }

        return found;
    }

    /// <summary>Half way between two values, if there is a number in between; else the lower.</summary>
    static float Between(float low, float high)
    {
        float middle = (float)((low + (double)high) / 2);
        return middle < high ? middle : low;
    }

    /// <summary>Divides the sorted lists, keeping their order.</summary>
    void Divide(int by, int start, int middle, int end)
    {
        foreach (int star in order[by].AsSpan(start, middle - start))
        {
            left[star] = 1;
        }

        foreach (int star in order[by].AsSpan(middle, end - middle))
        {
            left[star] = 0;
        }

        for (int input = 0; input < width; input++)
        {
            if (input == by)
            {
                continue;
            }

            Span<int> stars = order[input].AsSpan(start, end - start);
            Span<float> values = sorted[input].AsSpan(start, end - start);
            int toLeft = 0, toRight = 0;
            for (int i = 0; i < stars.Length; i++)
            {
                // Both are written and one of them counts, since which one is beyond any branch predictor.
                int star = stars[i];
                float value = values[i];
                stars[toLeft] = starBuffer[toRight] = star;
                values[toLeft] = valueBuffer[toRight] = value;
                toLeft += left[star];
                toRight += 1 - left[star];
            }

            starBuffer.AsSpan(0, toRight).CopyTo(stars[toLeft..]);
            valueBuffer.AsSpan(0, toRight).CopyTo(values[toLeft..]);
        }
    }
}
