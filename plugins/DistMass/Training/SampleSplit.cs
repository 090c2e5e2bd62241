namespace Astra.Plugins.DistMass.Training;

/// <summary>Parts of samples, at random; samples of one star are in one part.</summary>
static class SampleSplit
{
    /// <summary>Deals samples out to equal parts.</summary>
    /// <param name="names">The star of each sample.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="random">Decides.</param>
    public static int[][] Deal(IReadOnlyList<string> names, int parts, RandomSource random)
    {
        int[][] stars = Shuffled(names, random);
        List<int>[] dealt = [.. Enumerable.Range(0, parts).Select(_ => new List<int>())];
        for (int i = 0; i < stars.Length; i++)
        {
            dealt[i % parts].AddRange(stars[i]);
        }

        return [.. dealt.Select(part => part.Order().ToArray())];
    }

    /// <summary>Takes a share of samples away from the others.</summary>
    /// <param name="indices">The samples.</param>
    /// <param name="names">The star of every sample there is.</param>
    /// <param name="share">The share to take.</param>
    /// <param name="random">Decides.</param>
    public static (int[] Taken, int[] Left) Take(int[] indices, IReadOnlyList<string> names, double share, RandomSource random)
    {
        List<int> taken = [];
        List<int> left = [];
        int wanted = (int)Math.Round(share * indices.Length);
        foreach (int[] star in Shuffled([.. indices.Select(i => names[i])], random))
        {
            (taken.Count < wanted ? taken : left).AddRange(star.Select(n => indices[n]));
        }

        return ([.. taken.Order()], [.. left.Order()]);
    }

    static int[][] Shuffled(IReadOnlyList<string> names, RandomSource random)
    {
        int[][] stars = [.. Enumerable.Range(0, names.Count).GroupBy(i => names[i], StringComparer.Ordinal).Select(star => star.ToArray())];
        for (int i = stars.Length - 1; i > 0; i--)
        {
            int j = (int)(random.NextDouble() * (i + 1));
            (stars[i], stars[j]) = (stars[j], stars[i]);
        }

        return stars;
    }
}
