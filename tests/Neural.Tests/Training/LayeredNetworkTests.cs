namespace Astra.Neural.Tests.Training;

/// <summary>The training on networks of the engine's own layers.</summary>
public class LayeredNetworkTests
{
    const int Pixels = 24;

    [TorchTheory]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("Adamax")]
    public void A_convolutional_network_follows_its_training_by_PyTorch_for_fifty_steps(string optimiser)
    {
        const int Steps = 50;
        const int Batch = 32;
        Node flux = Node.Input("flux", Pixels);
        Node output =
            flux.Conv1d("conv", 4, 5, Padding.Same, Activation.Relu).MaxPool1d(2).Flatten().Linear("dense", 16, Activation.Relu).Linear("labels", 4);
        Network network = new("small", output, seed: 3);
        RecordedData data = new(Spectra(Steps * Batch, seed: 4));
        using NumbersJudge judge = new();
        judge.Write("weights.f32", Weights(network));

        BatchLosses losses = new();
        new Trainer(network, new RobustLabelLoss(2), data, new TrainingOptions
        {
            Epochs = 1,
            BatchSize = Batch,
            Optimiser = optimiser switch { "Adam" => new Adam(), "AdamW" => new AdamW(), _ => new Adamax() },
            Schedule = new ConstantRate(0.005),
        }).Train(losses);

        judge.Write("inputs.f32", data.Inputs);
        judge.Write("targets.f32", data.Targets);
        double[] expected = judge.Ask("Training/judge/torch_train.py", optimiser, $"{Pixels}", "16", "4", $"{Batch}", "lr=0.005", "filters=4");
        Assert.Equal(Steps, expected.Length);
        Assert.True(expected[^1] < expected[0] - 0.3, "The network has not learned, so that the comparison says little.");
        for (int i = 0; i < Steps; i++)
        {
            Assert.Equal(expected[i], losses.PerBatch[i], 1e-4 * Math.Max(0.1, Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void A_training_with_dropout_that_is_cancelled_and_resumed_is_the_same_as_one_in_a_single_run_on_any_number_of_threads()
    {
        using TemporaryFolder folder = new();
        Network straight = WithDropout(threads: 1);
        new Trainer(straight, new RobustLabelLoss(2), Spectra(200, seed: 5), Options(null)).Train();

        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(
            () => new Trainer(WithDropout(threads: 2), new RobustLabelLoss(2), Spectra(200, seed: 5), Options(folder.File("c"))).Train(
            new CancelInSecondEpoch(source), source.Token));
        Network resumed = WithDropout(threads: 2);
        new Trainer(resumed, new RobustLabelLoss(2), Spectra(200, seed: 5), Options(folder.File("c"))).Train();

        Assert.Equal(Weights(straight), Weights(resumed));
    }

    [Fact]
    public void Validation_is_without_dropout()
    {
        Network network = WithDropout(threads: 1);
        ArrayData validation = Spectra(50, seed: 6);
        TrainingResult result =
            new Trainer(network, new RobustLabelLoss(2), Spectra(200, seed: 5), Options(null) with { Epochs = 1, Validation = validation }).Train();

        float[] input = new float[Pixels];
        float[] target = new float[4];
        float[] output = new float[4];
        Session session = network.Freeze().CreateSession();
        double sum = 0;
        for (int i = 0; i < validation.Count; i++)
        {
            validation.Read(i, 0, input, target);
            session.Run(input, 1, output);
            sum += new RobustLabelLoss(2).Evaluate(output, target, 1, []);
        }

        Assert.Equal(sum / validation.Count, result.Epochs[0].ValidationLoss, 1e-9);
    }

    [Fact]
    public void Validation_with_dropout_at_inference_draws_the_same_in_every_epoch()
    {
        Network network = WithDropout(threads: 1, atInference: true);
        TrainingResult result = new Trainer(network, new RobustLabelLoss(2), Spectra(64, seed: 5), Options(null) with
        {
            Epochs = 3,
            Schedule = new ConstantRate(0),
            Validation = Spectra(50, seed: 6),
        }).Train();

        Assert.Single(result.Epochs.Select(e => e.ValidationLoss).Distinct());
    }

    static Network WithDropout(int threads, bool atInference = false)
    {
        Node output = Node.Input("flux", Pixels).Conv1d("conv", 4, 5, Padding.Same, Activation.Relu).MaxPool1d(2).Flatten()
            .Dropout(0.3f, atInference).Linear("dense", 16, Activation.Relu).Linear("labels", 4);
        return new Network("small", output, seed: 3) { Threads = threads };
    }

    static TrainingOptions Options(string? checkpoint) => new()
    {
        Epochs = 3,
        BatchSize = 32,
        Optimiser = new Adam(),
        Schedule = new CosineRate(0.005, 3),
        CheckpointPath = checkpoint,
    };

    /// <summary>Spectra with two lines, whose depths are the labels, and labels with errors.</summary>
    static ArrayData Spectra(int count, ulong seed)
    {
        Draw draw = new(seed);
        float[] inputs = new float[count * Pixels];
        float[] targets = new float[count * 4];
        for (int i = 0; i < count; i++)
        {
            double[] depths = [draw.Normal(), draw.Normal()];
            for (int pixel = 0; pixel < Pixels; pixel++)
            {
                double first = Math.Exp(-0.5 * (pixel - 7) * (pixel - 7) / 2.0);
                double second = Math.Exp(-0.5 * (pixel - 15) * (pixel - 15) / 2.0);
                inputs[i * Pixels + pixel] = (float)(-depths[0] * first - depths[1] * second + 0.05 * draw.Normal());
            }

            for (int label = 0; label < 2; label++)
            {
                double error = 0.05 + 0.1 * draw.Even();
                targets[i * 4 + label] = (float)(depths[label] + error * draw.Normal());
                targets[i * 4 + 2 + label] = (float)error;
            }
        }

        return new ArrayData(inputs, Pixels, targets, 4);
    }

    static float[] Weights(Network network) => [.. network.Parameters.SelectMany(p => p.Value)];

    sealed class CancelInSecondEpoch(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value is { Epoch: 2, Batch: 3 })
            {
                source.Cancel();
            }
        }
    }
}
