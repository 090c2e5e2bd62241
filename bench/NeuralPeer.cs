using System.Diagnostics;
using System.Globalization;

namespace Astra.Bench;

/// <summary>PyTorch in a process of its own, which works only when asked, so that both sides can take turns.</summary>
sealed class NeuralPeer : IDisposable
{
    readonly Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peers", "neural_networks.py")])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Sends a command, and gives the seconds it took.</summary>
    public double Seconds(string command)
    {
        process.StandardInput.WriteLine(command);
        process.StandardInput.Flush();
        string answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PyTorch ended. /usr/bin/python3 needs Debian's package python3-torch.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}

/// <summary>Times of both sides, taken in turns.</summary>
static class NeuralDuel
{
    /// <summary>Rounds in which each side has a turn; the median counts.</summary>
    public const int Rounds = 5;

    /// <summary>Times both sides and prints a line.</summary>
    /// <param name="what">What is timed.</param>
    /// <param name="unit">Of what there are <paramref name="amount"/> in one call.</param>
    /// <param name="amount">See <paramref name="unit"/>.</param>
    /// <param name="own">Seconds of one call of this side.</param>
    /// <param name="peer">Seconds of one call of PyTorch.</param>
    public static void Run(string what, string unit, int amount, Func<double> own, Func<double> peer)
    {
        List<double> owns = [], peers = [];
        for (int round = 0; round < Rounds; round++)
        {
            owns.Add(own());
            peers.Add(peer());
        }

        double Rate(double seconds) => amount / seconds;
        Console.WriteLine($"{what,-46} {Rate(Median(owns)),10:F1} {unit}/s ({Rate(owns.Max()):F1} to {Rate(owns.Min()):F1})   "
            + $"PyTorch {Rate(Median(peers)),8:F2} ({Rate(peers.Max()):F2} to {Rate(peers.Min()):F2})   {Median(peers) / Median(owns),6:F1} x ({peers.Min() / owns.Min():F1} x between the best rounds)");
    }

    /// <summary>Seconds per call after one that warms up.</summary>
    public static double Time(Action work, int repeats)
    {
        work();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }

    /// <summary>Runs the same on several threads at once.</summary>
    public static void OnThreads(int threads, Action<int> work)
    {
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(thread => new Thread(() => work(thread)))];
        Array.ForEach(others, thread => thread.Start());
        work(0);
        Array.ForEach(others, thread => thread.Join());
    }

    public static float[] Noise(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() * 2 - 1)];
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
