using Astra.Plugins.DistMass.Training;

namespace Astra.DistMass.Tests.Training;

public sealed class SampleSplitTests
{
    static readonly string[] names = [.. Enumerable.Range(0, 500).Select(i => $"star {i % 400}")];

    [Fact]
    public void Every_sample_is_in_one_fold_and_folds_are_equal()
    {
        int[][] folds = SampleSplit.Deal(names, 10, RandomSource.FromName("a"));
        Assert.Equal(Enumerable.Range(0, 500), folds.SelectMany(fold => fold).Order());
        Assert.All(folds, fold => Assert.InRange(fold.Length, 40, 60));
    }

    [Fact]
    public void A_star_with_two_samples_is_in_one_part()
    {
        foreach (int[] fold in SampleSplit.Deal(names, 7, RandomSource.FromName("b")))
        {
            Assert.All(fold, sample => Assert.True(Enumerable.Range(0, 500).Where(other => names[other] == names[sample]).All(fold.Contains)));
        }

        (int[] taken, int[] left) = SampleSplit.Take([.. Enumerable.Range(0, 500)], names, 0.2, RandomSource.FromName("c"));
        Assert.Equal(Enumerable.Range(0, 500), taken.Concat(left).Order());
        Assert.InRange(taken.Length, 98, 102);
        Assert.Empty(taken.Select(i => names[i]).Intersect(left.Select(i => names[i])));
    }

    [Fact]
    public void The_same_seed_makes_the_same_parts() => Assert.Equal(
        SampleSplit.Deal(names, 3, RandomSource.FromName("d"))[1], SampleSplit.Deal(names, 3, RandomSource.FromName("d"))[1]);
}
