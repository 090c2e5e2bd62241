using Astra.Neural;

namespace Astra.Bench;

/// <summary><c>neural-training [NETWORK]</c>: one training step (forward, mean squared error, backward, Adam) at batch 128, beside PyTorch.</summary>
static class NeuralTraining
{
    const int Batch = 128;

    public static int Run(string[] args)
    {
        Dictionary<string, Func<Network>> networks = new()
        {
            ["ApogeeNet"] = () => NeuralPublishedNetworks.ApogeeNet(),
            ["AstroNN"] = () => NeuralPublishedNetworks.AstroNN(),
            ["ApogeeDist"] = () => NeuralPublishedNetworks.ApogeeDist(),
            ["Latent"] = () => NeuralPublishedNetworks.LatentAutoencoder(),
        };
        using NeuralPeer peer = new();
        foreach ((string name, Func<Network> create) in networks)
        {
            if (args.Length > 0 && !args.Contains(name))
            {
                continue;
            }

            Network network = create();
            float[] inputs = NeuralDuel.Noise(Batch * network.InputSize), outputs = new float[Batch * network.OutputSize];
            Adam adam = new();
            foreach (int threads in new[] { 1, 2 })
            {
                network.Threads = threads;
                NeuralDuel.Run(
                    $"{name}, training step of {Batch}, {threads} thread{(threads > 1 ? "s" : "")}", "steps", 1,
                    () => NeuralDuel.Time(() =>
                    {
                        network.Forward(inputs, Batch, outputs, 1);
                        for (int i = 0; i < outputs.Length; i++)
                        {
                            outputs[i] *= 2f / outputs.Length;
                        }

                        network.Backward(outputs);
                        adam.Step(network.Parameters, 1e-3);
                        foreach (Parameter parameter in network.Parameters)
                        {
                            Array.Clear(parameter.Gradient!);
                        }
                    }, 3),
                    () => peer.Seconds($"training {name} {Batch} {threads} 1"));
            }
        }

        return 0;
    }
}
