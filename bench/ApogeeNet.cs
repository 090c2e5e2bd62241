using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Astra.Fits;
using Astra.Neural;
using Astra.Plugins.ApogeeNet;

namespace Astra.Bench;

/// <summary>
/// <c>apogeenet</c>: apStar files from disk to labels with errors, 1 + 20 passes, against a script that does the same with astropy and PyTorch,
/// with the same weights, in turns in the same run. Needs the reference data (first argument, ASTRA_SHARED_DATA, or ../shared/data) and python3 with
/// astropy and torch.
/// </summary>
static class ApogeeNet
{
    const int Draws = 20;
    const int Rounds = 5;

    static readonly string[] Cards = ["PLX", "GMAG", "BPMAG", "RPMAG", "J", "H", "K"];

    /// <summary>Runs the benchmark and prints medians and ratios.</summary>
    public static int Run(string[] args)
    {
        string data = args.Length > 0 ? args[0] : Environment.GetEnvironmentVariable("ASTRA_SHARED_DATA") ?? Path.Combine("..", "shared", "data");
        string folder = Path.Combine(data, "apstar");
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"{folder} is not there. Name the folder of the reference data: apogeenet FOLDER.");
            return 2;
        }

        string[] files = [.. Directory.EnumerateFiles(folder, "apStar-*.fits").Order()];
        DirectoryInfo model = Directory.CreateTempSubdirectory("astra-bench-");
        try
        {
            Measure(files, model.FullName);
            return 0;
        }
        finally
        {
            model.Delete(recursive: true);
        }
    }

    static void Measure(string[] files, string folder)
    {
        Network network = ApogeeNetArchitecture.Build(seed: 1).Network;
        string source = Path.Combine(folder, "source.safetensors");
        WeightFile.Write(source, network.Parameters.ToTensors());
        ModelManifest manifest = new ApogeeNetImporter().Import(source, folder, new Dictionary<string, string>());
        Dictionary<string, object> options = typeof(ApogeeNetPipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        options["draws"] = Draws;
        PipelineContext context = new("ApogeeNet", new Model(manifest, folder, "hash")) { Options = options };
        string weights = Path.Combine(folder, "weights.f32");
        File.WriteAllBytes(weights, MemoryMarshal.AsBytes<float>(network.Parameters.SelectMany(parameter => parameter.Value).ToArray()).ToArray());

        using Process peer = Process.Start(new ProcessStartInfo(
            File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3",
            [Path.Combine(AppContext.BaseDirectory, "peers", "apogeenet.py"), weights, Draws.ToString(CultureInfo.InvariantCulture), .. files])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        double worst = files.Max(file => Difference(context, file, Answer(peer)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"APOGEE Net II, {files.Length} apStar files from disk, 1 + {Draws} passes; answers differ by at most {worst:G2} of the largest"));
        foreach (int threads in new[] { 1, 2 })
        {
            ApogeeNetPipeline[] pipelines = [.. Enumerable.Range(0, threads).Select(_ => new ApogeeNetPipeline(context))];
            NeuralDuel.Run(
                $"{threads} thread{(threads > 1 ? "s" : "")}",
                "spectra",
                files.Length,
                () => NeuralDuel.Time(
                    () => NeuralDuel.OnThreads(threads, thread => Analyse(pipelines[thread], [.. files.Where((_, n) => n % threads == thread)])), 2),
                () =>
                {
                    peer.StandardInput.WriteLine($"{threads} 1");
                    peer.StandardInput.Flush();
                    return Answer(peer)[0];
                });
        }

        peer.StandardInput.Close();
        peer.WaitForExit();
    }

    static void Analyse(ApogeeNetPipeline pipeline, string[] files) => pipeline.Analyse([.. files.Select(Read)], CancellationToken.None);

    static Target Read(string path)
    {
        using FitsFile file = FitsFile.Open(path);
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        int[] mask = new int[WavelengthGrid.Pixels];
        file.Image(1).ReadRow(0, flux);
        file.Image(2).ReadRow(0, error);
        file.Image(3).ReadRow(0, mask);
        Dictionary<string, InputValue> inputs = [];
        for (int i = 0; i < Cards.Length; i++)
        {
            double value = file.Primary.Header.TryGetDouble(Cards[i], out double found) ? found : double.NaN;
            inputs[MetadataVector.Inputs[i]] = new InputValue(value, null);
        }

        Spectrum spectrum = new(Path.GetFileName(path), SpectrumKind.Combined, flux, error, MemoryMarshal.Cast<int, PixelMask>(mask).ToArray());
        return new Target(new Source(0, ""), spectrum, inputs);
    }

    /// <summary>Both sides must compute the same, or the times mean nothing.</summary>
    static double Difference(PipelineContext context, string file, double[] expected)
    {
        ApogeeNetModel model = context.Share(() => ApogeeNetModel.Load(context.Model));
        Target target = Read(file);
        double[] metadata = new double[MetadataVector.Length];
        MetadataVector.Read(target, metadata);
        float[] found = StoredAnswers.Ask(model, [(target.Spectrum, metadata)]);
        double difference = found.Zip(expected, (one, other) => Math.Abs(one - other)).Max() / expected.Max(Math.Abs);
        return difference < 1e-4 ? difference : throw new InvalidOperationException($"{file}: the two sides answer differently.");
    }

    static double[] Answer(Process peer)
    {
        string line = peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            "The peer ended: it needs astropy and torch for /usr/bin/python3 (Debian: python3-astropy, python3-torch).");
        return [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }
}
