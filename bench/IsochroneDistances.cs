using System.Diagnostics;
using Astra.Plugins.DistMass.Isochrones;

namespace Astra.Bench;

/// <summary>
/// How long DistMass takes for a distance from isochrones, on one and two threads, with the errors of two releases. The stars are drawn from the
/// cells of its own grid, two thirds of them giants as in the survey. Beside the time on the clock stands the time of the processors, which other
/// work on the machine lengthens less.
/// </summary>
static class IsochroneDistances
{
    const int Stars = 10_000;
    const int Rounds = 3;
    const int Catalogue = 700_000;

    /// <summary>Runs the benchmark and prints medians.</summary>
    public static int Run(string[] args)
    {
        Stopwatch opening = Stopwatch.StartNew();
        MagnitudeGrid grid = IsochroneFile.Read(IsochroneFile.Shipped).Magnitudes;
        Console.WriteLine(FormattableString.Invariant($"{grid.Count} cells, ready after {opening.Elapsed.TotalSeconds:0.00} s"));
        (double Teff, double LogG, double Metallicity)[] stars = Draw(grid);
        (string, double, double, double)[] releases = [("DR12", 91.5, 0.107, 0.05), ("DR17", 20, 0.03, 0.01)];
        foreach ((string release, double teffError, double logGError, double metallicityError) in releases)
        {
            foreach (int threads in new[] { 1, 2 })
            {
                Measure(1);
                TimeSpan before = Environment.CpuUsage.TotalTime;
                double[] seconds = [.. Enumerable.Range(0, Rounds).Select(_ => Measure(threads)).Order()];
                double ofProcessors = (Environment.CpuUsage.TotalTime - before).TotalSeconds / (Rounds * Stars);
                double each = seconds[Rounds / 2] / Stars;
                Console.WriteLine(FormattableString.Invariant(
                    $"{release}, {threads} threads: {each * 1e6:0.0} us a star ({seconds[0] / Stars * 1e6:0.0} to {seconds[^1] / Stars * 1e6:0.0}), {each * Catalogue:0.0} s for {Catalogue}; processors {ofProcessors * 1e6:0.0} us a star"));
            }

            double Measure(int threads)
            {
                Stopwatch watch = Stopwatch.StartNew();
                Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
                {
                    MagnitudeWork work = new();
                    for (int i = part; i < stars.Length; i += threads)
                    {
                        (double teff, double logG, double metallicity) = stars[i];
                        grid.Magnitude(teff, teffError, logG, logGError, metallicity, metallicityError, work);
                    }
                });
                return watch.Elapsed.TotalSeconds;
            }
        }

        return 0;
    }

    static (double Teff, double LogG, double Metallicity)[] Draw(MagnitudeGrid grid)
    {
        const double GiantLogG = 3.6;
        var cells = grid.Cells.Where(cell => cell.Metallicity > -1).ToArray();
        var giants = cells.Where(cell => cell.LogG < GiantLogG).ToArray();
        var others = cells.Where(cell => cell.LogG >= GiantLogG).ToArray();
        Random random = new(1);
        return
        [
            .. Enumerable.Range(0, Stars).Select(i => i % 3 == 0 ? others[random.Next(others.Length)] : giants[random.Next(giants.Length)])
                .Select(cell => (Math.Pow(10, cell.LogTeff), cell.LogG, cell.Metallicity)),
        ];
    }
}
