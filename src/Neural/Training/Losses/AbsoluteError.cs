namespace Astra.Neural;

/// <summary>
/// The mean absolute error of labels, (1/K) Σ |y − ŷ| over the K known labels of a sample; 0 for a sample without any. astroNN lowers its learning
/// rate by this number, not by its loss: <see cref="TrainingOptions.ValidationLoss"/>.
/// </summary>
/// <remarks>It reads the first L outputs and the first L targets, so that it fits networks and data that have logarithms of variances and errors
/// after them. A label is missing where it is NaN or -9999.</remarks>
/// <param name="Labels">L.</param>
/// <param name="OutputSize">Numbers that the network gives for one sample, L or more.</param>
/// <param name="TargetSize">Numbers that the data hold for one sample, L or more.</param>
public sealed record AbsoluteError(int Labels, int OutputSize, int TargetSize) : SampleLoss
{
    /// <inheritdoc/>
    public override int OutputSize { get; } = OutputSize;

    /// <inheritdoc/>
    public override int TargetSize { get; } = TargetSize;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, double share, Span<float> gradient)
    {
        double perLabel = 1.0 / Math.Max(1, MissingLabel.CountKnown(target[..Labels], []));
        double sum = 0;
        gradient.Clear();
        for (int i = 0; i < Labels; i++)
        {
            if (MissingLabel.Is(target[i]))
            {
                continue;
            }

            double residual = (double)output[i] - target[i];
            sum += perLabel * Math.Abs(residual);
            if (!gradient.IsEmpty)
            {
                // A NaN has no sign (Math.Sign throws): it goes through, for the training to find.
                gradient[i] = double.IsNaN(residual) ? float.NaN : (float)(share * perLabel * Math.Sign(residual));
            }
        }

        return sum;
    }
}
