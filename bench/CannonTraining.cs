using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Astra.Plugins.Cannon;
using Astra.Plugins.Cannon.Training;

namespace Astra.Bench;

/// <summary>
/// The training step of The Cannon at the size of Ness et al. 2016: 1639 stars, 8575 pixels, 21 terms; on one thread, against a straightforward numpy and scipy
/// implementation on some of the pixels, alternating in the same run. Needs python3 with scipy.
/// </summary>
static class CannonTraining
{
    const int Stars = 1639;
    const int Pixels = 8575;
    const int Labels = 5;
    const int PeerPixels = 64;
    const int Rounds = 5;

    /// <summary>Runs the benchmark and prints medians and the ratio.</summary>
    public static int Run(string[] args)
    {
        PolynomialTerms terms = PolynomialTerms.Parse(PolynomialTerms.Quadratic, [.. Enumerable.Range(0, Labels).Select(i => $"l{i}")]);
        RandomSource random = RandomSource.FromName("cannon training");
        double[] labels = [.. Enumerable.Range(0, Stars * Labels).Select(_ => random.NextGaussian())];
        int[] all = [.. Enumerable.Range(0, Stars)];
        double[] values = PixelTraining.Evaluate(labels, all, terms);
        SpectrumMatrix spectra = Observe(values, terms.Count, random);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-bench-");
        try
        {
            Write("terms", values);
            Write("flux", spectra.Flux.SelectMany(row => row.Take(PeerPixels).Select(value => (double)value)));
            Write("sigma", spectra.Sigma.SelectMany(row => row.Take(PeerPixels).Select(value => (double)value)));
            TrainedPixels trained = Train(1, out _);
            List<double> ours = [], oursOnAll = [], peers = [];
            for (int round = 0; round < Rounds; round++)
            {
                trained = Train(1, out double seconds);
                ours.Add(Pixels / seconds);
                peers.Add(PeerPixels / Peer(folder.FullName));
                Train(Environment.ProcessorCount, out seconds);
                oursOnAll.Add(Pixels / seconds);
            }

            Report(trained, folder.FullName, ours, oursOnAll, peers);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string name, IEnumerable<double> numbers) =>
            File.WriteAllBytes(Path.Combine(folder.FullName, name), MemoryMarshal.AsBytes(numbers.ToArray().AsSpan()).ToArray());

        TrainedPixels Train(int threads, out double seconds)
        {
            Stopwatch clock = Stopwatch.StartNew();
            TrainedPixels result = PixelTraining.Train(spectra, all, labels, terms, new PixelTrainingSettings { Threads = threads }, _ => { }, CancellationToken.None);
            seconds = clock.Elapsed.TotalSeconds;
            return result;
        }
    }

    /// <summary>Spectra with noise and a scatter that differs from pixel to pixel; one pixel in a hundred has no data.</summary>
    static SpectrumMatrix Observe(double[] values, int terms, RandomSource random)
    {
        SpectrumMatrix spectra = new([.. Enumerable.Range(0, Stars).Select(_ => new float[Pixels])], [.. Enumerable.Range(0, Stars).Select(_ => new float[Pixels])]);
        double[] coefficients = new double[terms];
        for (int p = 0; p < Pixels; p++)
        {
            double scatter = 0.02 * random.NextDouble() * random.NextDouble();
            for (int t = 0; t < terms; t++)
            {
                coefficients[t] = t == 0 ? 0.95 : (t <= Labels ? 0.01 : 0.002) * random.NextGaussian();
            }

            for (int n = 0; n < Stars; n++)
            {
                double sigma = 0.005 + (0.01 * random.NextDouble());
                double flux = Math.Sqrt((sigma * sigma) + (scatter * scatter)) * random.NextGaussian();
                for (int t = 0; t < terms; t++)
                {
                    flux += coefficients[t] * values[(n * terms) + t];
                }

                bool gap = random.NextDouble() < 0.01;
                spectra.Flux[n][p] = gap ? 0 : (float)flux;
                spectra.Sigma[n][p] = gap ? float.PositiveInfinity : (float)sigma;
            }
        }

        return spectra;
    }

    static double Peer(string folder)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "cannon_training.py");
        string interpreter = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        ProcessStartInfo start = new(interpreter, [script, folder, $"{Stars}", $"{PeerPixels}"]) { RedirectStandardOutput = true };
        foreach (string threads in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[threads] = "1";
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? double.Parse(output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{interpreter} {script} ended with {process.ExitCode}.");
    }

    static void Report(TrainedPixels trained, string folder, List<double> ours, List<double> oursOnAll, List<double> peers)
    {
        double[] scatter = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, "scatter"))).ToArray();
        double[] objective = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, "objective"))).ToArray();
        double worst = Enumerable.Range(0, PeerPixels).Where(p => trained.Scatter[p] > 0.002).Max(p => Math.Abs((scatter[p] / trained.Scatter[p]) - 1));
        double lost = Enumerable.Range(0, PeerPixels).Max(p => trained.Objective[p] - objective[p]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Training of The Cannon: {Stars} stars, {Pixels} pixels, {trained.Terms} terms; medians of {Rounds} alternating rounds"));
        Print("Astra, 1 thread", ours);
        Print($"Astra, {Environment.ProcessorCount} threads", oursOnAll);
        Print($"numpy and scipy, 1 thread, {PeerPixels} of the pixels", peers);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  the same optimum: scatters above 0.002 differ by at most {worst:G2} of themselves; ours is at most {lost:G2} less likely in -2 ln L"));

        void Print(string name, List<double> rates) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {name,-50}{Median(rates),10:F1} pixels per second{Pixels / Median(rates),10:F2} s for all pixels{Median(rates) / Median(peers),10:F1} x the peer"));
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
