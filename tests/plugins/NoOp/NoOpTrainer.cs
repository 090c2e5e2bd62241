using System.Globalization;
using System.Text.Json;

namespace Astra.Plugins.NoOp;

/// <summary>Makes a model of the average of a label, to show every part of what a trainer gets and gives.</summary>
[Option("statistic", "mean", "mean or median")]
[Option("min_stars", 2, "number of stars below which there is no model")]
[Option("factor", 1.0, "what the average is multiplied with")]
[Option("validate", true, "measure the accuracy on stars that were left out")]
public sealed class NoOpTrainer : IModelTrainer
{
    public const string ReportName = "report.json";

    public string Pipeline => "NoOpModel";

    public string Needs => "one label or more, of which the first is averaged, and 2 stars.";

    public ModelManifest Train(ITrainingSet data, string folder, TrainingContext context, CancellationToken cancellation)
    {
        string statistic = context.Option<string>("statistic");
        if (statistic is not ("mean" or "median"))
        {
            throw new ConfigurationException($"NoOpModel: the option statistic is '{statistic}'. Use mean or median.");
        }

        if (data.Count < context.Option<int>("min_stars"))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"{data.Count} stars are fewer than the option min_stars asks for."));
        }

        TrainingStar[] stars = [.. Enumerable.Range(0, data.Count).Select(data.Star)];
        TrainingStar[] unknown = [.. stars.Where(star => double.IsNaN(star.Labels[0]))];
        if (unknown.Length > 0)
        {
            throw new BadInputException($"{data.Labels[0]} is not known for {string.Join(", ", unknown.Take(10).Select(star => $"{star.Name} (row {star.Row})"))}.");
        }

        // What is summed in parallel goes to a place of its own first, so that the sum does not depend on the threads.
        ReadStar[] read = new ReadStar[data.Count];
        int done = 0;
        Parallel.For(0, data.Count, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation }, star =>
        {
            read[star] = ReadStar.Of(stars[star], data.Read(star));
            context.Progress(new TrainingStep("reading spectra", (double)Interlocked.Increment(ref done) / data.Count));
        });
        if (read.FirstOrDefault(star => star.Pixels == 0) is { } empty)
        {
            context.Log(LogLevel.Warning, $"{empty.Name} has no pixel with data");
        }

        context.Progress(new TrainingStep("averaging", 0));
        double value = context.Option<double>("factor") * Average(statistic, [.. stars.Select(star => star.Labels[0])]);
        context.Progress(new TrainingStep("averaging", 1, string.Create(CultureInfo.InvariantCulture, $"{statistic} {value}")));

        File.WriteAllText(Path.Combine(folder, NoOpModel.FileName), value.ToString("R", CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(folder, ReportName), JsonSerializer.Serialize(read));
        return new ModelManifest
        {
            Pipeline = Pipeline,
            Name = $"{statistic}-{data.Labels[0]}",
            Description = $"The {statistic} of {data.Labels[0]}.",
            TrainedOn = data.Description,
            Command = context.Command,
            Created = DateTimeOffset.UtcNow,
            Accuracy = context.Option<bool>("validate") ? Accuracy(statistic, data.Labels[0], stars, context) : new Dictionary<string, double>(),
            Files = new Dictionary<string, string> { [NoOpModel.FileName] = string.Empty },
            Settings = JsonSerializer.SerializeToElement(new { labels = data.Labels, statistic, stars = data.Count }),
        };
    }

    /// <summary>How far the average of one half of the stars is from each star of the other half.</summary>
    static Dictionary<string, double> Accuracy(string statistic, string label, TrainingStar[] stars, TrainingContext context)
    {
        RandomSource random = context.RandomFor("halves");
        ILookup<bool, double> halves = stars.ToLookup(_ => random.NextDouble() < 0.5, star => star.Labels[0]);
        double average = halves[true].Any() ? Average(statistic, [.. halves[true]]) : double.NaN;
        double[] differences = [.. halves[false].Select(truth => average - truth)];

        // NaN where a half is empty: the host leaves out what was not measured.
        return new Dictionary<string, double>
        {
            [$"{label} bias"] = differences.Length > 0 ? differences.Average() : double.NaN,
            [$"{label} scatter"] = differences.Length > 0 ? Math.Sqrt(differences.Average(difference => difference * difference)) : double.NaN,
        };
    }

    static double Average(string statistic, double[] values)
    {
        Array.Sort(values);
        return statistic == "mean" ? values.Average() : (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    sealed record ReadStar(string Name, long Row, string? Group, string Spectrum, int Pixels, double Flux, float Snr, double KMag, string? KMagOrigin)
    {
        public static ReadStar Of(TrainingStar star, Target target)
        {
            Spectrum spectrum = target.Spectrum;
            int[] pixels = [.. Enumerable.Range(0, WavelengthGrid.Pixels).Where(spectrum.HasData)];
            InputValue k = target.Input("k_mag");

            // JSON has no NaN: -1 stands for "not known" in a report that only tests read.
            return new ReadStar(
                star.Name, star.Row, star.Group, spectrum.Identity, pixels.Length, pixels.Length == 0 ? -1 : pixels.Average(pixel => (double)spectrum.Flux.Span[pixel]),
                float.IsNaN(spectrum.Snr) ? -1 : spectrum.Snr, k.IsKnown ? k : -1, k.Origin);
        }
    }
}
