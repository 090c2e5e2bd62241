using System.Globalization;

namespace Astra.Plugins.NoOp;

/// <summary>Counts the lines of files, to show every part of a step that prepares a training.</summary>
[Option("least", 1, "number of lines below which a file is left out")]
public sealed class NoOpPreparation : ITrainingPreparation
{
    public string Pipeline => "NoOpModel";

    public string Name => "lines";

    public string Description => "the numbers of lines of text files, or of those in folders.";

    public string Prepare(IReadOnlyList<string> inputs, string output, TrainingContext context, CancellationToken cancellation)
    {
        int least = context.Option<int>("least");
        if (least < 1)
        {
            throw new ConfigurationException("NoOpModel lines: the option least is below 1.");
        }

        string[] files =
        [
            .. inputs.SelectMany(input => Directory.Exists(input) ? Directory.GetFiles(input, "*.txt", SearchOption.AllDirectories) : [input])
                .Distinct().Order(StringComparer.Ordinal),
        ];
        int[] counts = new int[files.Length];
        int done = 0;
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = cancellation }, i =>
        {
            counts[i] = File.ReadLines(files[i]).Count();
            context.Progress(new TrainingStep("counting", (double)Interlocked.Increment(ref done) / files.Length));
        });

        string[] lines = [.. files.Zip(counts).Where(file => file.Second >= least).Select(file =>
            string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file.First)},{file.Second}"))];
        foreach ((string file, int count) in files.Zip(counts).Where(file => file.Second < least))
        {
            context.Log(LogLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"left out: {file}: has {count} lines"));
        }

        if (lines.Length == 0)
        {
            throw new BadInputException("No file has enough lines.");
        }

        // Under its name only when it is complete, for whoever stops it half way.
        string temporary = output + ".tmp";
        File.WriteAllLines(temporary, [$"# {context.Command}", .. lines]);
        File.Move(temporary, output, overwrite: true);
        return string.Create(CultureInfo.InvariantCulture, $"Counted the lines of {lines.Length} of {files.Length} files.");
    }
}
