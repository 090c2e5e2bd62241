using Astra.Neural.Tests.Training;

namespace Astra.Neural.Tests.Domain;

public class SpectralDomainTests
{
    const int Pixels = 400;
    const int Features = 3;

    static readonly int[][] Segments = [[10, 200], [210, 390]];

    static readonly Lazy<SpectralDomain> Learned = new(() => Learn());

    [Fact]
    public void Of_spectra_like_those_of_the_training_set_no_more_than_the_stated_share_is_outside()
    {
        int outside = Enumerable.Range(0, 3000).Count(i => Distance(Learned.Value, Star.Like($"new {i}")) > DomainMeasure.Threshold);
        Assert.InRange(outside / 3000.0, 0.001, 0.03);
    }

    [Fact]
    public void A_spectrum_with_lines_that_no_training_star_has_is_outside_although_its_features_are_those_of_the_training_set()
    {
        for (int i = 0; i < 50; i++)
        {
            Star star = Star.Like($"strange {i}");
            for (int p = 10; p < 390; p++)
            {
                star.Flux[p] *= 1 + (0.15f * MathF.Sin(p * 0.9f));
            }

            Assert.InRange(Distance(Learned.Value, star), 1.2, 10);
        }
    }

    [Fact]
    public void Features_far_from_the_training_set_are_outside_whatever_the_spectrum()
    {
        Star star = Star.Like("one");
        Assert.True(Learned.Value.Distance([9, -9, 9], star.Flux, star.Sigma) > 1);
        Assert.Equal(double.PositiveInfinity, Learned.Value.Distance([0, float.NaN, 0], star.Flux, star.Sigma));
    }

    [Fact]
    public void The_unit_of_the_flux_and_the_shape_of_the_continuum_do_not_matter()
    {
        Star star = Star.Like("scaled");
        double plain = Distance(Learned.Value, star);
        float[] flux = [.. star.Flux.Select(value => 1e4f * value)];
        float[] sigma = [.. star.Sigma.Select(value => 1e4f * value)];
        Assert.Equal(plain, Learned.Value.Distance(star.Features, flux, sigma), 4);
        for (int p = 0; p < Pixels; p++)
        {
            float tilt = 1 + (p < 200 ? 0.0003f * (p - 100) : 0.0001f * (p - 300));
            (flux[p], sigma[p]) = (star.Flux[p] * tilt, star.Sigma[p] * tilt);
        }

        Assert.InRange(Learned.Value.Distance(star.Features, flux, sigma), 0.85 * plain, 1.15 * plain);
    }

    [Fact]
    public void Pixels_without_data_and_a_cosmic_ray_do_not_make_a_star_strange()
    {
        Star star = Star.Like("holes");
        for (int p = 20; p < 120; p++)
        {
            (star.Flux[p], star.Sigma[p]) = (p % 2 == 0 ? float.NaN : 1e30f, p % 2 == 0 ? 1 : 0);
        }

        star.Flux[300] = 40;
        Assert.InRange(Distance(Learned.Value, star), 0, 1.15);
    }

    [Fact]
    public void A_spectrum_with_a_segment_missing_is_judged_by_the_other_and_one_without_data_is_outside()
    {
        Star star = Star.Like("half");
        star.Sigma.AsSpan(210, 180).Clear();
        Assert.InRange(Distance(Learned.Value, star), 0, 1.1);
        star.Sigma.AsSpan().Clear();
        Assert.Equal(double.PositiveInfinity, Distance(Learned.Value, star));
    }

    [Fact]
    public void Missing_pixels_of_the_training_set_do_not_become_a_feature_of_it()
    {
        // Every training star lacks a quarter of its pixels; a star with all of them is like them.
        SpectralDomain domain = Learn(share: 0.25);
        int outside = Enumerable.Range(0, 500).Count(i => Distance(domain, Star.Like($"whole {i}")) > DomainMeasure.Threshold);
        Assert.InRange(outside, 0, 25);
    }

    [Fact]
    public void A_stored_measure_gives_the_same_distances()
    {
        SpectralDomain read = SpectralDomain.FromParameters([new Parameter("conv.weight", 2), .. Learned.Value.ToParameters()]);
        for (int i = 0; i < 20; i++)
        {
            Star star = Star.Like($"stored {i}");
            Assert.Equal(Distance(Learned.Value, star), Distance(read, star));
        }

        Assert.Equal(Segments, read.Segments);
        Assert.Equal(Features, read.Features);
    }

