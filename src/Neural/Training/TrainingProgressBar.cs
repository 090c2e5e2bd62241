using System.Globalization;
using System.Text;

namespace Astra.Neural;

/// <summary>Draws the progress of a training on one line of a terminal, and leaves one line per epoch behind; in a file or a pipe it writes the latter only.</summary>
/// <param name="writer">Takes the text.</param>
/// <param name="terminal">Whether the line can be drawn over.</param>
/// <param name="time">The clock: the line is drawn at most ten times a second.</param>
public sealed class TrainingProgressBar(TextWriter writer, bool terminal, TimeProvider? time = null) : IProgress<TrainingProgress>
{
    const int Width = 24;
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
        string line = Line(value);
        writer.Write(terminal ? '\r' + line.PadRight(drawnLength) : line);
        drawnLength = last ? 0 : line.Length;
        if (last)
        {
            writer.WriteLine();
        }

        writer.Flush();
    }

    static string Line(TrainingProgress value)
    {
        int filled = (int)((long)Width * value.Batch / value.Batches);
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"epoch {value.Epoch}/{value.Epochs} [{new string('#', filled)}{new string('.', Width - filled)}]");
        line.Append(CultureInfo.InvariantCulture, $" loss {value.TrainingLoss:G5}");
        if (!double.IsNaN(value.ValidationLoss))
        {
            line.Append(CultureInfo.InvariantCulture, $" validation {value.ValidationLoss:G5}");
        }

        line.Append(CultureInfo.InvariantCulture, $" rate {value.LearningRate:G3} {value.SamplesPerSecond:N0} samples/s");
        if (value.TimeLeft > TimeSpan.Zero)
        {
            line.Append(CultureInfo.InvariantCulture, $" {(int)value.TimeLeft.TotalHours}:{value.TimeLeft:mm\\:ss} left");
        }

        return line.ToString();
    }
}
