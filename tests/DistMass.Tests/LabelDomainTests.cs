using Astra.Plugins.DistMass;

namespace Astra.DistMass.Tests;

public sealed class LabelDomainTests
{
    [Fact]
    public void The_distance_is_that_of_the_fifth_nearest_training_star_in_units_of_the_edge()
    {
        RandomSource random = RandomSource.FromName("stars");
        float[] stars = [.. Enumerable.Range(0, 37 * StellarLabels.Count).Select(_ => (float)random.NextGaussian())];
        LabelDomain domain = new(stars, 0.5);
        for (int trial = 0; trial < 20; trial++)
        {
            float[] star = [.. Enumerable.Range(0, StellarLabels.Count).Select(_ => (float)(2 * random.NextGaussian()))];
            double fifth = stars.Chunk(StellarLabels.Count).Select(other => Math.Sqrt(other.Zip(star, (a, b) => ((double)a - b) * (a - b)).Sum()))
                .Order().ElementAt(4);
            Assert.Equal(fifth / 0.5, domain.Distance(star), 1e-4);
        }
    }

    [Fact]
    public void Of_stars_like_those_of_the_training_set_the_stated_share_is_outside()
    {
        RandomSource random = RandomSource.FromName("branch");
        LabelDomain domain = LabelDomain.Calibrate(Branch(1000), Branch(2000), 0.05);
        double share = Branch(4000).Chunk(StellarLabels.Count).Count(star => domain.Distance(star) > 1) / 4000.0;
        Assert.InRange(share, 0.035, 0.065);

        float[] Branch(int count) => [.. Enumerable.Range(0, count).SelectMany(_ => Star(random))];
    }

    [Fact]
    public void What_lies_between_the_arms_of_a_bent_branch_is_outside()
    {
        RandomSource random = RandomSource.FromName("bent");
        LabelDomain domain = LabelDomain.Calibrate(Bent(1000), Bent(1000), 0.01);
        Assert.True(domain.Distance([0, 0, 0, 0, 0]) > 3, "the middle of an arc is in its convex hull, and no star is there");
        Assert.True(domain.Distance([1.5f, 0, 0, 0, 0]) < 1);

        float[] Bent(int count) => [.. Enumerable.Range(0, count).SelectMany(_ =>
        {
            double angle = random.NextDouble() * 2 * Math.PI;
            return new[] { 1.5f * (float)Math.Cos(angle), 1.5f * (float)Math.Sin(angle) }.Concat(Enumerable.Range(0, 3)
                .Select(_ => (float)(0.05 * random.NextGaussian())));
        })];
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void A_label_that_is_no_number_or_absurd_is_outside(float label)
    {
        LabelDomain domain = new([.. Enumerable.Range(0, 50).Select(i => (float)i)], 1);
        Assert.True(domain.Distance([0, 0, label, 0, 0]) > 1);
    }

    [Fact]
    public void Too_few_stars_are_no_domain()
    {
        Assert.Throws<ArgumentException>(() => new LabelDomain(new float[20], 1));
        Assert.Throws<ArgumentException>(() => new LabelDomain(new float[25], 0));
        Assert.Contains("100 are needed", Assert.Throws<ArgumentException>(() => LabelDomain.Calibrate(new float[50], new float[495], 0.01)).Message);
    }

    static float[] Star(RandomSource random)
    {
        double along = random.NextGaussian();
        return [(float)along, (float)(along + (0.2 * random.NextGaussian())), .. Enumerable.Range(0, 3).Select(_ => (float)random.NextGaussian())];
    }
}
