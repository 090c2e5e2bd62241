using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class PolynomialTermsTests
{
    static readonly string[] Names = ["a", "b", "c", "d", "e", "f", "g"];

    [Fact]
    public void The_quadratic_terms_are_one_the_labels_and_the_products_with_the_first_label_slowest()
    {
        double[] terms = new double[10];
        PolynomialTerms.Parse(PolynomialTerms.Quadratic, Names[..3]).Evaluate([2, 3, 5], terms);
        Assert.Equal([1, 2, 3, 5, 4, 6, 10, 9, 15, 25], terms);
    }

    [Fact]
    public void A_list_of_terms_is_evaluated_in_its_order()
    {
        PolynomialTerms terms = PolynomialTerms.Parse("1; teff^4; teff * logg;logg^3;fe_h ; teff^2*fe_h", ["teff", "logg", "fe_h"]);
        double[] values = new double[6];
        terms.Evaluate([2, 3, 5], values);
        Assert.Equal([1, 16, 6, 27, 5, 20], values);
        Assert.Equal("1; teff^4; teff*logg; logg^3; fe_h; teff^2*fe_h", terms.Text);
        Assert.Equal([-1, -1, 4], terms.Linear);
    }

    [Theory]
    [InlineData("linear", 4)]
    [InlineData("quadratic", 10)]
    [InlineData("cubic", 20)]
    public void Degrees_have_names_and_their_text_gives_the_same_terms(string degree, int count)
    {
        PolynomialTerms terms = PolynomialTerms.Parse(degree, Names[..3]);
        PolynomialTerms again = PolynomialTerms.Parse(terms.Text, Names[..3]);
        Assert.Equal(count, terms.Count);
        Assert.Equal(terms.Names, again.Names);
        Assert.Equal(degree == "quadratic", terms.Text == PolynomialTerms.Quadratic);
    }

    [Fact]
    public void A_quadratic_written_out_is_the_quadratic() =>
        Assert.Equal(PolynomialTerms.Quadratic, PolynomialTerms.Parse("1; a; b; a^2; a*b; b^2", ["a", "b"]).Text);

    [Theory]
    [InlineData("x y", "'x y' in the term 'x y' is not a label; the labels are a, b")]
    [InlineData("a; b", "do not start with the constant 1")]
    [InlineData("1; a; b; b*a; a*b", "the term 'a*b' is there twice")]
    [InlineData("1; a; a^2", "the label 'b' is in none of the terms")]
    [InlineData("1; a^x; b", "'a^x' in the term 'a^x' is not a label with a power, such as a^2")]
    [InlineData("1; a^0; b", "is not a label with a power")]
    [InlineData("1; a^-2; b", "is not a label with a power")]
    [InlineData("1; a^10; b", "has a power above 9")]
    [InlineData("", "'' in the term '' is not a label")]
    [InlineData("1; a; b;", "'' in the term '' is not a label")]
    public void Other_texts_are_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => PolynomialTerms.Parse(text, ["a", "b"])).Message);

    [Theory]
    [InlineData(4, 15)]
    [InlineData(5, 21)]
    [InlineData(17, 171)]
    [InlineData(20, 231)]
    public void Labels_and_terms_of_a_quadratic_belong_together(int labels, int terms)
    {
        Assert.Equal(terms, PolynomialTerms.QuadraticCount(labels));
        Assert.Equal(labels, PolynomialTerms.QuadraticLabels(terms));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(16)]
    public void A_number_of_terms_that_no_quadratic_has_is_refused(int terms) => Assert.Null(PolynomialTerms.QuadraticLabels(terms));

    [Theory]
    [InlineData(1, "quadratic")]
    [InlineData(4, "cubic")]
    [InlineData(7, "quadratic")]
    [InlineData(3, "1; a^5; a^2*b^3; b*c; c^4; a*b*c")]
    public void Derivatives_agree_with_differences(int labels, string text)
    {
        PolynomialTerms terms = PolynomialTerms.Parse(text, Names[..labels]);
        RandomSource random = RandomSource.FromName($"derivatives {labels}");
        double[] coefficients = Draw.Gaussians(random, terms.Count);
        double[] x = Draw.Gaussians(random, labels);
        for (int i = 0; i < labels; i++)
        {
            int label = i;
            Assert.Equal(Slope(at => Value(at), x, label), Derivative(x, label), 1e-6);
            for (int j = 0; j < labels; j++)
            {
                Assert.Equal(Slope(at => Derivative(at, label), x, j), Sum(terms.SecondDerivatives(i, j), x), 1e-6);
            }
        }

        double Value(double[] at)
        {
            double[] values = new double[terms.Count];
            terms.Evaluate(at, values);
            return values.Zip(coefficients, (value, coefficient) => value * coefficient).Sum();
        }

        double Derivative(double[] at, int label) => Sum(terms.Derivatives(label), at);

        double Sum(ReadOnlySpan<PolynomialTerms.SparseTerm> parts, double[] at)
        {
            double[] products = new double[terms.Products];
            terms.EvaluateProducts(at, products);
            double sum = 0;
            foreach (PolynomialTerms.SparseTerm part in parts)
            {
                sum += coefficients[part.Term] * part.Number * products[part.Product];
            }

            return sum;
        }
    }

    // Richardson's extrapolation of central differences: exact for the fourth degree and within 1e-7 here.
    static double Slope(Func<double[], double> function, double[] x, int i)
    {
        return ((4 * Central(0.001)) - Central(0.002)) / 3;

        double Central(double step)
        {
            double[] above = [.. x];
            double[] below = [.. x];
            above[i] += step;
            below[i] -= step;
            return (function(above) - function(below)) / (2 * step);
        }
    }
}
