using Astra.Neural.Tests.Training;

namespace Astra.Neural.Tests.Domain;

public class DomainMeasureTests
{
    const int Size = 12;

    [Theory]
    [InlineData(0.01, 1000)]
    [InlineData(0.01, 400)]
    [InlineData(0.05, 500)]
    [InlineData(0.2, 100)]
    public void Fresh_samples_raise_false_alarms_at_the_stated_rate(double rate, int heldOut)
    {
        // The share over repeated calibrations, since each has its own; the features are far from Gaussian.
        const int Repetitions = 40;
        const int Fresh = 1000;
        int alarms = 0;
        for (ulong seed = 0; seed < Repetitions; seed++)
        {
            Draw draw = new(100 + seed);
            DomainMeasure measure = DomainMeasure.Learn(Size, Features(draw, 800), Features(draw, heldOut), rate);
            alarms += Outside(measure, Features(draw, Fresh));
        }

        double share = (double)alarms / (Repetitions * Fresh);
        double deviation = Math.Sqrt(rate * (1 - rate) * (1.0 / heldOut + 1.0 / Fresh) / Repetitions);
        Assert.InRange(share, rate - 3.0 / heldOut - 4 * deviation, rate + 4 * deviation);
    }

    [Fact]
    public void The_share_of_the_held_out_samples_outside_is_below_the_stated_rate_by_what_their_number_demands()
    {
        Draw draw = new(1);
        float[] heldOut = Features(draw, 999);
        DomainMeasure measure = DomainMeasure.Learn(Size, Features(draw, 2000), heldOut, 0.02);

        Assert.InRange(Outside(measure, heldOut), 17, 18);
        Assert.Equal((2000, 999), (measure.TrainingCount, measure.HeldOutCount));
        Assert.Equal(0.02, measure.FalseAlarmRate, 1e-6);
    }

    [Fact]
    public void Samples_that_are_shifted_or_stretched_or_off_the_directions_of_the_training_set_are_outside()
    {
        Draw draw = new(2);
        DomainMeasure measure = DomainMeasure.Learn(Size, Features(draw, 3000), Features(draw, 1000));
        float[] fresh = Features(draw, 500);

        Assert.True(measure.Rank < Size);
        Assert.True(Outside(measure, Change(fresh, (value, i, _) => value + 40)) > 495);
        Assert.True(Outside(measure, Change(fresh, (value, i, _) => 10 * value)) > 400);

        // A small part of the spread of the features, which is 1.2 to 4.5, but in a way that the training set never did.
        float[] pattern = [0.3f, 0.3f, -0.3f, -0.3f, 0.3f, -0.3f, 0.3f, -0.3f, -0.3f, 0.3f, -0.3f, 0.3f];
        Assert.True(Outside(measure, Change(fresh, (value, i, _) => value + pattern[i])) > 490);
    }

    [Fact]
    public void The_distance_grows_with_the_shift_and_the_edge_is_at_one()
    {
        Draw draw = new(3);
        DomainMeasure measure = DomainMeasure.Learn(Size, Features(draw, 2000), Features(draw, 500));
        float[] centre = [.. measure.ToParameters()[0].Value];

        double[] distances = [.. Enumerable.Range(0, 8).Select(k => measure.Distance([.. centre.Select((c, i) => c + 5f * k * (i % 3))]))];

        Assert.Equal(0, distances[0], 1e-6);
        Assert.Equal(distances.Order(), distances);
        Assert.True(distances[^1] > 1);
        Assert.Equal(1, DomainMeasure.Threshold);
    }

    [Fact]
    public void The_unit_and_the_order_of_the_features_do_not_matter()
    {
        Draw draw = new(4);
        float[] training = Features(draw, 1500);
        float[] heldOut = Features(draw, 500);
        float[] fresh = [.. Features(draw, 100), .. draw.Normals(100 * Size, 0, 20)];
        DomainMeasure measure = DomainMeasure.Learn(Size, training, heldOut);

        float[] Rescaled(float[] samples) => Change(samples, (value, i, _) => (value + i) * (float)Math.Pow(10, i % 7 - 3));
        DomainMeasure rescaled = DomainMeasure.Learn(Size, Rescaled(training), Rescaled(heldOut));

        float[] Reordered(float[] samples) => Change(samples, (_, i, sample) => samples[sample * Size + i * 5 % Size]);
        DomainMeasure reordered = DomainMeasure.Learn(Size, Reordered(training), Reordered(heldOut));

        for (int i = 0; i < 200; i++)
        {
            double distance = measure.Distance(fresh.AsSpan(i * Size, Size));
            Assert.Equal(distance, rescaled.Distance(Rescaled(fresh).AsSpan(i * Size, Size)), 2e-3 * distance);
            Assert.Equal(distance, reordered.Distance(Reordered(fresh).AsSpan(i * Size, Size)), 1e-4 * distance);
        }
    }

