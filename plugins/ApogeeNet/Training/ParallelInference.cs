using Astra.Neural;

namespace Astra.Plugins.ApogeeNet.Training;

/// <summary>Runs a network on a batch with several threads, each on rows of its own. The answers do not depend on their number.</summary>
/// <param name="network">The network.</param>
/// <param name="threads">How many.</param>
sealed class ParallelInference(FrozenNetwork network, int threads)
{
    readonly Session[] sessions = [.. Enumerable.Range(0, threads).Select(_ => network.CreateSession())];

    /// <summary>See <see cref="Inference"/>.</summary>
    public void Run(ReadOnlySpan<float> inputs, int count, Span<float> outputs)
    {
        // Spans cannot go to other threads, and a copy is nothing beside the network.
        float[] rows = inputs.ToArray();
        float[] answers = new float[outputs.Length];
        Parallel.For(0, sessions.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            int first = (int)((long)count * thread / sessions.Length);
            int end = (int)((long)count * (thread + 1) / sessions.Length);
            if (end > first)
            {
                sessions[thread].Run(
                    rows.AsSpan(first * network.InputSize, (end - first) * network.InputSize),
                    end - first,
                    answers.AsSpan(first * network.OutputSize, (end - first) * network.OutputSize));
            }
        });
        answers.CopyTo(outputs);
    }
}
