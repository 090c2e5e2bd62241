using Astra.Plugins.Cannon;

namespace Astra.Cannon.Tests;

public class AspcapContinuumTests
{
    static readonly ContinuumSettings Settings = new() { Method = ContinuumSettings.AspcapPolynomial };

    [Fact]
    public void A_spectrum_without_lines_is_its_own_continuum()
    {
        float[] flux = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(p => (float)Quartic(p))];
        double[] continuum = Fit(flux, AllUsable());
        foreach (int p in WavelengthGrid.Chips7514.SelectMany(chip => Enumerable.Range(chip.Start.Value, chip.End.Value - chip.Start.Value)))
        {
            Assert.Equal(1, continuum[p] / flux[p], 1e-6);
        }
    }

    [Fact]
    public void There_is_no_continuum_between_the_detectors()
    {
        double[] continuum = Fit([.. Enumerable.Repeat(1f, WavelengthGrid.Pixels)], AllUsable());
        Assert.True(double.IsNaN(continuum[245]) && !double.IsNaN(continuum[246]));
        Assert.True(!double.IsNaN(continuum[3273]) && double.IsNaN(continuum[3274]) && double.IsNaN(continuum[8335]));
    }

    [Fact]
    public void Absorption_lines_lie_below_the_continuum()
    {
        RandomSource random = RandomSource.FromName("lines");
        float[] flux = new float[WavelengthGrid.Pixels];
        for (int p = 0; p < flux.Length; p++)
        {
            double line = p % 40 < 8 ? 0.3 : 0;
            flux[p] = (float)(Quartic(p) * (1 - line + (0.005 * random.NextGaussian())));
        }

        double[] continuum = Fit(flux, AllUsable());
        foreach (int p in Enumerable.Range(400, 2700))
        {
            Assert.InRange(continuum[p] / Quartic(p), 0.99, 1.02);
        }
    }

    [Fact]
    public void Pixels_that_may_not_be_used_change_nothing()
    {
        float[] flux = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(p => (float)(Quartic(p) * (1 - (0.2 * (p % 7 == 0 ? 1 : 0)))))];
        bool[] usable = AllUsable();
        usable[1000] = usable[5000] = false;
        double[] before = Fit(flux, usable);
        flux[1000] = float.NaN;
        flux[5000] = 1e38f;
        Assert.Equal(before, Fit(flux, usable));
    }

    [Fact]
    public void The_unit_of_the_flux_does_not_matter()
    {
        float[] flux = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Select(p => (float)(Quartic(p) * (1 - (0.2 * (p % 7 == 0 ? 1 : 0)))))];
        double[] one = Fit(flux, AllUsable());
        double[] other = Fit([.. flux.Select(f => f * 1e-17f)], AllUsable());
        Assert.All(Enumerable.Range(300, 2000), p => Assert.Equal(1, other[p] / (1e-17 * one[p]), 1e-5));
    }

    [Fact]
    public void A_detector_with_less_than_a_tenth_of_its_pixels_has_no_continuum_and_the_others_do()
    {
        bool[] usable = AllUsable();
        Array.Fill(usable, false, 246, 3028);
        Array.Fill(usable, true, 300, 302);
        double[] continuum = Fit([.. Enumerable.Repeat(2f, WavelengthGrid.Pixels)], usable);
        Assert.All(Enumerable.Range(246, 3028), p => Assert.True(double.IsNaN(continuum[p])));
        Assert.Equal(2, continuum[4000], 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Flux_that_is_not_above_zero_has_no_continuum(float level) =>
        Assert.All(Fit([.. Enumerable.Repeat(level, WavelengthGrid.Pixels)], AllUsable()), value => Assert.True(double.IsNaN(value)));

    static bool[] AllUsable() => [.. Enumerable.Repeat(true, WavelengthGrid.Pixels)];

    static double Quartic(int pixel)
    {
        double x = (pixel - 4000) / 4000.0;
        return 500 * (1 + (x * (0.3 + (x * (-0.2 + (x * (0.1 + (x * 0.05))))))));
    }

    static double[] Fit(float[] flux, bool[] usable)
    {
        double[] continuum = new double[WavelengthGrid.Pixels];
        new AspcapContinuum(Settings, WavelengthGrid.Chips7514).Fit(flux, usable, continuum);
        return continuum;
    }
}
