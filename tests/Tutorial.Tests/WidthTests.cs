using Astra.Simulation;

namespace Astra.Tutorial.Tests;

/// <summary>Every step, on lines whose width is known.</summary>
public class WidthTests
{
    public static TheoryData<int> AllSteps => [1, 2, 3, 4, 5, 6];

    public static TheoryData<int> StepsWithErrors => [2, 3, 4, 5, 6];

    public static TheoryData<int> StepsWithFlags => [3, 4, 5, 6];

    [Theory]
    [MemberData(nameof(AllSteps))]
    public void A_line_of_known_width_below_a_tilted_continuum_has_that_width(int step)
    {
        foreach ((double depth, double sigma) in new[] { (0.4, 0.3), (0.1, 0.25), (0.6, 0.35) })
        {
            KnownLine line = new() { Depth = depth, Sigma = sigma };
            Assert.Equal(line.Width, Row.Of(Step.Of(step).Open(), line.Spectrum())["width"], 1e-4);
        }
    }

    [Fact]
    public void The_first_step_believes_every_pixel_and_the_checks_say_so()
    {
        KnownLine dead = new() { Damage = [(-4, -3, PixelMask.BadPixel, 0f)] };

        Assert.True(Math.Abs(Row.Of(Step.Of(1).Open(), dead.Spectrum())["width"] - dead.Width) > 0.1);
        Assert.False(PipelineChecks.All(Step.Of(1).Open(), Quick).Passed);
    }

    [Theory]
    [MemberData(nameof(StepsWithErrors))]
    public void Later_steps_keep_the_contract(int step) => PipelineChecks.All(Step.Of(step).Open(), Quick).ThrowIfWrong();

    [Theory]
    [MemberData(nameof(StepsWithErrors))]
    public void Bad_pixels_beside_the_line_are_left_out(int step)
    {
        KnownLine dead = new() { Damage = [(-4, -3, PixelMask.BadPixel, 0f), (4, 4.3, PixelMask.CosmicRay, 1e6f)] };

        Assert.Equal(dead.Width, Row.Of(Step.Of(step).Open(), dead.Spectrum())["width"], 1e-4);
    }

    [Theory]
    [MemberData(nameof(StepsWithErrors))]
    public void A_bad_pixel_in_the_line_leaves_nothing_to_measure(int step) => Assert.Throws<NoResultException>(
        () => Row.Of(Step.Of(step).Open(), new KnownLine { Damage = [(0, 0.3, PixelMask.Saturated, float.NaN)] }.Spectrum()));

    [Theory]
    [MemberData(nameof(StepsWithErrors))]
    public void The_error_is_the_scatter_of_many_noisy_spectra(int step)
    {
        PipelineUnderTest pipeline = Step.Of(step).Open();
        Row[] rows = [.. Enumerable.Range(0, 600).Select(number => Row.Of(pipeline, new KnownLine { Number = number, Noisy = true, Snr = 80 }.Spectrum()))];

        // 600 draws: the scatter of their scatter is 3 %, so that 4 of it are 12 %. An error without the correlation would be a third too small.
        double scatter = Scatter([.. rows.Select(row => row["width"])]);
        Assert.InRange(scatter / rows.Average(row => row["e_width"]), 0.88, 1.12);
        Assert.InRange(rows.Average(row => row["width"]) - new KnownLine().Width, -0.006, 0.006);
        Assert.True(scatter > 1.2 * Row.Of(Step.Of(step).Open(UncorrelatedOf(step)), new KnownLine { Snr = 80 }.Spectrum())["e_width"]);
    }

