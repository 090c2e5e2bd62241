using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Microsoft.Diagnostics.Tracing;

namespace Astra.Bench;

/// <summary>
/// A long run of the finished program over simulated stars, all pipelines, in one process that is watched from outside: memory and rate should be flat.
/// Other work on the machine changes the rate in wall time, and through shared caches also the processor time of a spectrum; a fixed piece of work,
/// timed now and then, says by how much.
/// </summary>
static partial class Soak
{
    /// <summary>Pipelines that work on spectra; the others work on stars, afterwards.</summary>
    const int PipelinesOfSpectra = 5;

    const int Parts = 10;
    const string Samples = "samples.csv";
    const string Trace = "counters.nettrace";
    static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(5);
    static readonly TimeSpan BetweenControls = TimeSpan.FromSeconds(30);

    public static int Run(string[] args)
    {
        if (args is ["report", string done])
        {
            Report(Path.Combine(done, Samples), Path.Combine(done, Trace));
            return 0;
        }

        if (args.Length is < 2 or > 4)
        {
            Console.Error.WriteLine("Usage: soak PROGRAM FOLDER [STARS] [THREADS], or soak report FOLDER for a run that goes on. PROGRAM is astra as published; FOLDER has room for 1.2 MB a star.");
            return 2;
        }

        string program = args[0];
        string folder = args[1];
        string stars = args.Length > 2 ? args[2] : "24900";
        string threads = args.Length > 3 ? args[3] : "2";
        Directory.CreateDirectory(folder);
        string survey = Path.Combine(folder, "survey");
        string workspace = Path.Combine(folder, "workspace");
        string samples = Path.Combine(folder, Samples);
        string trace = Path.Combine(folder, Trace);
        if (!File.Exists(Path.Combine(survey, "apokasc.fits")))
        {
            Call(program, "simulate", "--stars", stars, "--seed", "1", "--out", survey);
        }

        if (!Directory.Exists(workspace))
        {
            Call(program, "ingest", Path.Combine(survey, "spectra"), "--workspace", workspace);
            Call(program, "ingest", "--catalog", "aspcap", Path.Combine(survey, "aspcap.fits"), "--workspace", workspace);
            Call(program, "ingest", "--catalog", "apokasc", Path.Combine(survey, "apokasc.fits"), "--workspace", workspace);
        }

        int code = Watch(program, workspace, threads, samples, trace);
        Console.WriteLine($"astra run ended with {code}.");
        Report(samples, trace);
        return code;
    }

    static void Call(string program, params string[] arguments)
    {
        Console.WriteLine($"astra {string.Join(' ', arguments)}");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        if (process.ExitCode > 1)
        {
            throw new InvalidOperationException($"astra {arguments[0]} ended with {process.ExitCode}.");
        }
    }

