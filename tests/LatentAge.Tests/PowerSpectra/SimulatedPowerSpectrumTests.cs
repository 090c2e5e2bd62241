using Astra.Plugins.LatentAge.PowerSpectra;
using Astra.Plugins.LatentAge.PowerSpectra.Simulation;

namespace Astra.LatentAge.Tests.PowerSpectra;

public class SimulatedPowerSpectrumTests
{
    static readonly FrequencySampling Sampling = FrequencySampling.Giants;

    [Fact]
    public void Radial_modes_are_a_large_separation_apart_at_nu_max_and_farther_above()
    {
        PressureModes modes = Giant(100, 8.8, false).Pressure;
        double order = modes.Order(100);

        Assert.Equal(8.8, modes.Frequency(order + 0.5) - modes.Frequency(order - 0.5), 1e-9);
        Assert.Equal(1 + (3 * modes.Curvature), (modes.Frequency(order + 3.5) - modes.Frequency(order + 2.5)) / 8.8, 1e-9);
        Assert.All([61.0, 100, 148], frequency => Assert.Equal(frequency, modes.Frequency(modes.Order(frequency)), 1e-9));
        Assert.Equal(modes.Frequency(order + 2.01) - modes.Frequency(order + 1.01), modes.Separation(modes.Frequency(order + 1.51)), 1e-6);
    }

    [Theory]
    [InlineData(5, 0.9, false)]
    [InlineData(32, 4.1, true)]
    [InlineData(32, 3.8, false)]
    [InlineData(200, 14.9, false)]
    public void Mixed_modes_solve_the_relation_and_none_is_left_out(double nuMax, double deltaNu, bool isClump)
    {
        MixedModes dipoles = Giant(nuMax, deltaNu, isClump).Dipoles;
        (double low, double high) = (0.6 * nuMax, 1.4 * nuMax);

        double[] found = [.. dipoles.Between(low, high).Select(mode => mode.Frequency)];

        // tan(theta_p) = q tan(theta_g) without its poles; a mode is where it changes sign.
        double Relation(double nu)
        {
            double p = Math.PI * (dipoles.Pressure.Order(nu) - dipoles.Pressure.DipoleOffset);
            double g = Math.PI * ((1e6 / (nu * dipoles.PeriodSpacing)) - dipoles.GravityPhase);
            return (Math.Sin(p) * Math.Cos(g)) - (dipoles.Coupling * Math.Cos(p) * Math.Sin(g));
        }

        Assert.All(found, nu => Assert.Equal(0, Relation(nu), 1e-4));
        const int Steps = 400_000;
        double[] values = [.. Enumerable.Range(0, Steps + 1).Select(i => Relation(low + ((high - low) * i / Steps)))];
        Assert.Equal(values.Zip(values.Skip(1)).Count(pair => pair.First * pair.Second < 0), found.Length);
        Assert.Equal(found.Order(), found);
    }

    [Theory]
    [InlineData(32, 4.1, true)]
    [InlineData(100, 8.8, false)]
    public void The_energy_of_an_order_is_shared_by_its_mixed_modes(double nuMax, double deltaNu, bool isClump)
    {
        MixedModes dipoles = Giant(nuMax, deltaNu, isClump).Dipoles;
        double order = Math.Round(dipoles.Pressure.Order(nuMax));
        double low = dipoles.Pressure.Frequency(order - 2), high = dipoles.Pressure.Frequency(order + 2);

        (double Frequency, double EnvelopeShare)[] modes = [.. dipoles.Between(low, high)];

        Assert.Equal(4, modes.Sum(mode => mode.EnvelopeShare), 0.25);
        Assert.All(modes, mode => Assert.InRange(mode.EnvelopeShare, 1e-6, 1));

        // Far from the pressure modes they are a period spacing apart, but for what the envelope takes (Mosser et al. 2015, A&A 584, A50).
        double[] spacing = [.. modes.Zip(modes.Skip(1), (a, b) => 1e6 * ((1 / a.Frequency) - (1 / b.Frequency)))];
        Assert.All(spacing, s => Assert.InRange(s, 0.1 * dipoles.PeriodSpacing, dipoles.PeriodSpacing));
        Assert.InRange(spacing.Max() / dipoles.PeriodSpacing, 0.85, 1);
    }

