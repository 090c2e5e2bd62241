using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Astra.Host.Observability;

/// <summary>
/// Keeps the sums of <see cref="AstraMetrics"/> and writes them as text for Prometheus (text exposition format 0.0.4). Counts from the moment that
/// it is made.
/// </summary>
sealed class PrometheusText : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    readonly MeterListener listener = new();
    readonly SortedDictionary<string, Family> families = new(StringComparer.Ordinal);
    readonly Lock gate = new();

    public PrometheusText()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == AstraMetrics.Name)
            {
                lock (gate)
                {
                    families[instrument.Name] = new Family(instrument);
                }

                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();

        // The meter exists once its class has been used.
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(AstraMetrics).TypeHandle);
    }

    public string Write()
    {
        listener.RecordObservableInstruments();
        StringBuilder text = new();
        lock (gate)
        {
            foreach (Family family in families.Values)
            {
                family.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        lock (gate)
        {
            families[instrument.Name].Take(labels, value);
        }
    }

    static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        List<string> labels = [];
        foreach ((string key, object? value) in tags)
        {
            string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            labels.Add($"{key}=\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(",", labels);
    }

    /// <summary>One metric with its values for different labels.</summary>
    sealed class Family(Instrument instrument)
    {
        readonly SortedDictionary<string, Values> values = new(StringComparer.Ordinal);
        readonly double[] bounds = [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? []];

        bool IsCounter => instrument is Counter<long>;

        bool IsHistogram => instrument is Histogram<double>;

        string Name => instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : string.Empty) + (IsCounter ? "_total" : string.Empty);

        public void Take(string labels, double value)
        {
            if (!values.TryGetValue(labels, out Values? known))
            {
                values[labels] = known = new Values(new long[bounds.Length + 1]);
            }

            known.Sum = IsCounter || IsHistogram ? known.Sum + value : value;
            int bucket = Array.FindIndex(bounds, bound => value <= bound);
            known.Buckets[bucket < 0 ? bounds.Length : bucket]++;
        }

        public void Write(StringBuilder text)
        {
            if (values.Count == 0)
            {
                return;
            }

            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {instrument.Description}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {Name} {(IsCounter ? "counter" : IsHistogram ? "histogram" : "gauge")}\n");
            foreach ((string labels, Values sums) in values)
            {
                if (!IsHistogram)
                {
                    Line(text, Name, labels, sums.Sum);
                    continue;
                }

                long below = 0;
                string before = labels.Length == 0 ? string.Empty : labels + ",";
                for (int i = 0; i <= bounds.Length; i++)
                {
                    below += sums.Buckets[i];
                    Line(text, Name + "_bucket", $"{before}le=\"{(i < bounds.Length ? Number(bounds[i]) : "+Inf")}\"", below);
                }

                Line(text, Name + "_sum", labels, sums.Sum);
                Line(text, Name + "_count", labels, below);
            }
        }

        static void Line(StringBuilder text, string name, string labels, double value) =>
            text.Append(name).Append(labels.Length == 0 ? string.Empty : $"{{{labels}}}").Append(' ').Append(Number(value)).Append('\n');

        static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        sealed class Values(long[] buckets)
        {
            public double Sum { get; set; }

            public long[] Buckets { get; } = buckets;
        }
    }
}
