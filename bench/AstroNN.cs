using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Astra.Fits;
using Astra.Neural;
using Astra.Plugins.AstroNN;
using Astra.Spectra;

namespace Astra.Bench;

/// <summary>
/// <c>astronn</c>: apStar files from disk to 22 labels with errors from 100 dropout passes, against a script that does it as SDSS Astra does, with
/// astropy, numpy and PyTorch, with the same weights, in turns in the same run. Needs the reference data (first argument, ASTRA_SHARED_DATA, or
/// ../shared/data) and python3 with astropy and torch.
/// </summary>
static class AstroNN
{
    const int Passes = 100;

    static readonly Dictionary<string, InputValue> Inputs = new() { ["spectrum_flags"] = new(0, null) };

    /// <summary>Runs the benchmark and prints medians and ratios.</summary>
    public static int Run(string[] args)
    {
        string[] files = ApStarFiles(args, "astronn");
        if (files.Length == 0)
        {
            return 2;
        }

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

    /// <summary>The apStar files of the reference data; none, with a sentence that says so, where they are not there.</summary>
    public static string[] ApStarFiles(string[] args, string benchmark)
    {
        string data = args.Length > 0 ? args[0] : Environment.GetEnvironmentVariable("ASTRA_SHARED_DATA") ?? Path.Combine("..", "shared", "data");
        string folder = Path.Combine(data, "apstar");
        if (Directory.Exists(folder))
        {
            return [.. Directory.EnumerateFiles(folder, "apStar-*.fits").Order()];
        }

        Console.Error.WriteLine($"{folder} is not there. Name the folder of the reference data: {benchmark} FOLDER.");
        return [];
    }

    static void Measure(string[] files, string folder)
    {
        bool[][] windows = ElementWindows.Published();
        AstroNNShape shape = new([.. Enumerable.Range(0, AstroNNLabels.All.Length)], windows);
        IReadOnlyList<Parameter> parameters = AstroNNArchitecture.Build(shape, seed: 1).Network.Parameters;
        float[] mean = [.. Enumerable.Repeat(0.95f, ContinuumNormalisation.Pixels)];
        string source = Path.Combine(folder, "source.safetensors");
        WeightFile.Write(
            source,
            [
                .. parameters.ToTensors(),
                .. AstroNNWeights.BesideParameters(shape, mean, null),
                Tensor.From(AstroNNWeights.LabelMeanName, [AstroNNLabels.All.Length], new float[AstroNNLabels.All.Length]),
                Tensor.From(AstroNNWeights.LabelDeviationName, [AstroNNLabels.All.Length], [.. Enumerable.Repeat(1f, AstroNNLabels.All.Length)]),
            ]);
        ModelManifest manifest = new AstroNNImporter().Import(source, folder, new Dictionary<string, string>());
        Dictionary<string, object> options = typeof(AstroNNPipeline).GetCustomAttributes<OptionAttribute>()
            .ToDictionary(option => option.Name, option => option.DefaultValue);
        options["passes"] = Passes;
        PipelineContext context = new("AstroNN", new Model(manifest, folder, "hash")) { Options = options };
        WriteFloats(Path.Combine(folder, "weights.f32"), [.. parameters.SelectMany(parameter => parameter.Value)]);
        WriteFloats(Path.Combine(folder, "mean.f32"), mean);
        bool[][] masks = [PixelTable.Continuum, .. windows];
        File.WriteAllBytes(Path.Combine(folder, "windows.u8"), [.. masks.SelectMany(mask => mask).Select(isSet => (byte)(isSet ? 1 : 0))]);

        using Process peer = Peer("astronn.py", [folder, Passes.ToString(CultureInfo.InvariantCulture), .. files]);
        AstroNNModel model = context.Share(() => AstroNNModel.Load(context.Model));
        double worst = files.Max(file => Difference(model, file, Answer(peer)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"AstroNN, {files.Length} apStar files from disk, {Passes} passes; answers without dropout differ by at most {worst:G2} of the largest"));
        foreach (int threads in new[] { 1, 2 })
        {
            AstroNNPipeline[] pipelines = [.. Enumerable.Range(0, threads).Select(_ => new AstroNNPipeline(context))];
            NeuralDuel.Run(
                $"{threads} thread{(threads > 1 ? "s" : "")}",
                "spectra",
                files.Length,
                () => NeuralDuel.Time(
                    () => NeuralDuel.OnThreads(threads, thread => Analyse(pipelines[thread], [.. files.Where((_, n) => n % threads == thread)])), 2),
                () => Seconds(peer, threads));
        }

        peer.StandardInput.Close();
        peer.WaitForExit();
    }

    static void Analyse(AstroNNPipeline pipeline, string[] files) => pipeline.Analyse(
        [.. files.Select(file => new Target(new Source(0, ""), Read(file), Inputs))], CancellationToken.None);

    /// <summary>Starts the Python side of a benchmark.</summary>
    public static Process Peer(string script, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(
        File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", [Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>The seconds that the Python side takes for a pass over all files.</summary>
    public static double Seconds(Process peer, int threads)
    {
        peer.StandardInput.WriteLine($"{threads} 1");
        peer.StandardInput.Flush();
        return Answer(peer)[0];
    }

    public static Spectrum Read(string path)
    {
        using FitsFile file = FitsFile.Open(path);
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = new float[WavelengthGrid.Pixels];
        int[] mask = new int[WavelengthGrid.Pixels];
        file.Image(1).ReadRow(0, flux);
        file.Image(2).ReadRow(0, error);
        file.Image(3).ReadRow(0, mask);
        return new Spectrum(Path.GetFileName(path), SpectrumKind.Combined, flux, error, MemoryMarshal.Cast<int, PixelMask>(mask).ToArray());
    }

    /// <summary>Both sides must compute the same, or the times mean nothing.</summary>
    static double Difference(AstroNNModel model, string file, double[] expected)
    {
        float[] found = AstroNNVerifier.Ask(model, [Read(file)]);
        double difference = found.Zip(expected, (one, other) => Math.Abs(one - other)).Max() / expected.Max(Math.Abs);
        return difference < 1e-4 ? difference : throw new InvalidOperationException($"{file}: the two sides answer differently.");
    }

    static void WriteFloats(string path, float[] values) => File.WriteAllBytes(path, MemoryMarshal.AsBytes<float>(values).ToArray());

    public static double[] Answer(Process peer)
    {
        string line = peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            "The peer ended: it needs astropy, torch and sklearn for /usr/bin/python3 (Debian: python3-astropy, python3-torch, python3-sklearn).");
        return [.. line.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }
}
