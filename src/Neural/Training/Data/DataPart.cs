namespace Astra.Neural;

/// <summary>Some samples of other data, such as those that are held out for validation.</summary>
/// <param name="data">The data.</param>
/// <param name="samples">Which of its samples, in which order.</param>
public sealed class DataPart(ITrainingData data, int[] samples) : ITrainingData
{
    /// <inheritdoc/>
    public int Count => samples.Length;

    /// <inheritdoc/>
    public int InputSize => data.InputSize;

    /// <inheritdoc/>
    public int TargetSize => data.TargetSize;

    /// <inheritdoc/>
    public void Read(int index, ulong draw, Span<float> input, Span<float> target) => data.Read(samples[index], draw, input, target);

    /// <summary>Divides data at random into parts without common samples.</summary>
    /// <param name="data">The data.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <param name="fractions">The share of each part but the last, which takes the rest: 0.64 and 0.16 leave 0.2.</param>
    /// <returns>One part more than there are fractions.</returns>
    /// <exception cref="ArgumentException">The fractions add up to more than 1.</exception>
    public static DataPart[] Split(ITrainingData data, ulong seed, params ReadOnlySpan<double> fractions)
    {
        int[] order = SampleOrder.Shuffled(data.Count, seed);
        DataPart[] parts = new DataPart[fractions.Length + 1];
        int start = 0;
        double share = 0;
        for (int i = 0; i < fractions.Length; i++)
        {
            share += fractions[i];
            int end = (int)Math.Round(share * data.Count);
            if (fractions[i] < 0 || end > data.Count)
            {
                throw new ArgumentException("The fractions must not be negative, and must not add up to more than 1.", nameof(fractions));
            }

            parts[i] = new DataPart(data, order[start..end]);
            start = end;
        }

        parts[^1] = new DataPart(data, order[start..]);
        return parts;
    }
}