    [Fact]
    public void Features_that_depend_on_each_other_exactly_are_no_obstacle()
    {
        Draw draw = new(5);
        float[] Collinear(int count)
        {
            float[] samples = draw.Normals(count * 4, 100, 3);
            for (int i = 0; i < count; i++)
            {
                samples[i * 4 + 2] = samples[i * 4] + samples[i * 4 + 1];
                samples[i * 4 + 3] = -2 * samples[i * 4];
            }

            return samples;
        }

        DomainFit fit = new(4);
        fit.Add(Collinear(1000));
        DomainCalibration calibration = fit.ToCalibration(explained: 1);
        calibration.Add(Collinear(500));
        DomainMeasure measure = calibration.ToMeasure(0.02);

        Assert.Equal(2, measure.Rank);
        Assert.InRange(Outside(measure, Collinear(1000), 4), 3, 45);
        Assert.False(measure.IsOutside([100, 100, 200, -200]));
        Assert.False(measure.IsOutside([100, 100, 200.0001f, -200]));
        Assert.True(measure.IsOutside([100, 100, 201, -200]));
    }

    [Fact]
    public void A_feature_that_never_varied_is_outside_when_it_does()
    {
        Draw draw = new(6);
        float[] WithDeadUnit(int count) => Change(Features(draw, count), (value, i, _) => i == 3 ? 0 : i == 5 ? 7 : value);
        DomainMeasure measure = DomainMeasure.Learn(Size, WithDeadUnit(1000), WithDeadUnit(500));
        float[] sample = WithDeadUnit(1);
        Assert.False(measure.IsOutside(sample));

        sample[3] = 3;

        Assert.True(measure.IsOutside(sample));
    }

    [Fact]
    public void Fewer_samples_than_features_give_one_direction_for_every_ten_samples()
    {
        Draw draw = new(7);
        const int Many = 80;
        DomainFit fit = new(Many);
        fit.Add(draw.Normals(50 * Many));
        DomainCalibration calibration = fit.ToCalibration();
        calibration.Add(draw.Normals(300 * Many));
        DomainMeasure measure = calibration.ToMeasure(0.05);

        Assert.Equal(5, measure.Rank);
        Assert.InRange(Outside(measure, draw.Normals(1000 * Many), Many), 15, 85);
        Assert.True(Outside(measure, draw.Normals(100 * Many, 0, 2), Many) > 95);
    }

    [Fact]
    public void Features_that_are_not_finite_are_always_outside()
    {
        Draw draw = new(8);
        DomainMeasure measure = DomainMeasure.Learn(Size, Features(draw, 500), Features(draw, 300));
        foreach (float bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            float[] sample = Features(draw, 1);
            sample[4] = bad;
            Assert.Equal(double.PositiveInfinity, measure.Distance(sample));
            Assert.True(measure.IsOutside(sample));
        }

        Assert.True(measure.IsOutside([.. Enumerable.Repeat(float.MaxValue, Size)]));
    }

    [Fact]
    public void Held_out_samples_that_are_not_finite_count_as_false_alarms()
    {
        Draw draw = new(9);
        float[] heldOut = Features(draw, 500);
        heldOut[0] = float.NaN;
        Assert.True(double.IsFinite(DomainMeasure.Learn(Size, Features(draw, 500), heldOut).Distance(heldOut.AsSpan(Size, Size))));

        for (int i = 0; i < 10; i++)
        {
            heldOut[i * Size] = float.NaN;
        }

        Assert.Contains(
            "edge would be at", Assert.Throws<InvalidOperationException>(() => DomainMeasure.Learn(Size, Features(draw, 500), heldOut)).Message);
    }

    [Fact]
    public void What_cannot_be_learned_is_refused_with_a_reason()
    {
        Draw draw = new(10);
        float[] bad = Features(draw, 3);
        bad[Size + 2] = float.NaN;

        string Refusal<TException>(Func<object> learn)
            where TException : Exception => Assert.Throws<TException>(learn).Message;

        Assert.StartsWith("Feature 2 of training sample 1 is not finite", Refusal<ArgumentException>(() => DomainMeasure.Learn(Size, bad, [])));
        Assert.StartsWith("5 features are not whole samples of 12", Refusal<ArgumentException>(() => DomainMeasure.Learn(Size, new float[5], [])));
        Assert.Contains("from 1 samples", Refusal<InvalidOperationException>(() => DomainMeasure.Learn(Size, Features(draw, 1), [])));
        Assert.Contains("the same features", Refusal<InvalidOperationException>(() => DomainMeasure.Learn(Size, new float[10 * Size], [])));
        Assert.Contains(
            "A false-alarm rate of 0.01 needs 199 held-out samples, and there are 198",
            Refusal<InvalidOperationException>(() => DomainMeasure.Learn(Size, Features(draw, 500), Features(draw, 198))));
        Assert.NotNull(DomainMeasure.Learn(Size, Features(draw, 500), Features(draw, 199)));
    }

