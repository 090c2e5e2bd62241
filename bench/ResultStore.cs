using System.Diagnostics;
using System.Globalization;
using Astra.Host.Errors;
using Astra.Host.Execution;
using Astra.Host.Plugins;
using Astra.Host.Storage;

namespace Astra.Bench;

/// <summary>
/// <c>store [SPECTRA [DISK [SIZES [ROUNDS]]]]</c>: how many results a second get into the store, each with its document, ledger entry and indexes, every commit
/// synced to disk; beside Python's sqlite3 writing the same rows in the same way. Into empty tables, then over the results that are there.
/// </summary>
static class ResultStore
{
    public static int Run(string[] args)
    {
        long spectra = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 150_000;
        string? disk = args.Length > 1 ? args[1] : null;
        int[] sizes = args.Length > 2 ? [.. args[2].Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))] : [2048, 256, 64];
        int rounds = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 3;
        Console.WriteLine($"{spectra} spectra (a third combined, the rest visits); results per second, median of {rounds} rounds (lowest to highest)");
        foreach (PipelineDeclaration pipeline in new[] { ResultStorePipeline.LikeAstroNN, ResultStorePipeline.LikeCannon })
        {
            foreach (int size in sizes)
            {
                Measure(pipeline, spectra, disk, size, rounds);
            }
        }

        return 0;
    }

    static void Measure(PipelineDeclaration pipeline, long spectra, string? disk, int size, int rounds)
    {
        Dictionary<string, List<double>> rates = [];
        long bytes = 0;
        for (int round = 0; round < rounds; round++)
        {
            using ResultStoreWorkspace workspace = new(disk, spectra);
            bytes = 0;
            foreach (string step in new[] { "first", "again" })
            {
                (Spent writing, Spent committing, long written) = Commit(workspace, pipeline, size, draw: (2 * round) + (step == "again" ? 1 : 0));
                long results = spectra / 3 * 3;
                bytes = written / results;
                Add($"{step}: documents made", results / writing.Seconds);
                Add($"{step}: committed", results / committing.Seconds);
                Add($"{step}: committed, a CPU second", results / committing.CpuSeconds);
                Add($"{step}: made, then committed, on one thread", results / (writing + committing).Seconds);
                Add($"{step}: the same, a CPU second", results / (writing + committing).CpuSeconds);

                string[] peer = Peer(workspace, pipeline, size);
                Add($"{step}: python sqlite3", double.Parse(peer[0], CultureInfo.InvariantCulture));
                Add($"{step}: python sqlite3, a CPU second", double.Parse(peer[1], CultureInfo.InvariantCulture));
            }
        }

        Console.WriteLine($"{pipeline.Name}: {pipeline.Columns.Count} columns, {bytes} bytes a document, {size} a commit");
        foreach ((string name, List<double> rate) in rates.OrderBy(pair => pair.Key.StartsWith("again", StringComparison.Ordinal)))
        {
            Console.WriteLine($"  {name,-44}{Median(rate),9:F0}  ({rate.Min():F0} to {rate.Max():F0})");
        }

        foreach (string step in new[] { "first", "again" })
        {
            Console.WriteLine($"  {step}: committed / python{Median([.. rates[$"{step}: committed"].Zip(rates[$"{step}: python sqlite3"], (own, peer) => own / peer)]),10:F2} x");
        }

        void Add(string name, double rate)
        {
            if (!rates.TryGetValue(name, out List<double>? list))
            {
                rates[name] = list = [];
            }

            list.Add(rate);
        }
    }

    /// <summary>Commits a result for every spectrum as a run does, and gives what making the documents and what committing took, and the bytes of the documents.</summary>
    static (Spent Writing, Spent Committing, long Bytes) Commit(ResultStoreWorkspace workspace, PipelineDeclaration pipeline, int size, int draw)
    {
        PipelineSetup setup = ResultStoreWorkspace.Register(workspace.Store, pipeline);
        long run = workspace.Store.StartRun("bench", [setup]);
        ResultDocument documents = new(pipeline);
        Spent writing = default;
        Spent committing = default;
        long bytes = 0;
        foreach (UnitRow[] units in workspace.FrozenUnits(run, setup).SelectMany(page => page).Chunk(size))
        {
            InventedResult[] results = [.. units.Select(unit => ResultStorePipeline.Result(pipeline, unit.Key, draw))];
            Spent start = Spent.Now;
            AttemptRecord[] attempts = [.. units.Zip(results, (unit, result) => Attempt(setup, documents, unit, result))];
            writing += Spent.Now - start;
            bytes += attempts.Sum(attempt => (long)attempt.Document.Length);
            start = Spent.Now;
            workspace.Store.Commit(run, attempts, new Dictionary<long, long>());
            committing += Spent.Now - start;
        }

        workspace.Store.FinishRun(run, RunState.Finished, null);
        return (writing, committing, bytes);
    }

    static AttemptRecord Attempt(PipelineSetup setup, ResultDocument documents, UnitRow unit, PipelineResult result)
    {
        object?[] values = documents.ValuesOf(result);
        return new AttemptRecord
        {
            Setup = setup,
            Unit = unit,
            Outcome = PipelineAnswers.Empty(setup.Declaration, values, result.FlagBits) is null ? Outcome.Done : Outcome.NoResult,
            Flags = result.FlagBits,
            Document = documents.Write(values, result.FlagBits),
            Indexed = documents.Indexed(values),
            InputDigest = 12345,
            Attempts = 1,
            Elapsed = 0.01f,
            Overhead = 0.001f,
        };
    }

    static string[] Peer(ResultStoreWorkspace workspace, PipelineDeclaration pipeline, int size)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "result_store.py");
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, workspace.Database, workspace.PeerDatabase, pipeline.Name, $"{size}"]) { RedirectStandardOutput = true })!;
        string[] output = process.StandardOutput.ReadToEnd().Split();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{script} failed.");
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Time by the clock, and time of processors, which a busy machine changes less.</summary>
    readonly record struct Spent(double Seconds, double CpuSeconds)
    {
        public static Spent Now => new(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency, Environment.CpuUsage.TotalTime.TotalSeconds);

        public static Spent operator +(Spent left, Spent right) => new(left.Seconds + right.Seconds, left.CpuSeconds + right.CpuSeconds);

        public static Spent operator -(Spent left, Spent right) => new(left.Seconds - right.Seconds, left.CpuSeconds - right.CpuSeconds);
    }
}
