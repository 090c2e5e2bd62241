using System.Globalization;

namespace Astra.Neural;

/// <summary>
/// The history file: one line per epoch with the columns epoch (from 1), steps (since the start), learning_rate (of the last step), train_loss,
/// validation_loss (empty where there is none) and seconds, each written to disk as the epoch ends.
/// </summary>
public static class TrainingHistory
{
    const string Header = "epoch,steps,learning_rate,train_loss,validation_loss,seconds";

    /// <summary>Reads a history file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The epochs, in order.</returns>
    /// <exception cref="InvalidDataException">A line is not one of a history file.</exception>
    public static IReadOnlyList<EpochRecord> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new InvalidDataException($"{path} is not the history of a training: its first line is not '{Header}'.");
        }

        return [.. lines.Skip(1).Select((line, i) => Parse(line)
            ?? throw new InvalidDataException($"{path}, line {i + 2}: '{line}' is not an epoch of a training."))];
    }

    /// <summary>Replaces the file by one with these epochs.</summary>
    internal static void Begin(string path, IEnumerable<EpochRecord> epochs) => Write(path, FileMode.Create, epochs.Select(Format).Prepend(Header));

    /// <summary>Adds an epoch, and flushes it to disk.</summary>
    internal static void Append(string path, EpochRecord epoch) => Write(path, FileMode.Append, [Format(epoch)]);

    static void Write(string path, FileMode mode, IEnumerable<string> lines)
    {
        using FileStream file = new(path, mode, FileAccess.Write, FileShare.Read);
        using StreamWriter writer = new(file) { NewLine = "\n" };
        foreach (string line in lines)
        {
            writer.WriteLine(line);
        }

        writer.Flush();
        file.Flush(flushToDisk: true);
    }

    static string Format(EpochRecord epoch)
    {
        string validation = double.IsNaN(epoch.ValidationLoss) ? "" : epoch.ValidationLoss.ToString("R", CultureInfo.InvariantCulture);
        return FormattableString.Invariant(
            $"{epoch.Epoch},{epoch.Steps},{epoch.LearningRate:R},{epoch.TrainingLoss:R},{validation},{epoch.Seconds:F3}");
    }

    static EpochRecord? Parse(string line)
    {
        string[] fields = line.Split(',');
        return fields.Length == 6
            && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)
            && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long steps)
            && Number(fields[2], out double rate)
            && Number(fields[3], out double training)
            && Number(fields[4].Length == 0 ? "NaN" : fields[4], out double validation)
            && Number(fields[5], out double seconds)
            ? new EpochRecord(epoch, steps, rate, training, validation, seconds)
            : null;
    }

    static bool Number(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
