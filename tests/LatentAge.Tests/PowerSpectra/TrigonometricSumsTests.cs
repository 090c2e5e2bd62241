using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.LatentAge.Tests.PowerSpectra;

public class TrigonometricSumsTests
{
    [Theory]
    [InlineData(0.17, 0.0008, 1000, 300, 1500)]
    [InlineData(0.0, 0.01, 37, 500, 20)]
    [InlineData(3.0, 0.5, 1, 50, 3)]
    [InlineData(46.0, 0.0016, 777, 400, 1400)]
    public void Fast_sums_are_those_of_plain_code(double first, double step, int count, int points, double span)
    {
        RandomSource random = RandomSource.FromName("sums");
        double[] time = [.. Enumerable.Range(0, points).Select(_ => span * (random.NextDouble() - 0.5))];
        double[] a = [.. time.Select(_ => random.NextGaussian())];
        double[] b = [.. time.Select(_ => random.NextGaussian())];

        (double[] reA, double[] imA, double[] reB, double[] imB) = new TrigonometricSums(first, step, count).Compute(time, a, b);

        AssertClose(TrigonometricSums.Plain(first, step, count, time, a), reA, imA, 1e-11 * a.Sum(Math.Abs));
        AssertClose(TrigonometricSums.Plain(first, step, count, time, b), reB, imB, 1e-11 * b.Sum(Math.Abs));
    }

    [Fact]
    public void A_transform_is_the_sum_that_it_stands_for()
    {
        RandomSource random = RandomSource.FromName("transform");
        double[] re = [.. Enumerable.Range(0, 64).Select(_ => random.NextGaussian())], im = [.. re.Select(_ => random.NextGaussian())];
        double[] toRe = [.. re], toIm = [.. im];

        new FourierTransform(64).Transform(toRe, toIm);

        for (int k = 0; k < 64; k++)
        {
            Assert.Equal(Enumerable.Range(0, 64).Sum(n =>
                (re[n] * Math.Cos(2 * Math.PI * k * n / 64)) - (im[n] * Math.Sin(2 * Math.PI * k * n / 64))), toRe[k], 1e-12);
            Assert.Equal(Enumerable.Range(0, 64).Sum(n =>
                (im[n] * Math.Cos(2 * Math.PI * k * n / 64)) + (re[n] * Math.Sin(2 * Math.PI * k * n / 64))), toIm[k], 1e-12);
        }
    }

    static void AssertClose((double[] Re, double[] Im) expected, double[] re, double[] im, double tolerance)
    {
        Assert.All(expected.Re.Zip(re), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.All(expected.Im.Zip(im), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
