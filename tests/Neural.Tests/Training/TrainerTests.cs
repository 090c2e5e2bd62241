namespace Astra.Neural.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void A_network_learns_a_curve()
    {
        TestNetwork network = new(2, 20, 1, seed: 2);
        TrainingResult result = new Trainer(network, new SquaredError(1), TestData.Curve(600, 2, 1, seed: 3), Options(epochs: 60)).Train();

        Assert.Equal(60, result.Epochs.Count);
        Assert.True(result.Epochs[0].TrainingLoss > 0.2);
        Assert.True(result.Epochs[^1].TrainingLoss < 0.005, $"{result.Epochs[^1].TrainingLoss}");
    }

    [Fact]
    public void Robust_training_learns_labels_and_scatter_though_half_of_the_labels_are_missing()
    {
        Draw draw = new(31);
        float[] inputs = draw.Normals(2000);
        float[] targets = new float[4000];
        for (int i = 0; i < 2000; i++)
        {
            targets[2 * i] = draw.Even() < 0.5 ? float.NaN : (float)(0.5 * inputs[i] + Math.Sqrt(0.3 * 0.3 + 0.4 * 0.4) * draw.Normal());
            targets[2 * i + 1] = 0.3f;
        }

        TestNetwork network = new(1, 8, 2, seed: 4);
        new Trainer(network, new RobustLabelLoss(1), new ArrayData(inputs, 1, targets, 2),
            Options(epochs: 40) with { Schedule = new CosineRate(0.02, 40) }).Train();

        float[] output = new float[2];
        network.Forward([0f], 1, output, 0);
        Assert.Equal(0, output[0], 0.08);
        Assert.Equal(0.4, Math.Exp(0.5 * output[1]), 0.05);
    }

    [Fact]
    public void Every_epoch_reads_each_sample_once_in_an_order_and_with_draws_of_its_own()
    {
        RecordedData data = new(TestData.Curve(53, 2, 1, seed: 3));
        new Trainer(new TestNetwork(2, 3, 1), new SquaredError(1), data, Options(epochs: 2, batch: 10)).Train();

        (int Index, ulong Draw)[] first = [.. data.Reads.Take(53)];
        (int Index, ulong Draw)[] second = [.. data.Reads.Skip(53)];
        Assert.Equal(Enumerable.Range(0, 53), first.Select(r => r.Index).Order());
        Assert.Equal(Enumerable.Range(0, 53), second.Select(r => r.Index).Order());
        Assert.NotEqual(first.Select(r => r.Index), second.Select(r => r.Index));
        Assert.Equal(106, data.Reads.Select(r => r.Draw).Distinct().Count());
    }

    [Fact]
    public void The_draw_of_a_sample_does_not_depend_on_the_size_of_the_batches()
    {
        RecordedData small = new(TestData.Curve(40, 2, 1, seed: 3));
        RecordedData large = new(TestData.Curve(40, 2, 1, seed: 3));
        new Trainer(new TestNetwork(2, 3, 1), new SquaredError(1), small, Options(epochs: 2, batch: 3)).Train();
        new Trainer(new TestNetwork(2, 3, 1), new SquaredError(1), large, Options(epochs: 2, batch: 40)).Train();

        Assert.Equal(small.Reads, large.Reads);
    }

    [Fact]
    public void Several_reading_threads_give_the_same_weights_as_one()
    {
        float[] Weights(int threads)
        {
            TestNetwork network = new(2, 5, 1, dropout: true);
            NoisyData data = new(TestData.Curve(300, 2, 1, seed: 3));
            new Trainer(network, new SquaredError(1), data, Options(epochs: 3) with { ReadingThreads = threads }).Train();
            return network.Weights;
        }

        Assert.Equal(Weights(1), Weights(4));
    }

    [Fact]
    public void The_seed_decides_the_training()
    {
        float[] Weights(ulong seed)
        {
            TestNetwork network = new(2, 5, 1, dropout: true);
            new Trainer(network, new SquaredError(1), TestData.Curve(100, 2, 1, seed: 3), Options(epochs: 2) with { Seed = seed }).Train();
            return network.Weights;
        }

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));
    }

    [Fact]
    public void Training_ends_early_and_the_network_gets_the_weights_of_the_best_epoch_back()
    {
        // Few samples, many weights: the network soon learns the noise.
        ITrainingData validation = TestData.Curve(200, 3, 1, seed: 11);
        TestNetwork network = new(3, 40, 1, seed: 5);
        TrainingResult result = new Trainer(network, new SquaredError(1), TestData.Curve(12, 3, 1, seed: 10), Options(epochs: 4000, batch: 4) with
        {
            Validation = validation,
            EarlyStopping = new EarlyStopping(Patience: 12),
        }).Train();

        Assert.Equal(TrainingEnd.EarlyStopping, result.End);
        Assert.Equal(result.BestEpoch + 12, result.Epochs.Count);
        double best = result.Epochs.Min(e => e.ValidationLoss);
        Assert.Equal(best, result.Epochs[result.BestEpoch - 1].ValidationLoss);
        Assert.Equal(best, LossOn(network, validation), 1e-9);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(300, 3)]
    public void No_epoch_begins_that_would_not_end_in_time(int seconds, int atLeast)
    {
        TestNetwork network = new(3, 6, 1, seed: 4);
        ArrayData validation = TestData.Curve(20, 3, 1, seed: 11);
        TrainingResult result = new Trainer(network, new SquaredError(1), TestData.Curve(12, 3, 1, seed: 10), Options(epochs: 4000, batch: 4) with
        {
            Validation = validation,
            TimeLimit = TimeSpan.FromSeconds(seconds),
            Time = new SteppingTime(),
        }).Train();

        Assert.Equal(TrainingEnd.TimeLimit, result.End);
        Assert.InRange(result.Epochs.Count, atLeast, 300);
        Assert.Equal(result.Epochs.Min(e => e.ValidationLoss), LossOn(network, validation), 1e-9);
    }

    [Fact]
    public void The_validation_data_are_watched_with_the_measure_and_the_inference_that_are_asked_for()
    {
        TestNetwork network = new(2, 5, 2, seed: 5, dropout: true);
        ArrayData data = TestData.Curve(30, 2, 2, seed: 3);
        int calls = 0;
        TrainingResult result = new Trainer(network, new GaussianLikelihood(1), TestData.Curve(30, 2, 1, seed: 3), Options(epochs: 2) with
        {
            Validation = data,
            ValidationLoss = new AbsoluteError(1, 2, 2),
            ValidationOutputs = () =>
            {
                calls++;
                return (_, _, outputs) => outputs.Fill(1000);
            },
        }).Train();

        Assert.Equal(2, calls);
        Assert.All(result.Epochs, e => Assert.InRange(e.ValidationLoss, 990, 1010));
    }

    [Fact]
    public void A_plateau_of_the_validation_loss_lowers_the_rate()
    {
        TestNetwork network = new(2, 5, 1, seed: 5);
        TrainingResult result = new Trainer(network, new SquaredError(1), TestData.Curve(30, 2, 1, seed: 3), Options(epochs: 6) with
        {
            Schedule = new PlateauRate(0.1, Factor: 0.5, Patience: 2),
            Validation = TestData.Curve(5, 2, 1, seed: 3),
            ValidationOutputs = () => (_, _, outputs) => outputs.Clear(),
        }).Train();

        Assert.Equal([0.1, 0.1, 0.1, 0.05, 0.05, 0.025], result.Epochs.Select(e => e.LearningRate));
    }

    [Fact]
    public void A_training_that_diverges_stops_and_says_where_and_what_to_do()
    {
        TestNetwork network = new(2, 5, 1, seed: 5);
        TrainingDivergedException diverged = Assert.Throws<TrainingDivergedException>(() => new Trainer(
            network,
            new SquaredError(1),
            TestData.Curve(64, 2, 1, seed: 3),
            Options(epochs: 50) with { Optimiser = new GradientDescent(), Schedule = new ConstantRate(1e9) }).Train());

        Assert.Contains($"in epoch {diverged.Epoch}, batch {diverged.Batch}. Lower the learning rate or limit the gradient", diverged.Message);
        Assert.InRange(diverged.Epoch, 1, 50);
    }

    [Fact]
    public void An_input_that_is_not_finite_is_named_and_leaves_the_weights_alone()
    {
        float[] inputs = new float[20];
        inputs[2 * 7 + 1] = float.NaN;
        TestNetwork network = new(2, 5, 1, seed: 5);
        float[] before = network.Weights;

        TrainingDivergedException diverged = Assert.Throws<TrainingDivergedException>(
            () => new Trainer(network, new SquaredError(1), new ArrayData(inputs, 2, new float[10], 1), Options(epochs: 1)).Train());

        Assert.Equal("The loss is NaN in epoch 1, batch 1. The input of sample 7 is not finite at place 1: repair or leave out such samples.",
            diverged.Message);
        Assert.Equal(before, network.Weights);
    }

    [Fact]
    public void What_does_not_fit_together_is_refused_before_the_training()
    {
        TestNetwork network = new(2, 5, 1);
        ArrayData data = TestData.Curve(10, 2, 1, seed: 1);

        string Refusal(ILoss loss, ITrainingData samples, TrainingOptions options) =>
            Assert.ThrowsAny<ArgumentException>(() => new Trainer(network, loss, samples, options)).Message;

        Assert.Equal(
            "The training data have 3 inputs, and the network takes 2.", Refusal(new SquaredError(1), TestData.Curve(10, 3, 1, seed: 1), Options()));
        Assert.Equal("The training loss is for 2 outputs, and the network has 1.", Refusal(new SquaredError(2), data, Options()));
        Assert.Equal("The training data have 1 targets, and the loss takes 2.", Refusal(new SquaredError(1, LabelWeights.Errors), data, Options()));
        Assert.Equal("There are no training data.", Refusal(new SquaredError(1), TestData.Curve(0, 2, 1, seed: 1), Options()));
        Assert.StartsWith("Early stopping watches", Refusal(new SquaredError(1), data, Options() with { EarlyStopping = new EarlyStopping(3) }));
        Assert.StartsWith("The largest gradient is 0", Refusal(new SquaredError(1), data, Options() with { LargestGradient = 0 }));
    }

    [Fact]
    public void An_error_of_the_data_comes_through_as_it_is()
    {
        NoisyData data = new(TestData.Curve(50, 2, 1, seed: 3));
        data.KillAfter(20);
        Assert.Throws<KilledException>(() => new Trainer(new TestNetwork(2, 5, 1), new SquaredError(1), data, Options()).Train());
    }

    [Fact]
    public void A_step_allocates_nothing_once_the_moments_are_there()
    {
        TestNetwork network = new(20, 30, 5);
        foreach (Optimiser optimiser in (Optimiser[])[new Adam(), new AdamW(), new Adamax(), new GradientDescent(0.9), new GradientDescent()])
        {
            Gradients.Clear(network.Parameters);
            optimiser.Step(network.Parameters, 0.1);
            optimiser.Step(network.Parameters, 0.1);
            long before = GC.GetAllocatedBytesForCurrentThread();
            optimiser.Step(network.Parameters, 0.1);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void A_value_is_changed_in_the_same_way_wherever_it_stands_in_its_array()
    {
        foreach (Func<Optimiser> make in (Func<Optimiser>[])[() => new Adam(), () => new AdamW(), () => new Adamax(), () => new GradientDescent(0.9)])
        {
            Parameter all = new("all", 37) { Gradient = new float[37] };
            Array.Fill(all.Value, 0.7f);
            Optimiser optimiser = make();
            for (int step = 1; step <= 5; step++)
            {
                Array.Fill(all.Gradient, 0.3f * step);
                optimiser.Step([all], 0.01);
            }

            Assert.Single(all.Value.Distinct());
        }
    }

    [Fact]
    public void An_optimiser_refuses_another_network()
    {
        Adam optimiser = new();
        optimiser.Step([new Parameter("a", 3) { Gradient = new float[3] }], 0.1);

        Assert.Throws<ArgumentException>(() => optimiser.Step([new Parameter("a", 4) { Gradient = new float[4] }], 0.1));
        Assert.Contains("b has no gradient", Assert.Throws<ArgumentException>(() => new Adam().Step([new Parameter("b", 4)], 0.1)).Message);
    }

    static double LossOn(IDifferentiable network, ITrainingData data)
    {
        double sum = 0;
        float[] input = new float[data.InputSize];
        float[] target = new float[data.TargetSize];
        float[] output = new float[network.OutputSize];
        for (int i = 0; i < data.Count; i++)
        {
            data.Read(i, 0, input, target);
            network.Forward(input, 1, output, 0);
            sum += new SquaredError(1).Evaluate(output, target, 1, []);
        }

        return sum / data.Count;
    }

    static TrainingOptions Options(int epochs = 1, int batch = 32) =>
        new() { Epochs = epochs, BatchSize = batch, Seed = 17, Optimiser = new Adam(), Schedule = new ConstantRate(0.01) };
}
