using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class CholeskyFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(20)]
    public void A_matrix_times_its_inverse_is_one(int size)
    {
        double[] matrix = PositiveDefinite(size);
        double[] factor = [.. matrix];
        Assert.True(CholeskyFactor.TryFactor(factor, size));
        double[] inverse = CholeskyFactor.Inverse(factor, size);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double product = Enumerable.Range(0, size).Sum(k => matrix[(i * size) + k] * inverse[(k * size) + j]);
                Assert.Equal(i == j ? 1 : 0, product, 1e-10);
                Assert.Equal(inverse[(i * size) + j], inverse[(j * size) + i]);
            }
        }
    }

    [Fact]
    public void A_singular_matrix_has_no_factor() => Assert.False(CholeskyFactor.TryFactor([1, 2, 2, 4], 2));

    [Fact]
    public void A_matrix_that_is_not_finite_has_no_factor() => Assert.False(CholeskyFactor.TryFactor([1, 0, double.NaN, 4], 2));

    static double[] PositiveDefinite(int size)
    {
        RandomSource random = RandomSource.FromName($"positive definite {size}");
        double[][] rows = [.. Enumerable.Range(0, size).Select(_ => Draw.Gaussians(random, 2 * size))];
        return WeightedGram.Plain(rows, [.. Enumerable.Repeat(1.0, 2 * size)]);
    }
}
