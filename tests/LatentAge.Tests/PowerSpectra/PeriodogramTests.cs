using Astra.Plugins.LatentAge.PowerSpectra;

namespace Astra.LatentAge.Tests.PowerSpectra;

public class PeriodogramTests
{
    const int EveryNth = 149;

    [AstropyFact]
    public void Power_is_that_of_astropy_on_sixty_thousand_points_with_gaps_and_errors() => CompareWithAstropy(withErrors: true);

    [AstropyFact]
    public void Power_is_that_of_astropy_without_errors() => CompareWithAstropy(withErrors: false);

    [Fact]
    public void A_wave_has_the_power_of_its_amplitude_at_its_frequency()
    {
        LightCurve curve = InventedLightCurve.Draw(20_000, withErrors: false, "wave", (57.8, 500));

        double[] power = new Periodogram(FrequencySampling.Giants).Power(curve);

        int peak = Array.IndexOf(power, power.Max());
        Assert.Equal(57.8, FrequencySampling.Giants[peak], 0.0045);
        Assert.Equal(1, power[peak] / (0.25 * curve.Count * 500 * 500), 0.02);
    }

    [Fact]
    public void The_mean_flux_and_the_zero_of_time_change_nothing()
    {
        LightCurve curve = InventedLightCurve.Draw(3000, withErrors: true, "shift", (100, 50));
        LightCurve shifted = new([.. curve.Time.Select(t => t + 1000)], [.. curve.Flux.Select(f => f - 1e5)], curve.Error);
        Periodogram periodogram = new(new FrequencySampling(20, 0.1, 500));

        Assert.All(periodogram.Power(curve).Zip(periodogram.Power(shifted)), pair => Assert.Equal(pair.First, pair.Second, 1e-7 * (1 + pair.First)));
    }

    [Fact]
    public void Points_that_see_only_the_zeros_of_a_wave_give_it_no_infinite_power()
    {
        // At the Nyquist frequency of even sampling a sine is zero at all points.
        RandomSource random = RandomSource.FromName("nyquist");
        double[] time = [.. Enumerable.Range(0, 200).Select(i => i * 0.5)];
        LightCurve curve = new(time, [.. time.Select(_ => random.NextGaussian())], null);
        double nyquist = 1e6 / 86400;

        Assert.All(new Periodogram(new FrequencySampling(nyquist, 1, 1)).Power(curve), power => Assert.InRange(power, 0, 200));
    }

    static void CompareWithAstropy(bool withErrors)
    {
        LightCurve curve = InventedLightCurve.Draw(60_000, withErrors, "astropy", (30.2, 20), (33.7, 35), (150.1, 8));
        using NumberFolder folder = new();
        folder.Write("time", curve.Time);
        folder.Write("flux", curve.Flux);
        folder.Write("error", curve.Error ?? []);

        double[] expected = folder.Ask("PowerSpectra/judge/lomb_scargle.py", "2", "0.009", $"{FrequencySampling.Giants.Count}", $"{EveryNth}");

        double[] power = new Periodogram(FrequencySampling.Giants).Power(curve);
        double typical = expected.Order().ElementAt(expected.Length / 2);
        Assert.Equal((power.Length + EveryNth - 1) / EveryNth, expected.Length);

        // Where noise cancels to a thousandth of the usual power, the last digits are those of the flux itself.
        Assert.All(expected.Select((value, i) => (value, power[i * EveryNth])), pair =>
            Assert.InRange(Math.Abs(pair.Item2 - pair.value) / Math.Max(pair.value, 1e-3 * typical), 0, 1e-8));
    }
}
