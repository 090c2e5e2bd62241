using Astra.DistMass.Tests.Isochrones;
using Astra.Plugins.DistMass;
using Astra.Testing;
using Photometry = Astra.Plugins.DistMass.Extinction.Photometry;

namespace Astra.DistMass.Tests;

public sealed class ExtinctionTests
{
    static readonly Photometry H = new(10, 0.02);
    static readonly Photometry Irac = new(9.7, 0.03);
    static readonly Photometry Wise = new(9.8, 0.04);

    [Theory]
    [InlineData(5)]
    [InlineData(-15.9)]
    public void Near_the_plane_the_colour_with_IRAC_comes_first_then_that_with_WISE_then_the_map(double latitude)
    {
        Extinction irac = Extinction.Of(latitude, H, Irac, Wise, 0.5);
        Assert.Equal((ExtinctionRule.Irac, false), (irac.Rule, irac.IsFallback));
        Assert.Equal(0.918 * (0.3 - 0.08), irac.AK, 12);
        Assert.Equal(0.918 * Math.Sqrt(0.0004 + 0.0009), irac.Error, 12);
        Extinction wise = Extinction.Of(latitude, H, Photometry.Missing, Wise, 0.5);
        Assert.Equal((ExtinctionRule.Wise, false), (wise.Rule, wise.IsFallback));
        Assert.Equal(0.918 * (0.2 - 0.05), wise.AK, 12);
        Extinction map = Extinction.Of(latitude, H, Photometry.Missing, Photometry.Missing, 0.5);
        Assert.Equal((ExtinctionRule.Schlegel, true), (map.Rule, map.IsFallback));
        Assert.Equal(0.151, map.AK, 12);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(-90)]
    public void Away_from_the_plane_the_map_comes_first_then_the_colours(double latitude)
    {
        Extinction map = Extinction.Of(latitude, H, Irac, Wise, 0.1);
        Assert.Equal((ExtinctionRule.Schlegel, false), (map.Rule, map.IsFallback));
        Assert.Equal(0.0302, map.AK, 12);
        Extinction irac = Extinction.Of(latitude, H, Irac, Wise, double.NaN);
        Assert.Equal((ExtinctionRule.Irac, true), (irac.Rule, irac.IsFallback));
        Extinction wise = Extinction.Of(latitude, H, Photometry.Missing, Wise, -9999);
        Assert.Equal((ExtinctionRule.Wise, true), (wise.Rule, wise.IsFallback));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-9999)]
    public void Of_unknown_latitude_every_rule_is_a_fallback(double latitude)
    {
        Extinction irac = Extinction.Of(latitude, H, Irac, Wise, 0.1);
        Assert.Equal((ExtinctionRule.Irac, true), (irac.Rule, irac.IsFallback));
    }

    [Theory]
    [InlineData(-9999.99, -9999.99)]
    [InlineData(99.999, 0.02)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(4.2, 0.24)]
    [InlineData(10, -9999)]
    public void What_is_no_magnitude_or_is_saturated_counts_as_missing(double h, double error)
    {
        Extinction none = Extinction.Of(3, new Photometry(h, error), Irac, Wise, double.NaN);
        Assert.Equal(Extinction.Unknown, none);
        Assert.Equal(double.NaN, none.AK);
        Assert.Equal(ExtinctionRule.Schlegel, Extinction.Of(3, new Photometry(h, error), Irac, Wise, 0.2).Rule);
    }

    [Fact]
    public void A_saturated_W2_is_not_used() =>
        Assert.Equal(ExtinctionRule.Schlegel, Extinction.Of(3, new Photometry(6.9, 0.02), Photometry.Missing, new Photometry(6.6, 0.02), 0.2).Rule);

    [Fact]
    public void A_magnitude_without_an_error_is_used()
    {
        Extinction wise = Extinction.Of(3, new Photometry(10, double.NaN), Photometry.Missing, Wise, 0.2);
        Assert.Equal((ExtinctionRule.Wise, double.NaN), (wise.Rule, wise.Error));
    }

    [Fact]
    public void Dust_does_not_brighten_a_star()
    {
        Extinction negative = Extinction.Of(3, new Photometry(9.8, 0.02), Irac, Wise, 0.2);
        Assert.Equal((0.918 * 0.02, ExtinctionRule.Irac), (Math.Round(negative.AK, 12), negative.Rule));
        Extinction zero = Extinction.Of(3, new Photometry(9.75, 0.02), Irac, Wise, 0.2);
        Assert.Equal((0.0, ExtinctionRule.Irac), (zero.AK, zero.Rule));
        Assert.Equal(0, Extinction.Of(60, H, Irac, Wise, 0).AK);
    }

    [SharedDataFact]
    public void Extinctions_of_the_survey_are_met_with_each_rule()
    {
        Dictionary<string, double[]> t = FitsColumns.Numbers(
            "hipparcos_apogee_dr12.fits", "H", "H_ERR", "IRAC_4_5", "IRAC_4_5_ERR", "WISE_4_5", "WISE_4_5_ERR", "AK_TARG", "AK_WISE", "SFD_EBV");
        string[] methods = FitsColumns.Texts("hipparcos_apogee_dr12.fits", "AK_TARG_METHOD");
        int irac = 0;
        int map = 0;
        int wise = 0;
        for (int i = 0; i < methods.Length; i++)
        {
            Photometry h = new(t["H"][i], t["H_ERR"][i]);
            Photometry w2 = new(t["WISE_4_5"][i], t["WISE_4_5_ERR"][i]);
            if (methods[i] == "RJCE_IRAC")
            {
                Extinction ours = Extinction.Of(0, h, new Photometry(t["IRAC_4_5"][i], double.NaN), w2, double.NaN);
                Assert.Equal(Math.Max(t["AK_TARG"][i], 0), ours.AK, 1e-5);
                irac++;
            }
            else if (methods[i] == "SFD")
            {
                Assert.Equal(t["AK_TARG"][i], Extinction.Of(90, h, Photometry.Missing, w2, t["SFD_EBV"][i]).AK, 1e-5);
                map++;
            }

            Extinction colour = Extinction.Of(0, h, Photometry.Missing, w2, double.NaN);
            if (colour.Rule == ExtinctionRule.Wise)
            {
                Assert.Equal(Math.Max(t["AK_WISE"][i], 0), colour.AK, 1e-5);
                wise++;
            }
        }

        Assert.Equal((2, 43), (irac, map));
        Assert.InRange(wise, 70, 150);
    }
}
