using System.Numerics;
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
            Adam adam = new(network);
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
                        adam.Step(threads);
                    }, 3),
                    () => peer.Seconds($"training {name} {Batch} {threads} 1"));
            }
        }

        return 0;
    }

    /// <summary>Kingma and Ba 2015 with PyTorch's defaults, for timing.</summary>
    sealed class Adam(Network network)
    {
        readonly float[][] means = [.. network.Parameters.Select(parameter => new float[parameter.Value.Length])];
        readonly float[][] squares = [.. network.Parameters.Select(parameter => new float[parameter.Value.Length])];
        int steps;

        public void Step(int threads)
        {
            steps++;
            float rate = 1e-3f * MathF.Sqrt(1 - MathF.Pow(0.999f, steps)) / (1 - MathF.Pow(0.9f, steps));
            Parallel.For(0, network.Parameters.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            {
                Span<float> value = network.Parameters[i].Value, gradient = network.Parameters[i].Gradient, mean = means[i], square = squares[i];
                int done = 0;
                for (; done + Vector<float>.Count <= value.Length; done += Vector<float>.Count)
                {
                    Vector<float> g = new(gradient[done..]);
                    Vector<float> m = new Vector<float>(mean[done..]) * 0.9f + g * 0.1f, s = new Vector<float>(square[done..]) * 0.999f + g * g * 0.001f;
                    m.CopyTo(mean[done..]);
                    s.CopyTo(square[done..]);
                    (new Vector<float>(value[done..]) - m * rate / (Vector.SquareRoot(s) + new Vector<float>(1e-8f))).CopyTo(value[done..]);
                }

                for (; done < value.Length; done++)
                {
                    mean[done] = mean[done] * 0.9f + gradient[done] * 0.1f;
                    square[done] = square[done] * 0.999f + gradient[done] * gradient[done] * 0.001f;
                    value[done] -= mean[done] * rate / (MathF.Sqrt(square[done]) + 1e-8f);
                }

                gradient.Clear();
            });
        }
    }
}
