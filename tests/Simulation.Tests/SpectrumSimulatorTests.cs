namespace Astra.Simulation.Tests;

public sealed class SpectrumSimulatorTests : IDisposable
{
    static readonly double[] Giant = [4800, 2.5, -0.1, 0.1, 5];

    readonly EmulatorFile file = new(5);
    readonly Emulator emulator;

    public SpectrumSimulatorTests() => emulator = Emulator.Read(file.Write());

    public void Dispose() => file.Dispose();

    [Fact]
    public void A_star_is_the_same_whoever_draws_it_and_when()
    {
        SimulationSettings settings = new() { Seed = 3, VsiniMax = 30 };
        SpectrumSimulator one = new(emulator, settings);
        SimulatedSpectrum[] forward = [.. Enumerable.Range(0, 12).Select(star => one.Draw(star, Giant))];
        SimulatedSpectrum[] parallel = new SimulatedSpectrum[12];
        SpectrumSimulator other = new(emulator, settings);
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => parallel[11 - i] = other.Draw(11 - i, Giant));
        for (int star = 0; star < 12; star++)
        {
            Assert.Equal(forward[star].Spectrum.Identity, parallel[star].Spectrum.Identity);
            Assert.True(forward[star].Spectrum.Flux.Span.SequenceEqual(parallel[star].Spectrum.Flux.Span));
            Assert.True(forward[star].Spectrum.Error.Span.SequenceEqual(parallel[star].Spectrum.Error.Span));
            Assert.True(forward[star].Spectrum.Mask.Span.SequenceEqual(parallel[star].Spectrum.Mask.Span));
            Assert.Equal(forward[star].Properties, parallel[star].Properties);
            Assert.Equal(forward[star].Metadata, parallel[star].Metadata);
        }

