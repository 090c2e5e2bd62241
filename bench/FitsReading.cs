using System.Diagnostics;
using System.Globalization;
using Astra.Fits;
using Astra.Host.Errors;

namespace Astra.Bench;

/// <summary>
/// <c>fits-reading [FOLDER]</c>: how many apStar files a second one thread opens and reads row 0 of flux, error and mask and a dozen primary cards
/// from, beside
/// astropy doing the same. The files are warm (in the page cache), and the sides take turns, so that both meet the same machine.
/// </summary>
static class FitsReading
{
    const int Rounds = 5;
    const int Passes = 500;
    const int PeerPasses = 20;

    const string Own = "Astra.Fits";
    const string PeerWithMemmap = "astropy, memmap (its default)";
    const string PeerWithoutMemmap = "astropy, memmap=False";

    static readonly string[] Keys = ["OBJID", "NVISITS", "SNR", "RA", "DEC", "VHELIO", "VSCATTER", "VERR", "STARFLAG", "J", "H", "K"];

    public static int Run(string[] args)
    {
        string folder = args.Length > 0 ? args[0] : Path.Combine("..", "shared", "data", "apstar");
        string[] paths = Directory.Exists(folder) ? Directory.GetFiles(folder, "apStar-*.fits") : [];
        if (paths.Length == 0)
        {
            Console.Error.WriteLine($"No apStar files in {folder}. Give a folder that holds some.");
            return 2;
        }

        Reader reader = new();
        double total = paths.Sum(path => reader.Read(path).Sum(value => float.IsNaN(value) ? 0.0 : value));
        Dictionary<string, List<double>> rates = new() { [Own] = [], [PeerWithMemmap] = [], [PeerWithoutMemmap] = [] };
        for (int round = 0; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int pass = 0; pass < Passes; pass++)
            {
                foreach (string path in paths)
                {
                    reader.Read(path);
                }
            }

            rates[Own].Add(Passes * paths.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
            rates[PeerWithMemmap].Add(Peer("default", paths, total));
            rates[PeerWithoutMemmap].Add(Peer("off", paths, total));
        }

        Console.WriteLine($"{paths.Length} apStar files, warm, one thread; median of {Rounds} rounds (lowest to highest)");
        double own = Median(rates[Own]);
        foreach ((string name, List<double> rate) in rates)
        {
            Console.WriteLine($"{name,-32}{Median(rate),10:F0} files/s  ({rate.Min():F0} to {rate.Max():F0})  {own / Median(rate),8:F1} x");
        }

        return 0;
    }

    static double Peer(string memmap, string[] paths, double expectedTotal)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "fits_reading.py");
        ProcessStartInfo start = new("/usr/bin/python3", [script, $"{PeerPasses}", memmap, .. paths]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string[] output = process.StandardOutput.ReadToEnd().Split();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("The peer failed: it needs astropy for /usr/bin/python3 (Debian: python3-astropy).");
        }

        double total = double.Parse(output[1], CultureInfo.InvariantCulture);
        return Math.Abs(total - expectedTotal) <= 1e-9 * Math.Abs(expectedTotal)
            ? double.Parse(output[0], CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"The two sides read different numbers: their fluxes add up to {expectedTotal} and {total}.");
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>What a caller who reads many files keeps between them.</summary>
    sealed class Reader
    {
        float[] flux = [];
        float[] error = [];
        int[] mask = [];

        /// <summary>Reads a file, and gives its first row's flux, which the next call overwrites.</summary>
        public float[] Read(string path)
        {
            using FitsFile file = FitsFile.Open(path);
            FitsHeader header = file.Primary.Header;
            foreach (string key in Keys)
            {
                header.TryGetValue(key, out _);
            }

            int pixels = (int)file.Image(1).Width;
            if (flux.Length != pixels)
            {
                flux = new float[pixels];
                error = new float[pixels];
                mask = new int[pixels];
            }

            file.Image(1).ReadRow(0, flux);
            file.Image(2).ReadRow(0, error);
            file.Image(3).ReadRow(0, mask);
            return flux;
        }
    }
}
