using System.Globalization;
using Astra.Plugins.AstroNN.Distances;
using Astra.Testing;

namespace Astra.AstroNN.Tests.Distances;

public sealed class GaiaParallaxTests
{
    [Theory]

    // At 1.48 per micron no term of colour is left; sines of latitude of 0 and 1 give q00 - q02 / 3 and q00 + q01 + 2 q02 / 3.
    [InlineData(13.1, 1.48, 0, -0.0433700)]
    [InlineData(13.1, 1.48, 90, -0.0246000)]
    [InlineData(13.1, 1.48, -90, -0.0298600)]
    [InlineData(17.5, 1.48, 0, -0.0299833)]
    public void The_zero_point_at_a_magnitude_of_the_table_is_what_its_row_says(double g, double colour, double latitude, double expected) =>
        Assert.Equal(expected, GaiaZeroPoint.Of(g, colour, double.NaN, latitude, 31), 1e-7);

    [Fact]
    public void Red_stars_have_their_own_term_and_six_parameters_their_own_table()
    {
        // 13.1: c1 = -0.24, c2 = 0.24^3, c3 = 1.14 - 1.24; on the ecliptic b2 = -1/3.
        double five = -37.99 - (16.14 / 3) + (-0.24 * -5.7) + (0.013824 * -1257) + (-0.1 * 107.9);
        Assert.Equal(five / 1000, GaiaZeroPoint.Of(13.1, 1.14, double.NaN, 0, 31), 1e-9);
        double six = -38.29 - (16.20 / 3) + (0.1 * -10.5) - (0.1 * 0.4 / 3);
        Assert.Equal(six / 1000, GaiaZeroPoint.Of(13.1, double.NaN, 1.58, 0, 95), 1e-9);
    }

    [Theory]
    [InlineData(6, 1.5, 1.5, 10, 31)]
    [InlineData(21, 1.5, 1.5, 10, 31)]
    [InlineData(15, 1.9, 1.5, 10, 31)]
    [InlineData(15, 1.1, 1.5, 10, 31)]
    [InlineData(15, 1.5, 1.72, 10, 95)]
    [InlineData(15, 1.5, 1.5, 10, 3)]
    [InlineData(15, double.NaN, 1.5, 10, 31)]
    [InlineData(15, 1.5, 1.5, double.NaN, 31)]
    [InlineData(double.NaN, 1.5, 1.5, 10, 31)]
    [InlineData(15, 1.5, 1.5, 10, double.NaN)]
    public void Outside_of_the_recipe_there_is_no_zero_point(double g, double wavenumber, double pseudocolour, double latitude, double solved) =>
        Assert.True(double.IsNaN(GaiaZeroPoint.Of(g, wavenumber, pseudocolour, latitude, solved)));

    [Fact]
    public void An_average_star_of_APOGEE_has_about_the_constant()
    {
        double[] giants = [.. Enumerable.Range(0, 181).Select(degree => GaiaZeroPoint.Of(13.5, 1.42, double.NaN, degree - 90, 31)).Order()];
        Assert.InRange(giants[90], GaiaZeroPoint.Constant - 0.005, GaiaZeroPoint.Constant + 0.005);
    }

