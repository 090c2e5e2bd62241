namespace Astra.Neural;

/// <summary>How a network is asked for the outputs of validation data unless the caller knows better.</summary>
static class ValidationInference
{
    /// <param name="network">The network, with the weights of the epoch.</param>
    /// <param name="seed">Decides all random draws of the pass over the validation data.</param>
    public static Inference Of(IDifferentiable network, ulong seed)
    {
        ulong batches = 0;
        if (network is not Network layers)
        {
            return (inputs, count, outputs) => network.Forward(inputs, count, outputs, SplitMix64.Seed(seed, batches++));
        }

        FrozenNetwork model = layers.Freeze();
        Session session = model.CreateSession();
        if (!model.IsStochastic)
        {
            return session.Run;
        }

        ulong samples = 0;
        return (inputs, count, outputs) =>
        {
            ulong[] seeds = new ulong[count];
            foreach (ref ulong sampleSeed in seeds.AsSpan())
            {
                sampleSeed = SplitMix64.Seed(seed, samples++);
            }

            session.Run(inputs, count, passes: 1, seeds, outputs);
        };
    }
}
