using Astra.Bench;

namespace Astra.Neural.Tests;

public sealed class SessionTests
{
    [Fact]
    public void A_sample_has_the_same_answer_in_every_batch()
    {
        Network network = NeuralPublishedNetworks.ApogeeNet();
        Session session = network.Freeze().CreateSession();
        float[] inputs = Noise.Normal(25 * network.InputSize, 1), alone = new float[3], all = new float[75];
        session.Run(inputs, 25, all);

        for (int sample = 0; sample < 25; sample++)
        {
            session.Run(inputs.AsSpan(sample * network.InputSize, network.InputSize), 1, alone);
            Assert.Equal(all[(3 * sample)..(3 * sample + 3)], alone);
        }

        foreach (int count in new[] { 2, 7, 13, 24 })
        {
            float[] some = new float[3 * count];
            session.Run(inputs.AsSpan(network.InputSize, count * network.InputSize), count, some);
            Assert.Equal(all[3..(3 + some.Length)], some);
        }
    }

    [Fact]
    public void A_samples_random_passes_depend_on_its_seed_alone()
    {
        Network network = NeuralPublishedNetworks.AstroNN();
        FrozenNetwork frozen = network.Freeze();
        float[] inputs = Noise.Normal(3 * 7514, 2);
        float[] all = new float[3 * 5 * 44], alone = new float[5 * 44], fewer = new float[2 * 44];

        frozen.CreateSession().Run(inputs, 3, 5, [10, 20, 30], all);
        frozen.CreateSession().Run(inputs.AsSpan(7514, 7514), 1, 5, [20], alone);
        frozen.CreateSession().Run(inputs.AsSpan(7514, 7514), 1, 2, [20], fewer);

        Assert.Equal(all[(5 * 44)..(10 * 44)], alone);
        Assert.Equal(alone[..(2 * 44)], fewer);
        Assert.NotEqual(alone[0], alone[44]);
    }

    [Fact]
    public void Training_and_answering_compute_the_same()
    {
        Network network = NeuralPublishedNetworks.LatentEncoder();
        float[] inputs = Noise.Normal(2 * 7514, 3), trained = new float[20], answered = new float[20];

        network.Forward(inputs, 2, trained, 0);
        network.Freeze().CreateSession().Run(inputs, 2, answered);

        Assert.Equal(trained, answered);
    }

    [Fact]
    public void Dropout_for_training_alone_does_nothing_at_inference()
    {
        Node input = Node.Input("x", 8);
        Node dense = input.Linear("dense", 4);
        float[] inputs = Noise.Normal(8, 3), with = new float[4], without = new float[4];

        new Network("with", dense.Dropout(0.5f), seed: 2).Freeze().CreateSession().Run(inputs, 1, with);
        new Network("without", dense, seed: 2).Freeze().CreateSession().Run(inputs, 1, without);

        Assert.Equal(without, with);
    }

    [Fact]
    public void A_model_keeps_the_weights_that_it_was_made_from()
    {
        Network network = new("small", Node.Input("x", 4).Linear("dense", 2));
        Session session = network.Freeze().CreateSession();
        float[] before = new float[2], after = new float[2];
        session.Run([1, 2, 3, 4], 1, before);

        network.Parameters[0].Value[0] += 1;
        session.Run([1, 2, 3, 4], 1, after);

        Assert.Equal(before, after);
    }

    [Fact]
    public void A_session_allocates_nothing_after_its_first_batch()
    {
        Network network = NeuralPublishedNetworks.AstroNN();
        Session session = network.Freeze().CreateSession();
        float[] inputs = Noise.Normal(2 * 7514, 2), outputs = new float[2 * 6 * 44];
        ulong[] seeds = [1, 2];

        // The runtime itself allocates a little now and then while it compiles: what a call needs is the least of several.
        long least = Enumerable.Range(0, 20).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            session.Run(inputs, 2, 6, seeds, outputs);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });

        Assert.Equal(0, least);
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        Network network = NeuralPublishedNetworks.ApogeeNet();
        float[] inputs = Noise.Normal(2 * network.InputSize, 1), outputs = new float[6], clean = new float[3];
        network.Freeze().CreateSession().Run(inputs.AsSpan(network.InputSize), 1, clean);
        inputs[4000] = float.NaN;

        network.Freeze().CreateSession().Run(inputs, 2, outputs);

        Assert.All(outputs[..3], value => Assert.True(float.IsNaN(value)));
        Assert.Equal(clean, outputs[3..]);
    }

    [Fact]
    public void A_stochastic_network_asks_for_passes_and_seeds_and_another_refuses_them()
    {
        Session stochastic = new Network("dropout", Node.Input("x", 4).Dropout(0.5f, atInference: true)).Freeze().CreateSession();
        Session plain = new Network("dense", Node.Input("x", 4).Linear("dense", 4)).Freeze().CreateSession();

        Assert.Contains("Say how many passes", Assert.Throws<InvalidOperationException>(() => stochastic.Run(new float[4], 1, new float[4])).Message);
        Assert.Contains("all passes would be the same", Assert.Throws<InvalidOperationException>(() => plain.Run(new float[4], 1, 2, [1], new float[8])).Message);
        Assert.Throws<ArgumentException>(() => plain.Run(new float[5], 1, new float[4]));
    }
}
