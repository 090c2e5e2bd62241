using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Astra.Host.Commands;

/// <summary>Shows a training while it goes on: a bar for the step under way on a terminal; otherwise a plain line when a step begins, and now and then within it.</summary>
sealed class TrainingDisplay : IDisposable
{
    static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(15);

    readonly Lock writing = new();
    readonly long start = Stopwatch.GetTimestamp();
    readonly TextWriter output;
    readonly bool terminal;
    readonly BackgroundDisplay display;
    TrainingStep? latest;

    /// <summary>Shows until disposed.</summary>
    public TrainingDisplay(TextWriter output)
    {
        this.output = output;
        terminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        display = new BackgroundDisplay(terminal ? Bars : Lines);
    }

    /// <summary>Takes the state of affairs, from any thread.</summary>
    public void Report(TrainingStep step)
    {
        lock (writing)
        {
            bool begins = latest?.Name != step.Name;
            latest = step;
            if (begins && !terminal)
            {
                output.WriteLine($"  {step.Name}");
            }
        }
    }

    public void Dispose() => display.Dispose();

    void Lines(WaitHandle stop)
    {
        while (!stop.WaitOne(BetweenLines))
        {
            lock (writing)
            {
                if (latest is { } step)
                {
                    output.WriteLine(
                        $"  {step.Name}: {Percent(step)}{(step.Note is null ? string.Empty : $", {step.Note}")}, {Elapsed()} gone");
                }
            }
        }
    }

    void Bars(WaitHandle stop) => AnsiConsole.Live(Picture()).AutoClear(true).Start(live =>
    {
        while (!stop.WaitOne(TimeSpan.FromMilliseconds(200)))
        {
            live.UpdateTarget(Picture());
        }
    });

    IRenderable Picture()
    {
        TrainingStep step;
        lock (writing)
        {
            step = latest ?? new TrainingStep("beginning", 0);
        }

        Grid grid = new();
        for (int i = 0; i < 5; i++)
        {
            grid.AddColumn(new GridColumn { NoWrap = true });
        }

        return grid.AddRow(
            new Text("  " + step.Name), new Markup(BackgroundDisplay.Bar(step.Fraction)), new Text(Percent(step)), new Text(Elapsed()), new Text(step.Note ?? string.Empty));
    }

    static string Percent(TrainingStep step) => Math.Clamp(step.Fraction, 0, 1).ToString("0 %", CultureInfo.InvariantCulture);

    string Elapsed() => Stopwatch.GetElapsedTime(start).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