    [Fact]
    public void The_density_peaks_where_the_comb_is()
    {
        SimulatedGiant giant = Giant(200, 14.9, false) with { Visibilities = [1, 0, 0.58, 0] };
        double[] density = giant.Density(Sampling);

        double[] radial = [.. giant.Modes().Where(mode => mode.Degree == 0 && Math.Abs(mode.Frequency - 200) < 40).Select(mode => mode.Frequency)];
        Assert.InRange(radial.Length, 5, 6);
        Assert.All(radial, nu =>
        {
            int place = (int)Math.Round((nu - Sampling.First) / Sampling.Step);
            int peak = Enumerable.Range(place - 40, 81).MaxBy(i => density[i]);
            Assert.InRange(Math.Abs(Sampling[peak] - nu), 0, 0.01);
            Assert.True(density[peak] > 3 * density[place + 110]);
        });
    }

    [Fact]
    public void The_modes_have_the_power_the_centre_and_the_width_of_the_envelope()
    {
        SimulatedGiant giant = Giant(120, 5.2, false) with { Visibilities = [1, 1.54, 0.58, 0.043] };
        OscillationMode[] modes = [.. giant.Modes()];
        double power = modes.Sum(mode => mode.Power);
        double centre = modes.Sum(mode => mode.Power * mode.Frequency) / power;
        double sigma = Math.Sqrt(modes.Sum(mode => mode.Power * Math.Pow(mode.Frequency - centre, 2)) / power);

        Assert.Equal(1, centre / 120, 0.01);
        Assert.Equal(1, 2.3548 * sigma / giant.EnvelopeWidth, 0.03);
        Assert.Equal(1, power / (giant.EnvelopeHeight * giant.EnvelopeWidth * Math.Sqrt(Math.PI / (4 * Math.Log(2)))), 0.03);
    }

    [Theory]
    [InlineData(100.0, 0.006)]
    [InlineData(100.0045, 0.006)]
    [InlineData(100.002, 0.03)]
    [InlineData(100.001, 0.12)]
    public void A_mode_has_its_power_wherever_it_falls_between_samples(double frequency, double width)
    {
        double[] density = new double[Sampling.Count];

        Lorentzian.Add(new OscillationMode(1, frequency, 500, width), Sampling, density);

        Assert.Equal(1, density.Sum() * Sampling.Step / 500, 0.01);
        if (width > 0.1)
        {
            int peak = Array.IndexOf(density, density.Max());
            Assert.Equal(0.5, density[peak + (int)Math.Round(width / 2 / Sampling.Step)] / density[peak], 0.05);
        }
    }

    [Fact]
    public void Granulation_has_its_power_below_its_frequencies()
    {
        Granulation granulation = new(60, 1, 1);
        FrequencySampling wide = new(0, 0.5, 20_000);
        double[] density = new double[wide.Count];

        granulation.Add(wide, density);

        Assert.Equal(1, (density.Sum() - (0.5 * density[0])) * wide.Step / (2 * granulation.Power), 0.01);
        Assert.True(density[0] > 10 * density[240]);
    }

