using System.Diagnostics;
using System.Globalization;
using Astra.Fuzzing;

namespace Astra.Bench;

/// <summary>
/// Damaged files by the million, for every reader of files from elsewhere: no crash, no hang, no exception but the documented ones, no allocation beyond a multiple of the input's size. Inputs
/// depend on the seed and their number alone.
/// </summary>
static class Fuzz
{
    public static int Run(string[] args)
    {
        Dictionary<string, string> options = new() { ["inputs"] = "1000000", ["seed"] = "1", ["threads"] = "2", ["target"] = "", ["first"] = "0", ["out"] = "fuzz-findings" };
        for (int i = 0; i < args.Length; i += 2)
        {
            string name = args[i].TrimStart('-');
            if (i + 1 == args.Length || !options.ContainsKey(name))
            {
                Console.Error.WriteLine("Usage: fuzz [--inputs N] [--seed S] [--threads T] [--target NAME [--first INDEX]] [--out FOLDER]: N inputs of each family (FITS and weights), or of one target.");
                return 2;
            }

            options[name] = args[i + 1];
        }

        long inputs = Number("inputs");
        ulong seed = (ulong)Number("seed");
        string memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string folder = Path.Combine(memory, $"astra-fuzz-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        int faults = 0;
        try
        {
            foreach ((FuzzTarget target, string family, int share) in FuzzTargets.All.Where(entry => options["target"] is "" || options["target"] == entry.Target.Name))
            {
                long count = options["target"] is "" ? inputs * share / 1000 : inputs;
                faults += RunTarget(target, family, seed, Number("first"), count, (int)Number("threads"), folder, options["out"]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return faults == 0 ? 0 : 1;

        long Number(string name) => long.Parse(options[name], CultureInfo.InvariantCulture);
    }

    static int RunTarget(FuzzTarget target, string family, ulong seed, long first, long count, int threads, string folder, string findings)
    {
        Say($"{family}, {target.Name}: {count:N0} inputs from {target.Seeds.Count} seeds, --seed {seed} --target {target.Name} --first {first}");
        FuzzRun run = new(target, seed, first, count);
        long start = Stopwatch.GetTimestamp();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        run.Execute(
            threads,
            folder,
            reached => Say($"  all below {reached} done, {run.Done / Stopwatch.GetElapsedTime(start).TotalSeconds:N0}/s"),
            (index, input) =>
            {
                Keep(findings, target, index, input);
                Say($"  input {index} has not come back for a minute; it is in {findings}");
                Environment.Exit(3);
            });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Say($"  {run.Done:N0} inputs, {run.Bytes / 1e6:N0} MB in {seconds:N1} s, {run.Done / seconds:N0}/s; {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:N1} s of processor time; "
            + $"{100.0 * run.Refused / run.Done:F1} % refused; slowest {run.Slowest.TotalMilliseconds:N0} ms; at most {run.WorstFactor:F1} bytes allocated for a byte (inputs of 64 KiB and more)");
        int faults = 0;
        foreach ((string fault, long index, byte[] input, string detail, int times) in run.Faults)
        {
            faults++;
            Keep(findings, target, index, input);
            Say($"  FAULT {fault}: {times} times, first input {index} ({input.Length} bytes, in {findings})");
            Console.WriteLine(string.Join('\n', detail.Split('\n').Take(12).Select(line => "    " + line)));
            if (input.Length <= 600)
            {
                Console.WriteLine($"    {Convert.ToBase64String(input)}");
            }
        }

        return faults;
    }

    static void Keep(string folder, FuzzTarget target, long index, byte[] input)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-{index}")), input);
    }

    static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    static void Say(string line) => Console.WriteLine(line);
}