        Assert.Equal("simulated-3-000011", forward[11].Spectrum.Identity);
        Assert.False(forward[0].Spectrum.Flux.Span.SequenceEqual(forward[1].Spectrum.Flux.Span));
        Assert.False(forward[0].Spectrum.Flux.Span.SequenceEqual(new SpectrumSimulator(emulator, settings with { Seed = 4 }).Draw(0, Giant).Spectrum.Flux.Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Flux_less_truth_over_error_has_width_1_and_no_bias(int visits)
    {
        SpectrumSimulator simulator = new(emulator, new SimulationSettings { Visits = visits, SnrMin = 10, SnrMax = 500 });
        double sum = 0;
        double squares = 0;
        double neighbours = 0;
        int count = 0;
        for (int star = 0; star < 40; star++)
        {
            SimulatedSpectrum drawn = simulator.Draw(star, Giant);
            double before = 0;
            foreach (int p in Pixels())
            {
                // A single visit's bad pixels are filled in from their neighbours, as in real files.
                if (!drawn.Spectrum.HasData(p) || (visits == 1 && (drawn.Spectrum.Mask.Span[p] & PixelMask.Bad) != 0))
                {
                    before = 0;
                    continue;
                }

                double z = (drawn.Spectrum.Flux.Span[p] - drawn.Truth.Span[p]) / drawn.Spectrum.Error.Span[p];
                sum += z;
                squares += z * z;
                neighbours += z * before;
                before = z;
                count++;
            }
        }

        // Neighbours are correlated at 0.45, which makes the mean less certain by sqrt(1.9).
        Assert.Equal(0, sum / count, 4 * Math.Sqrt(1.9 / count));
        Assert.Equal(1, Math.Sqrt(squares / count), 0.01);
        Assert.Equal(0.45, neighbours / count, 0.02);
    }

    [Fact]
    public void The_signal_to_noise_ratio_is_the_one_asked_for_and_spreads_over_its_range()
    {
        SpectrumSimulator simulator = new(emulator, new SimulationSettings { SnrMin = 20, SnrMax = 200 });
        List<double> drawn = [];
        for (int star = 0; star < 60; star++)
        {
            SimulatedSpectrum simulated = simulator.Draw(star, Giant);
            drawn.Add(simulated.Properties.Snr);
            Assert.Equal(simulated.Properties.Snr, simulated.Spectrum.Snr, 0.02 * simulated.Properties.Snr);
        }

        Assert.InRange(drawn.Min(), 20, 28);
        Assert.InRange(drawn.Max(), 140, 200);
    }

    [Fact]
    public void Gaps_and_what_the_emulator_does_not_have_are_pixels_without_data()
    {
        SimulatedSpectrum drawn = new SpectrumSimulator(emulator, new SimulationSettings()).Draw(0, Giant);
        HashSet<int> inside = [.. Pixels()];
        for (int p = 0; p < WavelengthGrid.Pixels; p++)
        {
            if (!inside.Contains(p))
            {
                Assert.Equal((0f, 1e10f, PixelMask.BadPixel, float.NaN), (drawn.Spectrum.Flux.Span[p], drawn.Spectrum.Error.Span[p], drawn.Spectrum.Mask.Span[p], drawn.Truth.Span[p]));
            }
        }

        Assert.InRange(inside.Count(drawn.Spectrum.HasData), 7200, 7214);
    }

    [Fact]
    public void Without_masks_and_response_errors_only_noise_differs_from_the_emulator()
    {
        SimulationSettings settings = new() { MaskedPixels = false, ResponseErrors = 0, SnrMin = 100, SnrMax = 100 };
        SimulatedSpectrum drawn = new SpectrumSimulator(emulator, settings).Draw(5, Giant);
        float[] normalized = new float[Emulator.Pixels];
        emulator.Evaluate(Giant, normalized);
        int at = 0;
        double first = double.NaN;
        foreach (int p in Pixels())
        {
            Assert.Equal(PixelMask.None, drawn.Spectrum.Mask.Span[p]);

            // A black body of the star's temperature, up to one constant.
            double micron = WavelengthGrid.Wavelength(p) * 1e-4;
            double continuum = drawn.Truth.Span[p] / normalized[at++] * Math.Pow(micron, 5) * (Math.Exp(14387.76877 / (micron * Giant[0])) - 1);
            first = double.IsNaN(first) ? continuum : first;
            Assert.Equal(first, continuum, 2e-5 * first);
        }
    }

    [Fact]
    public void Rotation_makes_lines_shallower_and_keeps_the_labels()
    {
        SimulationSettings settings = new() { ResponseErrors = 0, VsiniMax = 60 };
        SimulatedSpectrum slow = new SpectrumSimulator(emulator, settings with { VsiniMax = 0 }).Draw(1, Giant);
        SimulatedSpectrum fast = new SpectrumSimulator(emulator, settings).Draw(1, Giant);
        Assert.Equal(0, slow.Properties.Vsini);
        Assert.InRange(fast.Properties.Vsini, 1, 60);
        Assert.Equal(slow.Labels, fast.Labels);
        Assert.True(Roughness(fast) < 0.5 * Roughness(slow));

        static double Roughness(SimulatedSpectrum star) => Pixels().Where(p => Pixels().Contains(p + 1)).Take(500)
            .Average(p => Math.Abs(star.Truth.Span[p + 1] - star.Truth.Span[p]) / star.Truth.Span[p]);
    }

    [Fact]
    public void Labels_outside_the_emulators_limits_are_refused_and_not_moved()
    {
        SpectrumSimulator simulator = new(emulator, new SimulationSettings());
        Assert.Contains("Star 4 lies outside the emulator's limits: teff 9000 is above 7500", Assert.Throws<ArgumentOutOfRangeException>(() => simulator.Draw(4, [9000, 2, 0, 0, 5])).Message);
    }

    [Fact]
    public void A_setting_out_of_range_is_named()
    {
        Assert.Contains("SnrMin", Refused(new SimulationSettings { SnrMin = 0 }));
        Assert.Contains("SnrMin", Refused(new SimulationSettings { SnrMin = 50, SnrMax = 40 }));
        Assert.Contains("Visits is 0", Refused(new SimulationSettings { Visits = 0 }));
        Assert.Contains("VsiniMax", Refused(new SimulationSettings { VsiniMax = double.NaN }));
        Assert.Contains("NoiseCorrelation", Refused(new SimulationSettings { NoiseCorrelation = 0.7 }));
        Assert.Contains("Mass", Refused(new SimulationSettings { Mass = 0 }));

        string Refused(SimulationSettings settings) => Assert.Throws<ConfigurationException>(() => new SpectrumSimulator(emulator, settings)).Message;
    }

    internal static IEnumerable<int> Pixels() => WavelengthGrid.Chips7214.SelectMany(chip => Enumerable.Range(chip.Start.Value, chip.End.Value - chip.Start.Value));
}
