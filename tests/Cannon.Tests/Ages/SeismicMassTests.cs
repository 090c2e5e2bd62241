using Astra.Isochrones;
using Astra.Plugins.Cannon.Ages;

namespace Astra.Cannon.Tests.Ages;

public sealed class SeismicMassTests
{
    static readonly Measurement One = new(1, double.NaN);

    [Fact]
    public void The_Sun_has_one_solar_mass() => Assert.Equal(
        1, SeismicMass.Ness2016.Of(new(3140, 31.4), new(135.03, 1.3503), new(5777, 57.77), One).Value, 12);

    [Fact]
    public void A_giant_has_the_mass_worked_out_by_hand()
    {
        // (31.4 / 3140)^3 = 1e-6; (4.27005 / 135.03)^-4 = (0.0316230...)^-4 = 1 / 1.0000206e-6 = 999979.; (4621.6 / 5777)^1.5 = 0.8^1.5 = 0.7155418.
        Measurement mass = SeismicMass.Ness2016.Of(new(31.4, 0.314), new(4.27005, 0.0427005), new(4621.6, 46.216), One);
        Assert.Equal(0.71553, mass.Value, 4);

        // One per cent each: the square root of 3^2 + 4^2 + 1.5^2 is 5.2202.
        Assert.Equal(0.052202, mass.Fraction, 6);
    }

    [Fact]
    public void The_correction_enters_to_the_fourth_power_and_its_error_four_times()
    {
        Measurement plain = SeismicMass.Ness2016.Of(new(31.4, 0.314), new(4, 0.04), new(4800, double.NaN), One);
        Measurement corrected = SeismicMass.Ness2016.Of(new(31.4, 0.314), new(4, 0.04), new(4800, double.NaN), new(1.02, 0.0102));
        Assert.Equal(Math.Pow(1.02, -4), corrected.Value / plain.Value, 12);
        Assert.Equal(0.05, plain.Fraction, 12);
        Assert.Equal(Math.Sqrt(0.0025 + 0.0016), corrected.Fraction, 12);
    }

    [Theory]
    [InlineData(double.NaN, 4, 4800)]
    [InlineData(31, double.NaN, 4800)]
    [InlineData(31, 4, double.NaN)]
    [InlineData(0, 4, 4800)]
    [InlineData(31, -4, 4800)]
    [InlineData(31, 4, 0)]
    [InlineData(double.PositiveInfinity, 4, 4800)]
    public void What_cannot_be_a_frequency_or_a_temperature_gives_no_mass(double nuMax, double deltaNu, double teff)
    {
        Measurement mass = SeismicMass.Ness2016.Of(new(nuMax, 0.1), new(deltaNu, 0.1), new(teff, 30), One);
        Assert.False(mass.IsKnown);
        Assert.True(double.IsNaN(mass.Error));
    }

    [Fact]
    public void Without_the_error_of_a_frequency_there_is_a_mass_but_no_error()
    {
        Measurement mass = SeismicMass.Ness2016.Of(new(31, 0.3), new(4, double.NaN), new(4800, 30), One);
        Assert.True(mass.IsKnown);
        Assert.True(double.IsNaN(mass.Error));
    }
}
