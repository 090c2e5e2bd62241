using System.Diagnostics.Metrics;

namespace Astra.Host.Observability;

/// <summary>Every metric of the host, by its name. Listen to the meter <see cref="Name"/>; the service offers them as text for Prometheus.</summary>
static class AstraMetrics
{
    public const string Name = "Astra";

    static readonly Meter Meter = new(Name);

    /// <summary>Tag <c>kind</c>: new, changed, missing, unusable.</summary>
    public static readonly Counter<long> Files = Meter.CreateCounter<long>("astra.files", "{file}", "files that ingest found new, changed, missing or unusable");

    /// <summary>Tags <c>pipeline</c> and <c>outcome</c>: done, no_result, bad_input, failed.</summary>
    public static readonly Counter<long> Results = Meter.CreateCounter<long>("astra.results", "{result}", "results that were stored");

    /// <summary>Tag <c>pipeline</c>.</summary>
    public static readonly Counter<long> BadResults = Meter.CreateCounter<long>("astra.results.bad", "{result}", "stored results with flag_bad");

    /// <summary>Tag <c>state</c>: finished, stopped, failed.</summary>
    public static readonly Counter<long> Runs = Meter.CreateCounter<long>("astra.runs", "{run}", "runs that came to an end");

    public static readonly Counter<long> RunsLeftOut = Meter.CreateCounter<long>("astra.runs.left_out", "{run}", "scheduled runs that were left out because another was under way");

    /// <summary>Tag <c>stage</c>: ingest, plan, run, publish, report.</summary>
    public static readonly Histogram<double> Stages = Meter.CreateHistogram(
        "astra.stage.duration", "s", "time that a stage of a run took",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10, 60, 300, 1800, 7200, 28_800] });

    static long due;
    static long settled;
    static long attention;
    static double lastFinished;
    static double next;

    static AstraMetrics()
    {
        Meter.CreateObservableGauge("astra.run.due", () => Interlocked.Read(ref due), "{result}", "results that the run under way, or the last one, is to make");
        Meter.CreateObservableGauge("astra.run.settled", () => Interlocked.Read(ref settled), "{result}", "results of these that are stored or turned out not to be needed");
        Meter.CreateObservableGauge("astra.attention", () => Interlocked.Read(ref attention), "{matter}", "what the last run left for a human to look at");
        Meter.CreateObservableGauge("astra.run.last_finished", () => Volatile.Read(ref lastFinished), "s", "when the last run ended (Unix time)");
        Meter.CreateObservableGauge("astra.run.next", () => Volatile.Read(ref next), "s", "when the next run is due (Unix time)");
    }

    public static void SetProgress(long dueNow, long settledNow)
    {
        Interlocked.Exchange(ref due, dueNow);
        Interlocked.Exchange(ref settled, settledNow);
    }

    public static void SetEnd(DateTimeOffset finished, int matters)
    {
        Volatile.Write(ref lastFinished, finished.ToUnixTimeMilliseconds() / 1000.0);
        Interlocked.Exchange(ref attention, matters);
    }

    public static void SetNext(DateTimeOffset? at) => Volatile.Write(ref next, at is { } time ? time.ToUnixTimeMilliseconds() / 1000.0 : double.NaN);
}
