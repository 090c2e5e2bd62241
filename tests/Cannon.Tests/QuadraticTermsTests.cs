using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class QuadraticTermsTests
{
    [Fact]
    public void The_terms_are_one_the_labels_and_the_products_with_the_first_label_slowest()
    {
        double[] terms = new double[10];
        QuadraticTerms.Evaluate([2, 3, 5], terms);
        Assert.Equal([1, 2, 3, 5, 4, 6, 10, 9, 15, 25], terms);
    }

    [Fact]
    public void The_position_of_a_product_is_where_it_is_evaluated()
    {
        double[] x = [2, 3, 5, 7, 11];
        double[] terms = new double[QuadraticTerms.Count(x.Length)];
        QuadraticTerms.Evaluate(x, terms);
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = i; j < x.Length; j++)
            {
                Assert.Equal(x[i] * x[j], terms[QuadraticTerms.Product(i, j, x.Length)]);
            }
        }
    }

    [Theory]
    [InlineData(4, 15)]
    [InlineData(5, 21)]
    [InlineData(17, 171)]
    [InlineData(20, 231)]
    public void Labels_and_terms_belong_together(int labels, int terms)
    {
        Assert.Equal(terms, QuadraticTerms.Count(labels));
        Assert.Equal(labels, QuadraticTerms.LabelCount(terms));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(16)]
    public void A_number_of_terms_that_no_quadratic_has_is_refused(int terms) => Assert.Null(QuadraticTerms.LabelCount(terms));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public void Derivatives_agree_with_central_differences(int labels)
    {
        RandomSource random = RandomSource.FromName($"derivatives {labels}");
        double[] coefficients = Draw.Gaussians(random, QuadraticTerms.Count(labels));
        double[] x = Draw.Gaussians(random, labels);
        for (int i = 0; i < labels; i++)
        {
            // The central difference of a quadratic is exact but for rounding.
            double difference = (Polynomial(coefficients, x, i, 0.5) - Polynomial(coefficients, x, i, -0.5)) / 1.0;
            Assert.Equal(difference, QuadraticTerms.Derivative(coefficients, x, i), 1e-12);
        }
    }

    static double Polynomial(double[] coefficients, double[] x, int i, double shift)
    {
        double[] shifted = [.. x];
        shifted[i] += shift;
        double[] terms = new double[coefficients.Length];
        QuadraticTerms.Evaluate(shifted, terms);
        return terms.Zip(coefficients, (term, coefficient) => term * coefficient).Sum();
    }
}
