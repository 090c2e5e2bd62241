using System.Globalization;

namespace Astra.Neural;

/// <summary>The parts of a training set. Stars of the same key are in the same part.</summary>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What tells when it has learned enough.</param>
/// <param name="HeldOut">What errors and domain are calibrated on.</param>
/// <param name="Test">What its accuracy is measured on, and nothing else.</param>
public sealed record StarSplit(int[] Training, int[] Validation, int[] HeldOut, int[] Test)
{
    /// <summary>At most so many stars of a part, evenly over all.</summary>
    /// <param name="part">The part.</param>
    /// <param name="most">How many.</param>
    public static int[] Spread(int[] part, int most) =>
        part.Length <= most ? part : [.. Enumerable.Range(0, most).Select(i => part[(int)((long)i * part.Length / most)])];

    /// <summary>Why a network cannot be trained with these parts and its domain calibrated, or null.</summary>
    /// <param name="falseAlarmRate">That of the domain.</param>
    /// <returns>A sentence that names the options <c>held_out</c> and <c>false_alarms</c>, as trainers call them.</returns>
    public string? Fault(double falseAlarmRate)
    {
        int stars = Training.Length + Validation.Length + HeldOut.Length + Test.Length;
        int needed = SpectralDomainCalibration.Needed(falseAlarmRate);
        if (HeldOut.Length < needed)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{HeldOut.Length} of {stars} stars are held out, and the calibration of the domain to a false-alarm rate of {falseAlarmRate} needs {needed}: " +
                $"give more stars, or raise held_out or false_alarms.");
        }

        return Training.Length < 2 || Validation.Length == 0 || Test.Length == 0
            ? $"{stars} stars make {Training.Length} to train on, {Validation.Length} for validation and {Test.Length} for the test; none may be empty."
            : null;
    }

    /// <summary>Splits stars at random.</summary>
    /// <param name="keys">The key of each star.</param>
    /// <param name="validation">The share of that part.</param>
    /// <param name="heldOut">The share of that part.</param>
    /// <param name="test">The share of that part.</param>
    /// <param name="random">Decides: numbers drawn evenly from 0 (included) to 1 (excluded).</param>
    public static StarSplit Of(IReadOnlyList<string> keys, double validation, double heldOut, double test, Func<double> random)
    {
        int[][] groups = [.. Enumerable.Range(0, keys.Count).GroupBy(i => keys[i], StringComparer.Ordinal).Select(group => group.ToArray())];
        for (int i = groups.Length - 1; i > 0; i--)
        {
            int j = (int)(random() * (i + 1));
            (groups[i], groups[j]) = (groups[j], groups[i]);
        }

        int next = 0;
        return new StarSplit(HeldOut: Take(heldOut), Test: Take(test), Validation: Take(validation), Training: Take(1));

        int[] Take(double share)
        {
            int wanted = share == 1 ? int.MaxValue : (int)Math.Round(share * keys.Count);
            List<int> part = [];
            for (; next < groups.Length && part.Count < wanted; next++)
            {
                part.AddRange(groups[next]);
            }

            return [.. part.Order()];
        }
    }
}