    [NumpyFact]
    public void The_zero_point_is_that_of_an_implementation_in_numpy()
    {
        RandomSource random = RandomSource.FromName("zero points");
        string file = Path.GetTempFileName();
        double[][] stars =
        [
            .. Enumerable.Range(0, 2000).Select(_ => (double[])
            [
                6.001 + (14.998 * random.NextDouble()),
                1.101 + (0.798 * random.NextDouble()),
                1.241 + (0.478 * random.NextDouble()),
                -90 + (180 * random.NextDouble()),
                random.NextDouble() < 0.5 ? 31 : 95,
            ]),
        ];
        try
        {
            File.WriteAllLines(file, stars.Select(star => string.Join(' ', star.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))));
            string[] answers = Python.AskJudge("gaia_zero_point.py", file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(stars.Length, answers.Length);
            Assert.All(stars.Zip(answers), pair => Assert.Equal(
                double.Parse(pair.Second, CultureInfo.InvariantCulture),
                GaiaZeroPoint.Of(pair.First[0], pair.First[1], pair.First[2], pair.First[3], pair.First[4]),
                1e-12));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_parallax_is_corrected_by_the_recipe_or_else_by_the_constant()
    {
        GaiaParallax recipe = GaiaParallax.Of(1, 0.02, -0.03);
        Assert.Equal((1.03, 0.02, -0.03, true), (recipe.Corrected.Value, recipe.Corrected.Error, recipe.ZeroPoint, recipe.IsRecipe));
        GaiaParallax constant = GaiaParallax.Of(1, 0.02, double.NaN);
        Assert.Equal((1.03464, 0.02, -0.03464, false), (constant.Corrected.Value, constant.Corrected.Error, constant.ZeroPoint, constant.IsRecipe));
    }

    [Fact]
    public void A_corrected_parallax_below_zero_is_not_used_and_one_that_is_raised_above_zero_is()
    {
        GaiaParallax negative = GaiaParallax.Of(-0.1, 0.05, -0.03);
        Assert.True(negative.IsNegative);
        Assert.False(negative.Corrected.IsKnown);
        Assert.True(double.IsNaN(negative.ZeroPoint));
        Assert.Equal(0.01, GaiaParallax.Of(-0.02, 0.05, -0.03).Corrected.Value, 1e-12);
    }

    [Theory]
    [InlineData(double.NaN, 0.1)]
    [InlineData(-9999, 0.1)]
    [InlineData(1, double.NaN)]
    [InlineData(1, 0)]
    [InlineData(1, -9999)]
    public void What_is_no_parallax_is_none(double parallax, double error) =>
        Assert.Equal(GaiaParallax.None, GaiaParallax.Of(parallax, error, double.NaN));

    [Fact]
    public void Two_parallaxes_are_weighted_by_their_inverse_variances()
    {
        ParallaxMeasurement mean = new ParallaxMeasurement(1.0, 0.1).With(new ParallaxMeasurement(1.3, 0.2));
        Assert.Equal(1.06, mean.Value, 1e-12);
        Assert.Equal(Math.Sqrt(0.008), mean.Error, 1e-12);
        (double distance, double error) = mean.ToDistance();
        Assert.Equal(1000 / 1.06, distance, 1e-9);
        Assert.Equal(1000 / 1.06 * Math.Sqrt(0.008) / 1.06, error, 1e-9);
    }

    [Fact]
    public void One_parallax_alone_stands_for_itself_and_none_for_nothing()
    {
        ParallaxMeasurement one = new(1, 0.1);
        Assert.Equal(one, one.With(ParallaxMeasurement.None));
        Assert.Equal(one, ParallaxMeasurement.None.With(one));
        Assert.False(ParallaxMeasurement.None.With(ParallaxMeasurement.None).IsKnown);
        Assert.True(double.IsNaN(ParallaxMeasurement.None.ToDistance().Distance));
        Assert.True(double.IsNaN(new ParallaxMeasurement(1e-8, 1e-9).ToDistance().Distance));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(90, 23.4392911, 0)]
    [InlineData(270, 66.5607089, 90)]
    [InlineData(270, 0, 23.4392911)]
    [InlineData(279.2347, 38.7837, 61.7327)]
    public void The_ecliptic_latitude_follows_from_the_position(double rightAscension, double declination, double latitude) =>
        Assert.Equal(latitude, EclipticLatitude.Of(rightAscension, declination), 1e-3);
}

/// <summary>A test that needs numpy; skipped with a reason where it is absent.</summary>
sealed class NumpyFactAttribute : FactAttribute
{
    public NumpyFactAttribute() => Skip = Python.WhyMissing("numpy", "python3-numpy");
}
