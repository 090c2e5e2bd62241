namespace Astra.Neural;

/// <summary>
/// The loss of astroNN for labels with errors and gaps (Leung and Bovy 2019, MNRAS 483, 3255; mse_var_wrapper and
/// magic_correction_term of the package): (1/K) Σ ½[(y − ŷ)²/(eˢ + σ²) + ln(eˢ + σ²)] over the K known labels of a sample, where s is the predicted
/// logarithm of the variance; 0 for a sample without any.
/// </summary>
/// <remarks>Outputs: L labels ŷ, then L logarithms s. Targets: L labels y, then their L errors σ, in the same normalised units. A label is missing
/// where it, or its error, is NaN or -9999. The package writes the mean as one over all labels times (all / known), which is the same.</remarks>
/// <param name="Labels">L.</param>
public sealed record RobustLabelLoss(int Labels) : SampleLoss
{
    /// <inheritdoc/>
    public override int OutputSize => 2 * Labels;

    /// <inheritdoc/>
    public override int TargetSize => 2 * Labels;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, double share, Span<float> gradient)
    {
        double perLabel = 1.0 / Math.Max(1, MissingLabel.CountKnown(target[..Labels], target[Labels..]));
        double sum = 0;
        for (int i = 0; i < Labels; i++)
        {
            double slope = 0;
            double slopeOfLogarithm = 0;
            if (!MissingLabel.Is(target[i]) && !MissingLabel.Is(target[Labels + i]))
            {
                double predicted = Math.Exp(output[Labels + i]);
                double variance = predicted + (double)target[Labels + i] * target[Labels + i];
                double residual = (double)output[i] - target[i];
                double chi2 = residual * residual / variance;
                sum += 0.5 * perLabel * (chi2 + Math.Log(variance));
                slope = perLabel * residual / variance;
                slopeOfLogarithm = 0.5 * perLabel * (1 - chi2) * predicted / variance;
            }

            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(share * slope);
                gradient[Labels + i] = (float)(share * slopeOfLogarithm);
            }
        }

        return sum;
    }
}
