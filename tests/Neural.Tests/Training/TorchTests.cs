using System.Globalization;

namespace Astra.Neural.Tests.Training;

public class TorchTests
{
    [TorchFact]
    public void Losses_and_their_gradients_are_those_of_PyTorch()
    {
        using NumbersJudge judge = new();
        foreach (string name in LossCases.All)
        {
            (_, float[] outputs, float[] targets) = LossCases.Of(name);
            judge.Write($"{name}-outputs.f32", outputs);
            judge.Write($"{name}-targets.f32", targets);
        }

        double[] expected = judge.Ask("Training/judge/torch_loss.py", [$"{LossCases.Count}", .. LossCases.All]);

        foreach ((string name, double value) in LossCases.All.Zip(expected))
        {
            (ILoss loss, float[] outputs, float[] targets) = LossCases.Of(name);
            float[] gradients = new float[outputs.Length];
            Assert.Equal(value, loss.Evaluate(outputs, targets, LossCases.Count, gradients), 1e-12 * Math.Abs(value));
            float[] expectedGradients = judge.Read($"{name}-gradients.f32");
            Assert.All(expectedGradients.Zip(gradients), pair => Assert.Equal(pair.First, pair.Second, 2e-7 * (1e-3 + Math.Abs(pair.First))));
        }
    }

    [TorchTheory]
    [InlineData("Adam", "lr=0.01")]
    [InlineData("Adam", "lr=0.01 weight_decay=0.05 eps=0.001 beta1=0.8 beta2=0.95")]
    [InlineData("Adam", "lr=0.01 clip=0.1")]
    [InlineData("Adam", "lr=0.01 l1=0.003 l2=0.02")]
    [InlineData("AdamW", "lr=0.01")]
    [InlineData("AdamW", "lr=0.01 weight_decay=0.3")]
    [InlineData("Adamax", "lr=0.01")]
    [InlineData("Adamax", "lr=0.01 weight_decay=0.05")]
    [InlineData("SGD", "lr=0.05")]
    [InlineData("SGD", "lr=0.05 momentum=0.9")]
    [InlineData("SGD", "lr=0.05 momentum=0.9 weight_decay=0.05")]
    public void A_training_of_fifty_steps_follows_that_of_PyTorch(string optimiser, string settings)
    {
        const int Steps = 50;
        const int Batch = 32;
        Dictionary<string, double> given =
            settings.Split(' ').Select(s => s.Split('=')).ToDictionary(s => s[0], s => double.Parse(s[1], CultureInfo.InvariantCulture));
        TestNetwork network = new(5, 11, 3, seed: 3);
        RecordedData data = new(TestData.Curve(Steps * Batch, 5, 3, seed: 4));
        using NumbersJudge judge = new();
        judge.Write("weights.f32", network.Weights);

        BatchLosses losses = new();
        new Trainer(network, new SquaredError(3), data, new TrainingOptions
        {
            Epochs = 1,
            BatchSize = Batch,
            Seed = 7,
            Optimiser = Make(optimiser, given),
            Schedule = new ConstantRate(given["lr"]),
            LargestGradient = given.TryGetValue("clip", out double clip) ? clip : null,
            Penalty = new WeightPenalty(given.GetValueOrDefault("l1"), given.GetValueOrDefault("l2")),
        }).Train(losses);

        judge.Write("inputs.f32", data.Inputs);
        judge.Write("targets.f32", data.Targets);
        double[] expected = judge.Ask("Training/judge/torch_train.py", [optimiser, "5", "11", "3", $"{Batch}", .. settings.Split(' ')]);
        Assert.Equal(Steps, expected.Length);
        Assert.True(expected[^1] < 0.9 * expected[0], "The network has not learned, so that the comparison says little.");
        for (int i = 0; i < Steps; i++)
        {
            Assert.Equal(expected[i], losses.PerBatch[i], 1e-5 * expected[i]);
        }

        float[] trained = judge.Read("trained.f32");
        Assert.All(network.Weights.Zip(trained), pair => Assert.Equal(pair.Second, pair.First, 2e-5f));
    }

    static Optimiser Make(string name, Dictionary<string, double> settings)
    {
        double beta1 = settings.GetValueOrDefault("beta1", 0.9);
        double beta2 = settings.GetValueOrDefault("beta2", 0.999);
        double epsilon = settings.GetValueOrDefault("eps", 1e-8);
        double? decay = settings.TryGetValue("weight_decay", out double given) ? given : null;
        return name switch
        {
            "Adam" => new Adam(beta1, beta2, epsilon, decay ?? 0),
            "AdamW" => decay is { } lambda ? new AdamW(weightDecay: lambda) : new AdamW(),
            "Adamax" => decay is { } lambda ? new Adamax(weightDecay: lambda) : new Adamax(),
            _ => new GradientDescent(settings.GetValueOrDefault("momentum"), decay ?? 0),
        };
    }
}
