using System.Diagnostics;
using System.Globalization;
using Astra.Host.Planning;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Bench;

/// <summary><c>plan [SPECTRA [DISK]]</c>: how long it takes to find that nothing is due, for one pipeline and for three.</summary>
static class ResultStorePlan
{
    const int Rounds = 3;

    public static int Run(string[] args)
    {
        long spectra = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
        using ResultStoreWorkspace workspace = new(args.Length > 1 ? args[1] : null, spectra);
        InstalledPlugin plugin = new("bench", null, null, string.Empty, PluginState.Loaded, null);
        PlannedPipeline[] pipelines = [.. Enumerable.Range(1, 3).Select(i =>
        {
            PipelineDeclaration declaration = ResultStorePipeline.Declare($"Invented{i}", 3) with
            {
                Inputs = [new InputDeclaration("snr", [new InputOrigin("spectrum", "snr")], Optional: false), new InputDeclaration("k_mag", [new InputOrigin("source", "k_mag")], Optional: true)],
            };
            return new PlannedPipeline(new InstalledPipeline(declaration, plugin, typeof(object)), ResultStoreWorkspace.Register(workspace.Store, declaration), null, new Dictionary<string, object>());
        })];
        workspace.FillLedger(pipelines);
        Console.WriteLine($"{spectra} spectra, everything up to date; seconds, median of {Rounds} (lowest to highest)");
        foreach (int count in new[] { 1, 3 })
        {
            List<double> seconds = [];
            long allocated = 0;
            for (int round = 0; round < Rounds; round++)
            {
                Planner planner = new(workspace.Store, pipelines[..count], [.. pipelines.Select(pipeline => pipeline.Declaration)], retries: 1);
                long before = GC.GetTotalAllocatedBytes();
                long start = Stopwatch.GetTimestamp();
                long due = planner.Work().Count();
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                allocated = GC.GetTotalAllocatedBytes() - before;
                if (due != 0)
                {
                    throw new InvalidOperationException($"{due} units are due; none should be.");
                }
            }

            Console.WriteLine($"{count} pipeline{(count == 1 ? " " : "s")} {seconds.Order().ElementAt(Rounds / 2),8:F2} ({seconds.Min():F2} to {seconds.Max():F2}), {allocated / spectra} bytes allocated a spectrum");
        }

        return 0;
    }
}
