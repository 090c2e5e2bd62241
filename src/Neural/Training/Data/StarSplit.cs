namespace Astra.Neural;

/// <summary>The parts of a training set. Stars of the same key are in the same part.</summary>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What tells when it has learned enough.</param>
/// <param name="HeldOut">What errors and domain are calibrated on.</param>
/// <param name="Test">What its accuracy is measured on, and nothing else.</param>
public sealed record StarSplit(int[] Training, int[] Validation, int[] HeldOut, int[] Test)
{
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
