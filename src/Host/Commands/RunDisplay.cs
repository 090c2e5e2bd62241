using System.Globalization;
using Astra.Host.Execution;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Astra.Host.Commands;

/// <summary>Shows a run while it goes on: bars with rate and time left on a terminal, a plain line now and then otherwise.</summary>
static class RunDisplay
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(15);

    /// <summary>Shows until disposed.</summary>
    public static IDisposable Show(RunProgress progress, TextWriter output)
    {
        bool terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        return new BackgroundDisplay(stop =>
        {
            if (terminal)
            {
                Bars(progress, stop);
            }
            else
            {
                Lines(progress, output, stop);
            }
        });
    }

    static void Lines(RunProgress progress, TextWriter output, WaitHandle stop)
    {
        while (!stop.WaitOne(BetweenLines))
        {
            double rate = progress.Settled / Math.Max(1e-3, progress.Elapsed.TotalSeconds);
            output.WriteLine(
                Invariant($"  {progress.Settled:N0} of {progress.Due:N0} done, {rate:N0}/s, {Left(progress.Due - progress.Settled, rate)} left"));
        }
    }

    static void Bars(RunProgress progress, WaitHandle stop)
    {
        AnsiConsole.Live(Picture(progress)).AutoClear(true).Start(live =>
        {
            while (!stop.WaitOne(TimeSpan.FromMilliseconds(200)))
            {
                live.UpdateTarget(Picture(progress));
            }
        });
    }

    static IRenderable Picture(RunProgress progress)
    {
        Grid grid = new();
        for (int i = 0; i < 7; i++)
        {
            grid.AddColumn(new GridColumn { NoWrap = true, Alignment = i < 2 ? Justify.Left : Justify.Right });
        }

        foreach (PipelineProgress pipeline in progress.Pipelines)
        {
            double fraction = pipeline.Due == 0 ? 1 : (double)pipeline.Settled / pipeline.Due;
            double rate = pipeline.Settled / Math.Max(1e-3, progress.Elapsed.TotalSeconds);
            grid.AddRow(
                new Text("  " + pipeline.Name),
                new Markup(BackgroundDisplay.Bar(fraction)),
                new Text(fraction.ToString("0 %", CultureInfo.InvariantCulture)),
                new Text(Invariant($"{pipeline.Settled:N0}/{pipeline.Due:N0}")),
                new Text(Invariant($"{rate:N0}/s")),
                new Text($"{Left(pipeline.Due - pipeline.Settled, rate)} left"),
                new Text(Invariant($"bad {pipeline.Bad:N0}   no result {pipeline.NoResult:N0}")));
        }

        return grid;
    }

    static string Left(long remaining, double rate) => rate <= 0 ? "?" : TimeSpan.FromSeconds(Math.Min(remaining / rate, 359_999)) is var time && time.TotalHours >= 1
        ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
