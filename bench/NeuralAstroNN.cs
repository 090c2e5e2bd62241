using Astra.Neural;

namespace Astra.Bench;

/// <summary><c>neural-astronn [SPECTRA]</c>: AstroNN with 100 dropout passes for each spectrum, beside PyTorch doing 100 full passes as SDSS Astra does.</summary>
static class NeuralAstroNN
{
    const int Passes = 100;

    public static int Run(string[] args)
    {
        int count = args.Length > 0 ? int.Parse(args[0]) : 16;
        const int Together = 4;
        FrozenNetwork network = NeuralPublishedNetworks.AstroNN().Freeze();
        float[] inputs = NeuralDuel.Noise(Together * network.InputSize);
        ulong[] seeds = [.. Enumerable.Range(0, Together).Select(i => (ulong)i)];
        using NeuralPeer peer = new();
        foreach (int threads in new[] { 1, 2 })
        {
            Session[] sessions = [.. Enumerable.Range(0, threads).Select(_ => network.CreateSession())];
            float[][] outputs = [.. sessions.Select(_ => new float[Together * Passes * network.OutputSize])];
            const int Repeats = 10;
            NeuralDuel.Run(
                $"AstroNN, {Passes} passes, {threads} thread{(threads > 1 ? "s" : "")}", "spectra", count,
                () => NeuralDuel.Time(() => NeuralDuel.OnThreads(threads, thread =>
                {
                    for (int i = 0; i < Repeats; i++)
                    {
                        sessions[thread].Run(inputs, Together, Passes, seeds, outputs[thread]);
                    }
                }), 1) / (Repeats * Together * threads) * count,
                () => peer.Seconds($"passes AstroNN {count} {Passes} {threads}"));
        }

        return 0;
    }
}
