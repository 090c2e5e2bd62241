using Astra.Neural;

namespace Astra.Bench;

/// <summary><c>neural-forward</c>: APOGEE Net II without gradients, in batches of 21 (one spectrum and its 20 noise draws) and 168 (eight spectra), beside PyTorch.</summary>
static class NeuralForward
{
    public static int Run(string[] args)
    {
        FrozenNetwork network = NeuralPublishedNetworks.ApogeeNet().Freeze();
        using NeuralPeer peer = new();
        foreach (int threads in new[] { 1, 2 })
        {
            Session[] sessions = [.. Enumerable.Range(0, threads).Select(_ => network.CreateSession())];
            foreach (int batch in new[] { 21, 168 })
            {
                // A host's threads take batches of their own; PyTorch splits one batch among its threads. Each is how that side is used.
                float[] inputs = NeuralDuel.Noise(batch * network.InputSize);
                float[][] outputs = [.. sessions.Select(_ => new float[batch * network.OutputSize])];
                int repeats = Math.Max(1, 336 / batch);
                NeuralDuel.Run(
                    $"APOGEE Net II, batch {batch}, {threads} thread{(threads > 1 ? "s" : "")}", "spectra of 21 passes", threads * batch / 21,
                    () => NeuralDuel.Time(() => NeuralDuel.OnThreads(threads, thread =>
                    {
                        for (int i = 0; i < repeats; i++)
                        {
                            sessions[thread].Run(inputs, batch, outputs[thread]);
                        }
                    }), 1) / repeats,
                    () => peer.Seconds($"forward ApogeeNet {batch} {threads} {Math.Max(1, 42 / batch)}") * threads);
            }
        }

        return 0;
    }
}
