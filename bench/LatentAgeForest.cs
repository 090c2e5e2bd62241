using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Astra.Plugins.LatentAge.Forest;

namespace Astra.Bench;

/// <summary>
/// Forests of 100 trees at the size of Leung et al. 2023: learning from 2000 stars with seven inputs, and predicting a million; against scikit-learn
/// on the same stars, alternating in the same run, scikit-learn on some of the million. Both on one thread, in seconds of processor time, which other
/// work beside does not count in. Without drawing from errors, which scikit-learn has not; that is timed beside. Needs python3 with scikit-learn.
/// </summary>
static class LatentAgeForest
{
    const int Stars = 2000;
    const int Width = 7;
    const int Many = 1_000_000;
    const int PeerMany = 50_000;
    const int Rounds = 3;

    /// <summary>Runs the benchmark and prints medians and ratios.</summary>
    public static int Run(string[] args)
    {
        RandomSource random = RandomSource.FromName("forest benchmark");
        float[] inputs = Draw(random, Stars), many = Draw(random, Many);
        float[] errors = [.. inputs.Select(_ => 0.1f)];
        double[] targets = [.. Enumerable.Range(0, Stars).Select(star => Target(inputs, star) + (0.2 * random.NextGaussian()))];
        double[] sigma = [.. targets.Select(_ => 0.2)];
        ForestStars stars = new([.. Enumerable.Range(0, Width).Select(i => $"x{i}")], inputs, errors);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("astra-bench-");
        try
        {
            Write("training", inputs.Select(x => (double)x));
            Write("targets", targets);
            Write("others", many.Take(PeerMany * Width).Select(x => (double)x));
            Measure(stars, targets, sigma, many, folder.FullName);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        void Write(string name, IEnumerable<double> numbers) =>
            File.WriteAllBytes(Path.Combine(folder.FullName, name), MemoryMarshal.AsBytes(numbers.ToArray().AsSpan()).ToArray());
    }

    static void Measure(ForestStars stars, double[] targets, double[] sigma, float[] many, string folder)
    {
        List<double> training = [], drawing = [], prediction = [], peerTraining = [], peerPrediction = [];
        ForestSettings settings = new();
        ForestRegressor forest = ForestGrowth.Regressor(stars, targets, null, settings, default);
        forest.Predict(many.AsMemory(0, PeerMany * Width));
        double[] truth = [.. Enumerable.Range(0, PeerMany).Select(star => Target(many, star))];
        double error = 0, peerError = 0;
        for (int round = 0; round < Rounds; round++)
        {
            training.Add(Seconds(() => forest = ForestGrowth.Regressor(stars, targets, null, settings, default)));
            drawing.Add(Seconds(() =>
                ForestGrowth.Regressor(stars, targets, sigma, settings with { SampleInputs = true, SampleTargets = true }, default)));
            ForestEstimates estimates = new([], []);
            prediction.Add(Many / Seconds(() => estimates = forest.Predict(many)));
            error = Error(estimates.Mean.Take(PeerMany), truth);
            double[] peer = Peer(folder);
            peerTraining.Add(peer[0]);
            peerPrediction.Add(PeerMany / peer[1]);
            peerError = Error(MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, "answers"))).ToArray(), truth);
        }

        Print($"Forest of {forest.Trees} trees, {Stars} stars of {Width} inputs, {forest.Nodes} nodes; processor time of one thread; medians of {Rounds} alternating rounds");
        Print($"  training                         {Median(training),8:F2} s   scikit-learn {Median(peerTraining),8:F2} s   {Median(peerTraining) / Median(training),6:F1} times as fast");
        Print($"  training, drawing from errors    {Median(drawing),8:F2} s");
        Print($"  prediction, stars per second  {Median(prediction),11:F0}     scikit-learn {Median(peerPrediction),8:F0}     {Median(prediction) / Median(peerPrediction),6:F1} times as fast ({Many} and {PeerMany} stars)");
        Print($"  root mean square error           {error,8:F4}     scikit-learn {peerError,8:F4}");

        static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }

    static float[] Draw(RandomSource random, int stars) => [.. Enumerable.Range(0, stars * Width).Select(_ => (float)random.NextGaussian())];

    static double Target(float[] inputs, int star)
    {
        ReadOnlySpan<float> x = inputs.AsSpan(star * Width, Width);
        return (0.8 * x[0]) + (0.4 * Math.Sin(2 * x[1])) - (0.3 * x[0] * x[3]) + (0.1 * x[5]);
    }

    static double Error(IEnumerable<double> answers, double[] truth) =>
        Math.Sqrt(answers.Zip(truth, (answer, value) => (answer - value) * (answer - value)).Average());

    static double Seconds(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    static double[] Peer(string folder)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "forest.py");
        string interpreter = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using Process process = Process.Start(
            new ProcessStartInfo(interpreter, [script, folder, $"{Width}"]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{interpreter} {script} ended with {process.ExitCode}.");
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
