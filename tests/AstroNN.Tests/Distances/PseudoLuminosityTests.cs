using Astra.Plugins.AstroNN.Distances;

namespace Astra.AstroNN.Tests.Distances;

public class PseudoLuminosityTests
{
    [Theory]
    [InlineData(3.27, 450.817)]
    [InlineData(-1.61, 47.643)]
    [InlineData(0, 100)]
    public void It_is_a_hundred_at_magnitude_zero_and_larger_for_fainter_stars(double magnitude, double luminosity)
    {
        Assert.Equal(luminosity, PseudoLuminosity.OfMagnitude(magnitude), 1e-3);
        Assert.Equal(magnitude, PseudoLuminosity.Magnitude(luminosity), 1e-4);
    }

    [Fact]
    public void A_star_as_bright_as_its_absolute_magnitude_is_at_ten_parsec()
    {
        double luminosity = PseudoLuminosity.OfMagnitude(4.2);
        Assert.Equal(10, PseudoLuminosity.Distance(luminosity, 4.2), 1e-9);
        Assert.Equal(100, PseudoLuminosity.Parallax(luminosity, 4.2), 1e-9);
        Assert.Equal(luminosity, PseudoLuminosity.OfParallax(100, 4.2), 1e-9);
    }

    [Fact]
    public void It_is_linear_in_the_parallax_below_zero_too() =>
        Assert.Equal(-2 * PseudoLuminosity.OfParallax(0.5, 9), PseudoLuminosity.OfParallax(-1, 9), 1e-9);

    [Fact]
    public void Distance_and_parallax_have_the_relative_errors_of_the_pseudo_luminosity()
    {
        NetworkDistance distance = NetworkDistance.Of(new LuminosityEstimate(50, 5, 2), new StarPhotometry(10.1, 0.1));
        Assert.Equal(2000, distance.Distance, 1e-9);
        Assert.Equal(200, distance.DistanceError, 1e-9);
        Assert.Equal(80, distance.DistanceModelError, 1e-9);
        Assert.Equal(0.5, distance.Parallax, 1e-12);
        Assert.Equal(0.05, distance.ParallaxError, 1e-12);
        Assert.Equal(0.02, distance.ParallaxModelError, 1e-12);
    }

    [Theory]
    [InlineData(0.9e-4, 1e-6, 10)]
    [InlineData(double.NaN, 1, 10)]
    [InlineData(50, double.PositiveInfinity, 10)]
    [InlineData(0.01, 1, 60)]
    public void What_means_nothing_is_not_reported(double value, double error, double k)
    {
        NetworkDistance distance = NetworkDistance.Of(new LuminosityEstimate(value, error, error), new StarPhotometry(k, 0));
        Assert.Equal(LuminosityEstimate.None, distance.Luminosity);
        Assert.True(double.IsNaN(distance.Distance) && double.IsNaN(distance.ParallaxError));
    }

    [Fact]
    public void Without_K_there_is_a_pseudo_luminosity_and_no_distance()
    {
        NetworkDistance distance = NetworkDistance.Of(new LuminosityEstimate(50, 5, 2), StarPhotometry.Of(99.99, 0.1, double.NaN));
        Assert.Equal(50, distance.Luminosity.Value);
        Assert.True(double.IsNaN(distance.Distance) && double.IsNaN(distance.DistanceError) && double.IsNaN(distance.Parallax));
    }

    [Theory]
    [InlineData(0.2, 9, 0.2)]
    [InlineData(0, 9, 0)]
    [InlineData(-0.02, 9, 0)]
    [InlineData(double.NaN, 0.5, 0.17585)]
    [InlineData(-9999, 0, 0)]
    [InlineData(99.9, -0.01, 0)]
    [InlineData(double.NaN, double.NaN, double.NaN)]
    [InlineData(-9999, -9999.99, double.NaN)]
    public void Extinction_is_A_K_where_known_else_from_the_reddening_and_zero_is_a_value(double extinction, double reddening, double expected) =>
        Assert.Equal(expected, StarPhotometry.Of(10, extinction, reddening).Extinction, 1e-9);

    [Theory]
    [InlineData(10.5, true)]
    [InlineData(-0.9, true)]
    [InlineData(-1, false)]
    [InlineData(98, false)]
    [InlineData(99.99, false)]
    [InlineData(-9999, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void K_is_missing_where_no_star_can_have_it(double k, bool known) => Assert.Equal(known, double.IsFinite(StarPhotometry.Of(k, 0, 0).K));

    [Fact]
    public void A_star_of_unknown_extinction_is_taken_to_have_none() => Assert.Equal(10, StarPhotometry.Of(10, double.NaN, double.NaN).K0);
}
