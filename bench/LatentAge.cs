using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Astra.Neural;
using Astra.Plugins.LatentAge;
using Astra.Plugins.LatentAge.Network;
using Astra.Spectra;

namespace Astra.Bench;

/// <summary>
/// <c>latentage</c>: apStar files from disk to latent space, labels, states and ages with errors by the model that ships, against a script with astropy,
/// numpy, PyTorch and scikit-learn with the same weights and forests of the same size, in turns in the same run. Needs the reference data (first
/// argument, ASTRA_SHARED_DATA, or ../shared/data) and python3 with astropy, torch and sklearn.
/// </summary>
static class LatentAge
{
    static readonly Dictionary<string, InputValue> Inputs = new()
    {
        ["teff"] = new(4700, "aspcap.teff"), ["e_teff"] = new(40, "aspcap.teff_err"), ["logg"] = new(2.8, "aspcap.logg"), ["fe_h"] = new(0, "aspcap.fe_h"),
        ["e_fe_h"] = new(0.03, "aspcap.fe_h_err"), ["snr"] = new(100, "spectrum.snr"), ["spectrum_flags"] = new(0, null),
    };

    /// <summary>Runs the benchmark and prints medians and ratios.</summary>
    public static int Run(string[] args)
    {
        string[] files = AstroNN.ApStarFiles(args, "latentage");
        if (files.Length == 0)
        {
            return 2;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-bench-");
        try
        {
            Measure(files, folder.FullName);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Measure(string[] files, string folder)
    {
        string shipped = Path.Combine(AppContext.BaseDirectory, "models", "simulated-apokasc");
        ModelManifest manifest = JsonSerializer.Deserialize<ModelManifest>(
            File.ReadAllText(Path.Combine(shipped, ModelManifest.FileName)), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower })!;
        PipelineContext context = new("LatentAge", new Model(manifest, shipped, "hash"))
        {
            Options = typeof(LatentAgePipeline).GetCustomAttributes<OptionAttribute>().ToDictionary(option => option.Name, option => option.DefaultValue),
        };
        LatentNetwork network = context.Share(() => LatentAgeModel.Load(context.Model)).Network;
        WeightFile weights = WeightFile.Read(Path.Combine(shipped, LatentAgeModel.WeightFileName));
        IReadOnlyList<Parameter> encoder = LatentArchitecture.EncoderAndFeatures().Parameters;
        Write("weights.f32", [.. encoder.SelectMany(parameter => weights.Tensors[parameter.Name].ReadSingle())]);
        Write("scale.f32", [.. network.Scale.Mean, .. network.Scale.Deviation]);
        File.WriteAllBytes(Path.Combine(folder, "seen.u8"), [.. network.Scale.Seen.Select(Byte)]);
        File.WriteAllBytes(Path.Combine(folder, "continuum.u8"), [.. PixelTable.Continuum.Select(Byte)]);
        using Process peer = AstroNN.Peer("latentage.py", [folder, .. files]);
        double worst = files.Max(file => Difference(network, file, AstroNN.Answer(peer)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"LatentAge, {files.Length} apStar files from disk; places in the latent space differ by at most {worst:G2} of the largest"));
        foreach (int threads in new[] { 1, 2 })
        {
            LatentAgePipeline[] pipelines = [.. Enumerable.Range(0, threads).Select(_ => new LatentAgePipeline(context))];
            NeuralDuel.Run(
                $"{threads} thread{(threads > 1 ? "s" : "")}",
                "spectra",
                files.Length,
                () => NeuralDuel.Time(
                    () => NeuralDuel.OnThreads(threads, thread => Analyse(pipelines[thread], [.. files.Where((_, n) => n % threads == thread)])), 2),
                () => AstroNN.Seconds(peer, threads));
        }

        peer.StandardInput.Close();
        peer.WaitForExit();

        void Write(string name, float[] values) => File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes<float>(values).ToArray());

        static byte Byte(bool isSet) => isSet ? (byte)1 : (byte)0;
    }

    static void Analyse(LatentAgePipeline pipeline, string[] files) => pipeline.Analyse(
        [.. files.Select(file => new Target(new Source(0, ""), AstroNN.Read(file), Inputs))], CancellationToken.None);

    /// <summary>Both sides must compute the same, or the times mean nothing.</summary>
    static double Difference(LatentNetwork network, string file, double[] expected)
    {
        float[] found = LatentAgeVerifier.Ask(network, [AstroNN.Read(file)]);
        double difference = found.Zip(expected, (one, other) => Math.Abs(one - other)).Max() / expected.Max(Math.Abs);
        return difference < 1e-4 ? difference : throw new InvalidOperationException($"{file}: the two sides answer differently.");
    }
}