    [Fact]
    public void A_measure_that_was_stored_gives_the_same_distances_to_the_last_bit()
    {
        Draw draw = new(11);
        DomainMeasure measure = DomainMeasure.Learn(Size, Features(draw, 500), Features(draw, 300));
        IReadOnlyList<Parameter> stored = measure.ToParameters();
        DomainMeasure read = DomainMeasure.FromParameters([new Parameter("conv.weight", 3), .. stored]);

        Assert.All(stored, parameter => Assert.StartsWith("domain.", parameter.Name));
        foreach (float[] sample in Features(draw, 50).Chunk(Size))
        {
            Assert.Equal(measure.Distance(sample), read.Distance(sample));
        }

        Assert.Equal((measure.FalseAlarmRate, measure.TrainingCount, measure.HeldOutCount),
            (read.FalseAlarmRate, read.TrainingCount, read.HeldOutCount));
    }

    [Fact]
    public void A_stored_measure_that_is_incomplete_or_damaged_is_refused_by_naming_the_array()
    {
        Draw draw = new(12);
        DomainMeasure measure = DomainMeasure.Learn(Size, Features(draw, 500), Features(draw, 300));
        foreach (Parameter missing in measure.ToParameters())
        {
            Assert.Contains($"The array {missing.Name} is missing", Refusal(measure.ToParameters().Where(p => p.Name != missing.Name)));
        }

        Assert.Contains(
            "domain.scale has the shape (3), and should have (12)",
            Refusal(measure.ToParameters().Where(p => p.Name != "domain.scale").Append(new Parameter("domain.scale", 3))));
        IReadOnlyList<Parameter> negative = measure.ToParameters();
        negative.Single(p => p.Name == "domain.variances").Value[0] = -1;
        Assert.Equal("domain.variances holds a value that is not a positive number.", Refusal(negative));

        static string Refusal(IEnumerable<Parameter> parameters) =>
            Assert.Throws<InvalidDataException>(() => DomainMeasure.FromParameters(parameters)).Message;
    }

    [Fact]
    public void Samples_may_come_in_any_pieces()
    {
        Draw draw = new(13);
        float[] training = Features(draw, 300);
        float[] heldOut = Features(draw, 250);
        DomainFit fit = new(Size);
        foreach (float[] piece in training.Chunk(7 * Size))
        {
            fit.Add(piece);
        }

        DomainCalibration calibration = fit.ToCalibration();
        foreach (float[] piece in heldOut.Chunk(9 * Size))
        {
            calibration.Add(piece);
        }

        DomainMeasure whole = DomainMeasure.Learn(Size, training, heldOut);
        Assert.Equal(whole.Distance(training.AsSpan(0, Size)), calibration.ToMeasure().Distance(training.AsSpan(0, Size)));
    }

    [ScipyFact]
    public void With_all_directions_the_distance_is_that_of_Mahalanobis_by_scipy()
    {
        Draw draw = new(14);
        float[] training = Features(draw, 1000);
        float[] samples = Features(draw, 50);
        DomainFit fit = new(Size);
        fit.Add(training);
        DomainCalibration calibration = fit.ToCalibration(explained: 1);
        calibration.Add(Features(draw, 500));
        DomainMeasure measure = calibration.ToMeasure();
        Assert.Equal(Size, measure.Rank);

        using NumbersJudge judge = new();
        judge.Write("training.f32", training);
        judge.Write("samples.f32", samples);
        double[] expected = judge.Ask("Domain/judge/mahalanobis.py", $"{Size}");

        double edge = measure.ToParameters().Single(p => p.Name == "domain.edges").Value[0];
        Assert.Equal(50, expected.Length);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(expected[i], edge * measure.Distance(samples.AsSpan(i * Size, Size)), 1e-4 * expected[i]);
        }
    }

    /// <summary>Features of a made-up layer: three hidden causes with long tails, seen through rectified mixtures, and a little noise.</summary>
    static float[] Features(Draw draw, int count)
    {
        float[] features = new float[count * Size];
        for (int s = 0; s < count; s++)
        {
            double a = Math.Exp(0.5 * draw.Normal());
            double b = draw.Normal();
            double c = draw.Even();
            for (int i = 0; i < Size; i++)
            {
                double mixture = 2 * a * (1 + i % 3) + b * (i / 4) + 5 * c * ((i + 1) % 2);
                features[s * Size + i] = (float)(Math.Max(0, mixture) + 0.02 * draw.Normal());
            }
        }

        return features;
    }

    static float[] Change(float[] samples, Func<float, int, int, float> change) =>
        [.. samples.Select((value, k) => change(value, k % Size, k / Size))];

    static int Outside(DomainMeasure measure, float[] samples, int size = Size) => samples.Chunk(size).Count(sample => measure.IsOutside(sample));
}
