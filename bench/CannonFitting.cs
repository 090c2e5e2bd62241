using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Astra.Host.Errors;
using Astra.Plugins.Cannon;

namespace Astra.Bench;

/// <summary>
/// Fits of the published Cannon model per second on one thread, against scipy's curve_fit on the same spectra, from the same starting points, alternating
/// in the same run. Needs the reference data (first argument, ASTRA_SHARED_DATA, or ../shared/data) and python3 with scipy.
/// </summary>
static class CannonFitting
{
    const int Spectra = 400;
    const int PeerSpectra = 20;
    const int Rounds = 5;
    const float Error = 0.01f;

    // The just-in-time compiler takes its time to arrive at its best code.
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Runs the benchmark and prints medians and ratios.</summary>
    public static int Run(string[] args)
    {
        string data = args.Length > 0 ? args[0] : Environment.GetEnvironmentVariable("ASTRA_SHARED_DATA") ?? Path.Combine("..", "shared", "data");
        string source = Path.Combine(data, "cannon", "trained_apokasc_gc_ind_feh_fix.txt");
        if (!File.Exists(source))
        {
            Console.Error.WriteLine($"{source} is not there. Name the folder of the reference data: cannon-fitting FOLDER.");
            return 2;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-bench-");
        try
        {
            ModelManifest manifest = new CannonImporter().Import(source, folder.FullName, new Dictionary<string, string>());
            Dictionary<string, object> options = typeof(CannonPipeline).GetCustomAttributes<OptionAttribute>().ToDictionary(option => option.Name, option => option.DefaultValue);
            PipelineContext context = new("Cannon", new Model(manifest, folder.FullName, "")) { Options = options };
            Measure(CannonModel.Load(context.Model), new CannonPipeline(context), folder.FullName);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void Measure(CannonModel model, CannonPipeline pipeline, string folder)
    {
        int pixels = model.Pixels.Length;
        double[][] flux = [.. Enumerable.Range(0, Spectra).Select(n => Observe(model, n))];
        double[] variance = [.. Enumerable.Repeat((double)(Error * Error), pixels)];
        Target[] targets = [.. flux.Select((observed, n) => new Target(new Source(n, ""), OnGrid(model, observed), new Dictionary<string, InputValue>()))];
        WriteForPeer(model, folder, flux, variance);

        LabelFitter fitter = new(model, 100);
        LabelFit[] fits = new LabelFit[Spectra];
        List<double> fitRates = [], pipelineRates = [], numericRates = [], analyticRates = [];
        double worst = 0;
        for (Stopwatch warmUp = Stopwatch.StartNew(); warmUp.Elapsed < WarmUp;)
        {
            Fit();
            Analyse();
        }

        for (int round = 0; round < Rounds; round++)
        {
            fitRates.Add(Rate(Fit));
            pipelineRates.Add(Rate(Analyse));
            numericRates.Add(Peer(folder, "numeric", fits, ref worst));
            analyticRates.Add(Peer(folder, "analytic", fits, ref worst));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The Cannon, {pixels} pixels, 4 labels, 4 starting points, one thread; medians of {Rounds} alternating rounds"));
        Console.WriteLine($"  {"fits per second",-50}{"",10}{"of Astra's fit",18}{"of its pipeline",18}");
        Report("Astra, fit of normalised flux", fitRates);
        Report("Astra, whole pipeline (continuum, fit, flags)", pipelineRates);
        Report("scipy curve_fit, numerical derivatives", numericRates);
        Report("scipy curve_fit, analytic derivatives", analyticRates);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  largest difference between their labels: {worst:G2} formal errors"));

        void Fit()
        {
            for (int n = 0; n < Spectra; n++)
            {
                fits[n] = fitter.Fit(flux[n], variance)!;
            }
        }

        void Analyse() => pipeline.Analyse(targets, CancellationToken.None);

        void Report(string name, List<double> rates) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-50}{Median(rates),10:F1}{Median(fitRates) / Median(rates),16:F1} x{Median(pipelineRates) / Median(rates),16:F1} x"));
    }

    /// <summary>The normalised flux of a star between training stars, with noise.</summary>
    static double[] Observe(CannonModel model, int n)
    {
        RandomSource random = RandomSource.FromName($"star {n}");
        double[] labels = [.. model.Training.Mean.Zip(model.Training.StandardDeviation, (mean, deviation) => mean + (0.7 * deviation * random.NextGaussian()))];
        double[] flux = model.Flux(labels);
        for (int p = 0; p < flux.Length; p++)
        {
            flux[p] += Math.Sqrt((Error * Error) + model.Variance[p]) * random.NextGaussian();
        }

        return flux;
    }

    static Spectrum OnGrid(CannonModel model, double[] normalised)
    {
        float[] flux = new float[WavelengthGrid.Pixels];
        float[] error = [.. Enumerable.Repeat(1e10f, flux.Length)];
        for (int n = 0; n < normalised.Length; n++)
        {
            int p = model.Pixels[n];
            double continuum = 300 + (0.02 * p);
            flux[p] = (float)(continuum * normalised[n]);
            error[p] = (float)(continuum * Error);
        }

        return new Spectrum("", SpectrumKind.Combined, flux, error, new PixelMask[flux.Length]);
    }

    static void WriteForPeer(CannonModel model, string folder, double[][] flux, double[] variance)
    {
        Write("coefficients", Enumerable.Range(0, model.Terms.Count).SelectMany(t => model.Coefficients.Skip(t * model.Stride).Take(model.Pixels.Length)));
        Write("flux", flux.Take(PeerSpectra).SelectMany(f => f));
        Write("sigma", Enumerable.Repeat(variance.Zip(model.Variance, (noise, scatter) => Math.Sqrt(noise + scatter)).ToArray(), PeerSpectra).SelectMany(s => s));
        Write("scaling", [.. model.Settings.Centre, .. model.Training.Mean, .. model.Training.StandardDeviation]);

        void Write(string name, IEnumerable<double> values) => File.WriteAllBytes(Path.Combine(folder, name), MemoryMarshal.AsBytes(values.ToArray().AsSpan()).ToArray());
    }

    static double Peer(string folder, string jacobian, LabelFit[] fits, ref double worst)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "cannon_fitting.py");
        string interpreter = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        ProcessStartInfo start = new(interpreter, [script, folder, PeerSpectra.ToString(CultureInfo.InvariantCulture), jacobian]) { RedirectStandardOutput = true };
        foreach (string threads in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[threads] = "1";
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{interpreter} {script} ended with {process.ExitCode}.");
        }

        double[] labels = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, "labels"))).ToArray();
        for (int n = 0; n < labels.Length; n++)
        {
            LabelFit fit = fits[n / 4];
            worst = Math.Max(worst, Math.Abs(labels[n] - fit.Labels[n % 4]) / Math.Sqrt(fit.Covariance[5 * (n % 4)]));
        }

        return PeerSpectra / double.Parse(output, CultureInfo.InvariantCulture);
    }

    static double Rate(Action work)
    {
        Stopwatch clock = Stopwatch.StartNew();
        work();
        return Spectra / clock.Elapsed.TotalSeconds;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