    [Theory]
    [MemberData(nameof(StepsWithErrors))]
    public void The_error_fits_stars_that_the_simulator_draws(int step)
    {
        PipelineUnderTest pipeline = Step.Of(step).Open();
        DrawnGiants giants = new(160, seed: 7);
        List<double> pulls = [];
        for (int star = 0; star < giants.Count; star++)
        {
            SimulatedSpectrum drawn = giants.Draw(star);
            Spectrum truth = new($"truth {star}", SpectrumKind.Combined, drawn.Truth, drawn.Spectrum.Error, drawn.Spectrum.Mask);
            try
            {
                Row measured = Row.Of(pipeline, drawn.Spectrum);
                pulls.Add((measured["width"] - Row.Of(pipeline, truth)["width"]) / measured["e_width"]);
            }
            catch (NoResultException)
            {
                // A bad pixel in the line, as in one real star of ten.
            }
        }

        Assert.InRange(pulls.Count, 80, 160);
        Assert.InRange(Scatter(pulls), 0.75, 1.2);
        Assert.InRange(pulls.Average(), -0.3, 0.3);
    }

    [Theory]
    [MemberData(nameof(StepsWithFlags))]
    public void Flags_say_what_is_doubtful(int step)
    {
        Assert.DoesNotContain("NOT_DETECTED", Of(new()).Flags);
        Assert.Contains("NOT_DETECTED", Of(new() { Depth = 0.01 }).Flags);
        Assert.False(Of(new() { Depth = 0.01 }).Flags.Contains("LOW_SNR", StringComparison.Ordinal));
        Assert.Contains("LOW_SNR", Of(new() { Snr = 20 }).Flags);
        Assert.Contains("SKY_IN_LINE", Of(new() { Damage = [(0, 0.3, PixelMask.SkyLine, float.NaN)] }).Flags);
        Assert.Contains("EMISSION", Of(new() { Depth = -0.4 }).Flags);
        Assert.True(Of(new() { Depth = -0.4 }).IsBad);
        Assert.True(Of(new() { Depth = 0.01, Snr = 20 }).IsBad);
        Assert.Equal(
            "FewPixels", Assert.Throws<NoResultException>(() => Of(new() { Damage = [(3, 6, PixelMask.BadPixel, float.NaN)] })).Flags?.ToString());
        Assert.Equal(
            "LineMasked", Assert.Throws<NoResultException>(() => Of(new() { Damage = [(0, 0.3, PixelMask.BadPixel, float.NaN)] })).Flags?.ToString());

        Row Of(KnownLine line) => Row.Of(Step.Of(step).Open(), line.Spectrum());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Teff_comes_from_another_pipeline_and_may_be_missing(int step)
    {
        KnownLine line = new();
        PipelineUnderTest pipeline = Step.Of(step).Open();
        Row row = Row.Of(pipeline, line.Spectrum(), ("teff", 4600));
        Row without = Row.Of(pipeline, line.Spectrum(), ("teff", double.NaN));

        Assert.Equal((4600, Math.Log10(line.Width / 15211.682)), (row["teff"], row["log_width"]), Close);
        Assert.Equal(row["e_width"] / (row["width"] * Math.Log(10)), row["e_log_width"], 1e-4);
        Assert.Contains("NO_TEFF", without.Flags);
        Assert.True(double.IsNaN(without["teff"]));
        Assert.Equal(row["width"], without["width"]);
        Assert.Contains("TOO_COOL", Row.Of(pipeline, line.Spectrum(), ("teff", 3900)).Flags);
        Assert.Contains("AstroNN.teff", pipeline.Declaration.Inputs.Single().Alternatives.Select(origin => origin.ToString()));
    }

    [Fact]
    public void Only_the_last_step_takes_visits() =>
        Assert.All(Enumerable.Range(1, 6), step => Assert.Equal(step == 6, Step.Of(step).Open().Declaration.Kinds == SpectrumKinds.Both));

    internal static double Scatter(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    static CheckSettings Quick => new() { Stars = 3, MeasureFor = TimeSpan.Zero };

    static (string, object)[] UncorrelatedOf(int step) => step < 2 ? [] : [("noise_correlation", 0.0)];

    static bool Close((double, double) one, (double, double) other) => Math.Abs(one.Item1 - other.Item1) < 0.1 && Math.Abs(one.Item2 - other.Item2) < 1e-4;
}
