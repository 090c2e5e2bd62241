using Astra.Neural.Tests.Training;

namespace Astra.Neural.Tests.Domain;

public class DomainOfNetworkTests
{
    const int Pixels = 24;
    const int Features = 12;

    [Fact]
    public void A_trained_network_knows_spectra_that_are_unlike_its_training_set_by_a_hidden_layer()
    {
        // Two networks over the same layers: one to train, and one that also gives the features with its answers.
        Node hidden = Node.Input("flux", Pixels)
            .Conv1d("conv", 4, 5, Padding.Same, Activation.Relu).MaxPool1d(2).Flatten().Linear("dense", Features, Activation.Relu);
        Node labels = hidden.Linear("labels", 2);
        Network trained = new("trained", labels, seed: 3);
        ArrayData data = Spectra(2000, seed: 1, (flux, _) => flux);
        new Trainer(trained, new SquaredError(2), data,
            new TrainingOptions { Epochs = 8, Optimiser = new Adam(), Schedule = new CosineRate(0.01, 8) }).Train();

        FrozenNetwork answering = trained.Freeze(labels, hidden);
        DomainMeasure domain =
            DomainMeasure.Learn(Features, FeaturesOf(answering, data), FeaturesOf(answering, Spectra(600, seed: 2, (flux, _) => flux)), 0.02);

        Draw draw = new(9);
        Assert.InRange(ShareOutside(Spectra(2000, seed: 3, (flux, _) => flux)), 0.002, 0.04);
        Assert.True(ShareOutside(Spectra(200, seed: 4, (flux, _) => 4 * flux)) > 0.7, "Lines four times as deep");
        Assert.True(ShareOutside(Spectra(200, seed: 5, (flux, _) => flux + 3)) > 0.99, "A continuum that is not where it was");
        Assert.True(ShareOutside(Spectra(200, seed: 6, (_, _) => (float)(2 * draw.Normal()))) > 0.9, "Noise");

        double ShareOutside(ArrayData spectra) =>
            (double)FeaturesOf(answering, spectra).Chunk(Features).Count(f => domain.IsOutside(f)) / spectra.Count;
    }

    static float[] FeaturesOf(FrozenNetwork network, ArrayData data)
    {
        Session session = network.CreateSession();
        List<float> features = [];
        float[] input = new float[Pixels];
        float[] output = new float[network.OutputSize];
        for (int i = 0; i < data.Count; i++)
        {
            data.Read(i, 0, input, new float[2]);
            session.Run(input, 1, output);
            features.AddRange(output.AsSpan(output.Length - Features));
        }

        return [.. features];
    }

    /// <summary>Two lines of different depths, the labels, each in a continuum of zero.</summary>
    static ArrayData Spectra(int count, ulong seed, Func<float, int, float> change)
    {
        Draw draw = new(seed);
        float[] inputs = new float[count * Pixels];
        float[] targets = draw.Normals(count * 2);
        for (int i = 0; i < inputs.Length; i++)
        {
            (int star, int pixel) = Math.DivRem(i, Pixels);
            double first = targets[2 * star] * Math.Exp(-0.25 * (pixel - 7) * (pixel - 7));
            double second = targets[2 * star + 1] * Math.Exp(-0.25 * (pixel - 15) * (pixel - 15));
            inputs[i] = change((float)(-first - second + 0.05 * draw.Normal()), pixel);
        }

        return new ArrayData(inputs, Pixels, targets, 2);
    }
}
