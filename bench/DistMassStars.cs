using System.Diagnostics;
using System.Reflection;
using Astra.Plugins.DistMass;

namespace Astra.Bench;

/// <summary>
/// How long DistMass takes for a star, without the host, in the batches that the host makes. Beside the time on the clock stands the time of the
/// processors,
/// which other work on the machine lengthens less.
/// </summary>
static class DistMassStars
{
    const int Stars = 20_000;
    const int BatchSize = 64;
    const int Catalogue = 700_000;

    /// <summary>Runs the benchmark and prints what a star takes.</summary>
    public static int Run(string[] args)
    {
        string plugin = Path.GetDirectoryName(typeof(DistMassPipeline).Assembly.Location)!;
        Model model = new(
            new ModelManifest
            {
                Pipeline = DistMassPipeline.Name,
                Name = "bench",
                Description = "",
                TrainedOn = "",
                Command = "",
                Created = DateTimeOffset.UnixEpoch,
                Files = new Dictionary<string, string>(),
            },
            Path.Combine(plugin, "models", "apokasc3-hipparcos"),
            "");
        DistMassPipeline pipeline = new(new PipelineContext(DistMassPipeline.Name, model));
        string[] inputs = [.. typeof(DistMassPipeline).GetCustomAttributes<InputAttribute>().Select(input => input.Name)];
        RandomSource random = RandomSource.FromName("giants");
        Target[][] batches = [.. Enumerable.Range(0, Stars).Select(i => Giant(i, inputs, random)).Chunk(BatchSize)];
        pipeline.Analyse(batches[0], CancellationToken.None);
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        foreach (Target[] batch in batches)
        {
            pipeline.Analyse(batch, CancellationToken.None);
        }

        double clock = watch.Elapsed.TotalSeconds / Stars;
        double processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds / Stars;
        Console.WriteLine(FormattableString.Invariant(
            $"one thread: {clock * 1e6:0.0} us a star, processor {processor * 1e6:0.0} us: {processor * Catalogue:0} s of one processor for {Catalogue}"));
        return 0;
    }

    static Target Giant(int number, string[] inputs, RandomSource random)
    {
        double logg = 1 + (2.5 * random.NextDouble());
        double metallicity = 0.2 * random.NextGaussian();
        Dictionary<string, double> known = new()
        {
            ["teff"] = 4800 + (450 * (logg - 2.5)) - (300 * metallicity) + (50 * random.NextGaussian()),
            ["e_teff"] = 60,
            ["logg"] = logg,
            ["e_logg"] = 0.06,
            ["fe_h"] = metallicity,
            ["e_fe_h"] = 0.02,
            ["c_fe"] = -0.05 + (0.05 * random.NextGaussian()),
            ["n_fe"] = 0.2 + (0.1 * random.NextGaussian()),
            ["k_mag"] = 7 + (4 * random.NextDouble()),
            ["e_k_mag"] = 0.02,
            ["ebv"] = random.NextDouble(),
            ["b"] = 40,
            ["plx"] = 0.8,
            ["e_plx"] = 0.02,
        };
        return new Target(
            new Source(number, FormattableString.Invariant($"2M{number:00000000}+0000000")),
            null,
            inputs.ToDictionary(input => input, input =>
                new InputValue(known.GetValueOrDefault(input, double.NaN), known.ContainsKey(input) ? "aspcap.x" : null)));
    }
}
