using System.Globalization;
using System.Text;

namespace Astra.Neural;

/// <summary>Draws the progress of a training on one line of a terminal, and leaves one line per epoch behind; in a file or a pipe it writes the
/// latter only.</summary>
/// <param name="writer">Takes the text.</param>
/// <param name="terminal">Whether the line can be drawn over.</param>
/// <param name="columns">The width of the terminal; longer lines are cut, since a line that wraps cannot be drawn over.</param>
/// <param name="time">The clock: the line is drawn at most ten times a second.</param>
public sealed class TrainingProgressBar(TextWriter writer, bool terminal, int columns = 80, TimeProvider? time = null) : IProgress<TrainingProgress>
{
    const int WidestBar = 24;
    static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    readonly TimeProvider time = time ?? TimeProvider.System;
    long? drawn;
    int drawnLength;

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        bool last = value.Batch == value.Batches;
        if (!last && (!terminal || (drawn is { } before && time.GetElapsedTime(before) < LeastInterval)))
        {
            return;
        }

        drawn = time.GetTimestamp();
        string line = terminal ? Line(value, columns - 1) : Line(value, int.MaxValue);
        writer.Write(terminal ? '\r' + line.PadRight(drawnLength) : line);
        drawnLength = last ? 0 : line.Length;
        if (last)
        {
            writer.WriteLine();
        }

        writer.Flush();
    }

    static string Line(TrainingProgress value, int room)
    {
        string start = $"epoch {value.Epoch}/{value.Epochs} ";
        StringBuilder end = new();
        end.Append(CultureInfo.InvariantCulture, $" loss {value.TrainingLoss:G4}");
        if (!double.IsNaN(value.ValidationLoss))
        {
            end.Append(CultureInfo.InvariantCulture, $" validation {value.ValidationLoss:G4}");
        }

        end.Append(CultureInfo.InvariantCulture, $" rate {value.LearningRate:G2} {value.SamplesPerSecond:N0} samples/s");
        if (value.TimeLeft > TimeSpan.Zero)
        {
            end.Append(CultureInfo.InvariantCulture, $" {(int)value.TimeLeft.TotalHours}:{value.TimeLeft:mm\\:ss} left");
        }

        int width = Math.Clamp(room - start.Length - end.Length - 2, 0, WidestBar);
        int filled = (int)((long)width * value.Batch / value.Batches);
        string line = $"{start}[{new string('#', filled)}{new string('.', width - filled)}]{end}";
        return line[..Math.Min(room, line.Length)];
    }
}