    /// <summary>Runs everything in one process and samples it until it ends.</summary>
    static int Watch(string program, string workspace, string threads, string samples, string trace)
    {
        ProcessStartInfo start = new(program, ["run", "--threads", threads, "--workspace", workspace]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_EnableEventPipe"] = "1";
        start.Environment["DOTNET_EventPipeOutputPath"] = trace;
        start.Environment["DOTNET_EventPipeConfig"] = "System.Runtime:0xFFFFFFFFFFFFFFFF:4:EventCounterIntervalSec=5";
        start.Environment["DOTNET_EventPipeOutputStreaming"] = "1";
        long settled = 0;
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                return;
            }

            Console.WriteLine(line.Data);
            if (Progress().Match(line.Data) is { Success: true } match)
            {
                Volatile.Write(ref settled, long.Parse(match.Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture));
            }
        };
        process.BeginOutputReadLine();
        using StreamWriter output = new(samples);
        output.WriteLine("time,results,processor_s,rss_mb,anonymous_mb,threads,database_mb,wal_mb,control_ms");
        long lastControl = 0;
        double control = double.NaN;
        while (!process.WaitForExit(BetweenSamples))
        {
            if (lastControl == 0 || Stopwatch.GetElapsedTime(lastControl) > BetweenControls)
            {
                lastControl = Stopwatch.GetTimestamp();
                control = Control();
            }

            try
            {
                process.Refresh();
                string database = Path.Combine(workspace, "astra.db");
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:O},{Volatile.Read(ref settled)},{process.TotalProcessorTime.TotalSeconds:F2},{process.WorkingSet64 / 1e6:F1},{Anonymous(process.Id):F1},{process.Threads.Count},{Megabytes(database):F1},{Megabytes(database + "-wal"):F1},{control:F1}"));
                output.Flush();
            }
            catch (InvalidOperationException) when (process.HasExited)
            {
                break;
            }
        }

        process.WaitForExit();
        return process.ExitCode;
    }

    static double Megabytes(string file) => File.Exists(file) ? new FileInfo(file).Length / 1e6 : 0;

    /// <summary>Memory that is the process's own, without pages of files.</summary>
    static double Anonymous(int process)
    {
        string status = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status";
        string? line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)) : null;
        return line is null ? double.NaN : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>Processor time, in ms, of a fixed number of multiplications and additions over arrays as large as a network's layer.</summary>
    static double Control()
    {
        float[] left = new float[1 << 18];
        float[] right = new float[1 << 18];
        Array.Fill(left, 0.5f);
        Array.Fill(right, 0.25f);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Vector<float> sum = Vector<float>.Zero;
        for (int round = 0; round < 2000; round++)
        {
            for (int i = 0; i < left.Length; i += Vector<float>.Count)
            {
                sum = Vector.FusedMultiplyAdd(new Vector<float>(left, i), new Vector<float>(right, i), sum);
            }
        }

        GC.KeepAlive(Vector.Sum(sum));
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    /// <summary>A line for each tenth of the run.</summary>
    static void Report(string samples, string trace)
    {
        Sample[] all = [.. File.ReadLines(samples).Skip(1).Select(Sample.Parse)];
        Sample[] working = [.. all.SkipWhile(sample => sample.Results == 0)];
        if (working.Length < 2)
        {
            Console.WriteLine("The run ended before it was sampled twice.");
            return;
        }

        IReadOnlyList<HeapSample> heap = File.Exists(trace) ? Heap(trace) : [];
        long total = working[^1].Results;
        Console.WriteLine("part  spectra  spectra/s  cpu ms/spectrum  over control  rss MB (max)  anonymous MB  heap MB (max)  gen 0/1/2 a minute  threads  database MB  wal MB");
        for (int part = 0; part < Parts; part++)
        {
            Sample[] inside = [.. working.Where(sample => sample.Results * Parts >= total * part && sample.Results * Parts <= total * (part + 1))];
            if (inside.Length < 2)
            {
                continue;
            }

            Sample first = inside[0];
            Sample last = inside[^1];
            double spectra = (last.Results - first.Results) / (double)PipelinesOfSpectra;
            double seconds = (last.Time - first.Time).TotalSeconds;
            double cpu = (last.Processor - first.Processor) * 1000 / spectra;
            double control = inside.Average(sample => sample.Control);
            HeapSample[] heaps = [.. heap.Where(sample => sample.Time >= first.Time && sample.Time <= last.Time)];
            string collections = string.Join('/', Enumerable.Range(0, 3).Select(g => (heaps.Sum(sample => sample.Collections[g]) * 60 / seconds).ToString("F1", CultureInfo.InvariantCulture)));
            string managed = heaps.Length == 0 ? "?" : heaps.Max(sample => sample.Megabytes).ToString("F0", CultureInfo.InvariantCulture);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part + 1,4}  {last.Results / PipelinesOfSpectra,7}  {spectra / seconds,9:F1}  {cpu,15:F2}  {cpu / control,12:F4}  {inside.Max(sample => sample.Rss),12:F0}  {inside.Max(sample => sample.Anonymous),12:F0}  {managed,13}  {collections,18}  {last.Threads,7}  {last.Database,11:F0}  {last.Wal,6:F1}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slope of resident memory over the last 80 %: {SlopeOfMemory(working):F2} MB per 10,000 spectra"));
    }

    static double SlopeOfMemory(Sample[] samples)
    {
        Sample[] late = [.. samples.Where(sample => sample.Results > samples[^1].Results * 0.2)];
        double[] x = [.. late.Select(sample => sample.Results / (PipelinesOfSpectra * 10_000.0))];
        double mean = x.Average();
        double level = late.Average(sample => sample.Rss);
        return late.Zip(x, (sample, at) => (at - mean) * (sample.Rss - level)).Sum() / x.Sum(at => (at - mean) * (at - mean));
    }

    /// <summary>Size of the managed heap and number of collections, as the process's own counters said every five seconds.</summary>
    static List<HeapSample> Heap(string trace)
    {
        List<HeapSample> heap = [];
        double[] collections = new double[3];
        using EventPipeEventSource source = new(trace);
        source.Dynamic.All += data =>
        {
            if (data.EventName != "EventCounters" || data.PayloadValue(0) is not IDictionary<string, object> outer || outer["Payload"] is not IDictionary<string, object> payload)
            {
                return;
            }

            string name = (string)payload["Name"];
            for (int g = 0; g < 3; g++)
            {
                if (name == $"gen-{g}-gc-count")
                {
                    collections[g] = Convert.ToDouble(payload["Increment"], CultureInfo.InvariantCulture);
                }
            }

            if (name == "gc-heap-size")
            {
                heap.Add(new HeapSample(data.TimeStamp.ToUniversalTime(), Convert.ToDouble(payload["Mean"], CultureInfo.InvariantCulture), collections));
                collections = new double[3];
            }
        };
        try
        {
            source.Process();
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or IOException)
        {
            // The process is still writing, or was killed.
        }

        return heap;
    }

    [GeneratedRegex(@"^\s*([0-9,]+) of [0-9,]+ done")]
    private static partial Regex Progress();

    sealed record HeapSample(DateTime Time, double Megabytes, double[] Collections);

    sealed record Sample(DateTime Time, long Results, double Processor, double Rss, double Anonymous, int Threads, double Database, double Wal, double Control)
    {
        public static Sample Parse(string line)
        {
            string[] fields = line.Split(',');
            double[] numbers = [.. fields.Skip(1).Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
            DateTime time = DateTime.Parse(fields[0], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
            return new Sample(time, (long)numbers[0], numbers[1], numbers[2], numbers[3], (int)numbers[4], numbers[5], numbers[6], numbers[7]);
        }
    }
}
