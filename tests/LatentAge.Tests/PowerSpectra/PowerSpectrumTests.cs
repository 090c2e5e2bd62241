using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.LatentAge.Tests.PowerSpectra;

public class PowerSpectrumTests
{
    [AstropyFact]
    public void Background_smoothing_and_bins_are_those_of_numpy_and_scipy()
    {
        double[] power = Noise("numpy", nu => 1000 / (1 + Math.Pow(nu / 20, 2)));
        using NumberFolder folder = new();
        folder.Write("power", power);

        folder.Ask("PowerSpectra/judge/flattened.py");

        double[] background = folder.Read("background");
        double[] expected = folder.Read("pixels");
        Assert.All(Background.Of(power, FrequencySampling.Giants).Zip(background), pair => Assert.Equal(1, pair.First / pair.Second, 1e-12));
        Assert.All(PowerSpectrum.FromPower(power).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-7));
    }

    [Fact]
    public void Noise_of_any_colour_becomes_flat_at_one()
    {
        double[] pixels = PowerSpectrum.FromPower(Noise("flat", nu => 3e4 * Math.Pow(nu, -1.7)));

        Assert.Equal(PixelGrid.Pixels, pixels.Length);
        Assert.Equal(1, pixels.Take(500).Average(Math.Exp), 0.06);
        Assert.Equal(1, pixels.Skip(1500).Average(Math.Exp), 0.02);
    }

    [Fact]
    public void Oscillations_of_a_light_curve_stand_out_where_they_are()
    {
        double[] pixels = PowerSpectrum.Of(InventedLightCurve.Draw(20_000, withErrors: true, "giant", (40.1, 25), (44.2, 25)));

        double[] brightest = [.. Enumerable.Range(0, pixels.Length).OrderByDescending(i => pixels[i]).Select(i => PixelGrid.Giants.Frequencies[i])];
        Assert.InRange(brightest[0], 40, 44.3);
        Assert.All(brightest.Take(6), nu => Assert.True(Math.Min(Math.Abs(nu - 40.1), Math.Abs(nu - 44.2)) < 0.5));
    }

    [Fact]
    public void The_answer_does_not_depend_on_who_asks_at_the_same_time()
    {
        LightCurve curve = InventedLightCurve.Draw(2000, withErrors: false, "threads", (80, 20));
        double[] alone = PowerSpectrum.Of(curve);

        Assert.All(Enumerable.Range(0, 4).AsParallel().Select(_ => PowerSpectrum.Of(curve)), pixels => Assert.Equal(alone, pixels));
    }

    [Fact]
    public void A_spectrum_without_power_is_refused_with_its_frequency()
    {
        string message = Assert.Throws<BadInputException>(() => PowerSpectrum.FromPower(new double[FrequencySampling.Giants.Count])).Message;

        Assert.StartsWith("there is no finite power around 2.000 microhertz", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_power_that_is_not_finite_is_refused_with_its_frequency(double bad)
    {
        double[] power = Noise("bad", _ => 1);
        power[1000] = bad;

        string message = Assert.Throws<BadInputException>(() => PowerSpectrum.FromPower(power)).Message;

        Assert.StartsWith("there is no finite power around 11.000 microhertz", message, StringComparison.Ordinal);
    }

    static double[] Noise(string name, Func<double, double> level)
    {
        RandomSource random = RandomSource.FromName(name);
        return [.. Enumerable.Range(0, FrequencySampling.Giants.Count).Select(i =>
            level(FrequencySampling.Giants[i]) * -Math.Log(1 - random.NextDouble()))];
    }
}