    [Fact]
    public void The_misfit_is_that_of_least_squares_over_the_pixels_with_data()
    {
        // Two segments with a cubic each and no component: MathNet fits the same.
        SpectrumSpace space = new(Segments, new double[370], [], modelError: 0.5);
        Star star = Star.Like("fitted");
        star.Sigma.AsSpan(50, 30).Clear();
        double sum = 0;
        int count = 0;
        foreach (int[] segment in Segments)
        {
            int[] good = [.. Enumerable.Range(segment[0], segment[1] - segment[0]).Where(p => star.Sigma[p] > 0)];
            double median = good.Select(p => star.Flux[p]).Order().ElementAt(good.Length / 2);
            double[] x = [.. good.Select(p => (double)p)];
            double[] y = [.. good.Select(p => (star.Flux[p] / median) - 1)];
            Func<double, double> cubic = MathNet.Numerics.Fit.PolynomialFunc(x, y, 3);
            sum += good.Select((p, i) => Math.Pow(y[i] - cubic(x[i]), 2) / (Math.Pow(star.Sigma[p] / median, 2) + 0.25)).Sum();
            count += good.Length;
        }

        Assert.Equal(sum / count, space.Misfit(star.Flux, star.Sigma), 5);
    }

    [Fact]
    public void Too_few_held_out_samples_and_arrays_that_do_not_fit_are_named()
    {
        SpectralDomainFit fit = new(Features, Segments);
        Assert.Throws<ArgumentException>(() => new SpectralDomainFit(Features, [[10, 5]]));
        AddTraining(fit, 0);
        SpectralDomainCalibration calibration = fit.ToCalibration();
        Assert.Equal(399, SpectralDomainCalibration.Needed(0.01));
        Assert.Contains("needs 399 held-out", Assert.Throws<InvalidOperationException>(() => calibration.ToMeasure()).Message);

        Parameter[] stored = [.. Learned.Value.ToParameters()];
        foreach (Parameter parameter in stored)
        {
            Assert.Throws<InvalidDataException>(() => SpectralDomain.FromParameters([.. stored.Where(other => other != parameter)]));
        }

        Parameter[] spoiled = [.. stored.Select(p => p.Name.EndsWith("segments", StringComparison.Ordinal) ? new Parameter(p.Name, 2, 2) : p)];
        Assert.Contains("do not fit", Assert.Throws<InvalidDataException>(() => SpectralDomain.FromParameters(spoiled)).Message);
    }

    static SpectralDomain Learn(double share = 0)
    {
        SpectralDomainFit fit = new(Features, Segments);
        AddTraining(fit, share);
        SpectralDomainCalibration calibration = fit.ToCalibration();
        for (int i = 0; i < 1000; i++)
        {
            Star star = Star.Like($"held out {i}");
            calibration.Add(star.Features, star.Flux, star.Sigma);
        }

        return calibration.ToMeasure();
    }

    static void AddTraining(SpectralDomainFit fit, double share)
    {
        for (int i = 0; i < 400; i++)
        {
            Star star = Star.Like($"training {i}");
            Draw holes = new((ulong)i);
            for (int p = 0; p < Pixels; p++)
            {
                star.Sigma[p] = holes.Even() < share ? 0 : star.Sigma[p];
            }

            fit.AddFeatures(star.Features);
            fit.AddSpectrum(star.Flux, star.Sigma);
        }
    }

    static double Distance(SpectralDomain domain, Star star) => domain.Distance(star.Features, star.Flux, star.Sigma);

    /// <summary>Lines of two strengths in a level of a thousand, with noise of one percent.</summary>
    sealed record Star(float[] Features, float[] Flux, float[] Sigma)
    {
        public static Star Like(string name)
        {
            Draw draw = new((ulong)name.Aggregate(17L, (hash, letter) => (hash * 31) + letter));
            double first = draw.Even();
            double second = draw.Even();
            float[] flux = new float[Pixels];
            float[] sigma = new float[Pixels];
            for (int p = 0; p < Pixels; p++)
            {
                double depth = p % 7 == 0 ? 0.4 * first : p % 11 == 0 ? 0.3 * second * second : 0;
                sigma[p] = 10;
                flux[p] = (float)((1000 * (1 - depth)) + (10 * draw.Normal()));
            }

            return new Star(draw.Normals(SpectralDomainTests.Features), flux, sigma);
        }
    }
}