    [Fact]
    public void The_mean_of_many_observations_is_the_density_without_noise()
    {
        const int Draws = 300;
        double[] density = Giant(30, 4, true).Density(Sampling), mean = new double[density.Length];
        RandomSource random = RandomSource.FromName("mean");
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] observed = [.. density];
            KeplerObservation.Observe(observed, random);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += observed[i] / density[i] / Draws;
            }
        }

        // Each is around 1 with a standard deviation of 1 over the root of the number of draws.
        Assert.Equal(1, mean.Average(), 5 / Math.Sqrt(Draws * mean.Length));
        Assert.Equal(1, Draws * mean.Average(m => (m - 1) * (m - 1)), 0.05);
        Assert.All(mean, m => Assert.InRange(m, 0.7, 1.4));
    }

    [Fact]
    public void Brightness_sets_the_noise_and_exposures_take_power_away()
    {
        // 54 parts per million in 29.4 minutes at magnitude 12 (Jenkins et al. 2010).
        Assert.Equal(54.3, Math.Sqrt(KeplerObservation.WhiteNoise(12) / (2 * KeplerObservation.Cadence)), 0.3);
        Assert.True(KeplerObservation.WhiteNoise(13) > 2.4 * KeplerObservation.WhiteNoise(12));
        Assert.Equal(4 / (Math.PI * Math.PI), KeplerObservation.Transmission(0.5 / KeplerObservation.Cadence), 1e-12);
        Assert.Equal(1, KeplerObservation.Transmission(1), 1e-4);
    }

    [Fact]
    public void The_power_of_degree_one_is_spread_in_the_clump_and_gathered_on_the_branch()
    {
        const int Stars = 25;
        double Gathered(bool isClump, int star)
        {
            RandomSource random = RandomSource.FromName($"class {isClump} {star}");
            float[] pixels = SimulatedPowerSpectrum.Draw(34, 4.1, isClump, random);
            PressureModes modes = SimulatedGiant.Draw(34, 4.1, isClump, RandomSource.FromName($"class {isClump} {star}")).Pressure;
            double[] inside = Within(0.1), outside = Within(0.3);
            return inside.Average() - ((outside.Sum() - inside.Sum()) / (outside.Length - inside.Length));

            double[] Within(double reach) =>
            [
                .. Enumerable.Range(0, pixels.Length).Where(i => Math.Abs(PixelGrid.Giants.Frequencies[i] - 34) < 9).Where(i =>
                {
                    double order = modes.Order(PixelGrid.Giants.Frequencies[i]) - modes.DipoleOffset;
                    return Math.Abs(order - Math.Round(order)) < reach;
                }).Select(i => (double)pixels[i]),
            ];
        }

        double[] clump = [.. Enumerable.Range(0, Stars).Select(star => Gathered(true, star))];
        double[] branch = [.. Enumerable.Range(0, Stars).Select(star => Gathered(false, star))];

        double threshold = 0.5 * (clump.Average() + branch.Average());
        Assert.True(branch.Average() > clump.Average() + 0.15);
        Assert.InRange(clump.Count(g => g < threshold) + branch.Count(g => g > threshold), 2 * Stars * 70 / 100, 2 * Stars);
    }

    [Theory]
    [InlineData(8, 1.3)]
    [InlineData(30, 2)]
    [InlineData(100, 2)]
    [InlineData(220, 2)]
    public void Power_stands_out_around_nu_max_and_nowhere_else(double nuMax, double factor)
    {
        const int Stars = 6;
        double width = SimulatedGiant.ExpectedWidth(nuMax);
        double inside = 0, outside = 0;
        for (int star = 0; star < Stars; star++)
        {
            float[] pixels = SimulatedPowerSpectrum.Draw(
                nuMax, PixelGrid.ExpectedSeparation(nuMax), false, RandomSource.FromName($"stands out {star}"));
            inside += Roughness(pixels, nu => Math.Abs(nu - nuMax) < 0.4 * width);
            outside += Roughness(pixels, nu => Math.Abs(nu - nuMax) > 1.5 * width);
        }

        Assert.True(inside > factor * outside, $"{inside / Stars} is not above {outside / Stars}");

        static double Roughness(float[] pixels, Func<double, bool> taken) => Math.Sqrt(
            Enumerable.Range(0, PixelGrid.Pixels).Where(i => taken(PixelGrid.Giants.Frequencies[i])).Average(i => (double)pixels[i] * pixels[i]));
    }

    [Fact]
    public void The_same_numbers_make_the_same_star_and_others_another()
    {
        float[] once = SimulatedPowerSpectrum.Draw(60, 6, true, RandomSource.FromName("a"));

        Assert.Equal(once, SimulatedPowerSpectrum.Draw(60, 6, true, RandomSource.FromName("a")));
        Assert.NotEqual(once, SimulatedPowerSpectrum.Draw(60, 6, true, RandomSource.FromName("b")));
        Assert.All(
            Enumerable.Range(0, 4).AsParallel().Select(_ => SimulatedPowerSpectrum.Draw(60, 6, true, RandomSource.FromName("a"))),
            pixels => Assert.Equal(once, pixels));
    }

    [Theory]
    [InlineData(3.9, 0.75, "nu_max is 3.9 microhertz; power spectra are simulated for 4 to 250. Leave the star out.")]
    [InlineData(double.NaN, 0.75, "nu_max is NaN microhertz; power spectra are simulated for 4 to 250. Leave the star out.")]
    [InlineData(100, 30, "Delta nu is 30 microhertz where nu_max is 100; a red giant has about 8.79, and not below 4.40 or above 17.59. Leave the star out.")]
    [InlineData(100, -9999, "Delta nu is -9999 microhertz where nu_max is 100; a red giant has about 8.79, and not below 4.40 or above 17.59. Leave the star out.")]
    public void A_star_that_is_no_red_giant_is_refused(double nuMax, double deltaNu, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<BadInputException>(() => SimulatedPowerSpectrum.Draw(nuMax, deltaNu, true, RandomSource.FromName("x"))).Message);

    static SimulatedGiant Giant(double nuMax, double deltaNu, bool isClump) =>
        SimulatedGiant.Draw(nuMax, deltaNu, isClump, RandomSource.FromName("giant"));
}
