namespace Astra.Abstractions.Tests;

public class RandomSourceTests
{
    // Computed with an implementation in Python of xoshiro256** and of the seeding, which gives the published values (11520, 0, 1509978240,
    // 1215971899390074240) for the state 1, 2, 3, 4.
    [Theory]
    [InlineData("astra", new ulong[] { 0xd25c4b13566136fd, 0x889875dfbb3ade1d, 0x4855b3892dffcdb3, 0x24287ca2b9eb62c4 })]
    [InlineData("2M17334253-1654573\nAstroNN\n", new ulong[] { 0x9c7143b5c6014c48, 0xb73bfd43716d1716, 0xb6e586fa665f8494, 0x922edf18d0af0275 })]
    public void The_sequence_of_a_name_is_fixed_for_good(string name, ulong[] expected)
    {
        RandomSource random = RandomSource.FromName(name);

        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Numbers_from_0_to_1_are_made_of_the_upper_53_bits()
    {
        RandomSource random = RandomSource.FromName("astra");

        Assert.Equal([0.8217207834444522, 0.5335763617724568, 0.28255769824136145], new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() });
    }

    [Fact]
    public void Gaussian_numbers_come_in_pairs_from_two_even_ones()
    {
        RandomSource random = RandomSource.FromName("astra");

        Assert.Equal(-1.8159231044892086, random.NextGaussian(), 1e-14);
        Assert.Equal(-0.3888854964260492, random.NextGaussian(), 1e-14);
    }

    [Fact]
    public void Gaussian_numbers_have_the_moments_of_the_normal_distribution()
    {
        const int Draws = 1_000_000;
        RandomSource random = RandomSource.FromName("moments");

        double[] draws = [.. Enumerable.Range(0, Draws).Select(_ => random.NextGaussian())];

        // The tolerances are five standard errors: sqrt(1/n), sqrt(2/n), sqrt(15/n) and sqrt(96/n).
        double Moment(int order) => draws.Average(draw => Math.Pow(draw, order));
        Assert.Equal(0, Moment(1), 5 * Math.Sqrt(1.0 / Draws));
        Assert.Equal(1, Moment(2), 5 * Math.Sqrt(2.0 / Draws));
        Assert.Equal(0, Moment(3), 5 * Math.Sqrt(15.0 / Draws));
        Assert.Equal(3, Moment(4), 5 * Math.Sqrt(96.0 / Draws));
        Assert.Equal(0, draws.Zip(draws.Skip(1), (one, next) => one * next).Average(), 5 * Math.Sqrt(1.0 / Draws));
    }

    [Fact]
    public void A_pipelines_draws_belong_to_the_spectrum_the_pipeline_and_the_model()
    {
        Target star = Targets.OfSource("2M17334253-1654573");
        ulong First(string pipeline, Target target, Model? model) => new PipelineContext(pipeline, model).RandomFor(target).NextUInt64();

        Assert.Equal(0x9c7143b5c6014c48, First("AstroNN", star, model: null));
        ulong[] different =
        [
            First("AstroNN", star, model: null),
            First("AstroNN", star, Targets.ModelOf("a")),
            First("AstroNN", star, Targets.ModelOf("b")),
            First("ApogeeNet", star, model: null),
            First("AstroNN", Targets.OfSource("2M17334253-1654574"), model: null),
        ];
        Assert.Equal(different.Length, different.Distinct().Count());
    }
}
