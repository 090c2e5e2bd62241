namespace Astra.Neural;

/// <summary>
/// The negative logarithm of a Gaussian likelihood with predicted variance (Nix and Weigend 1994, without the constant ½ ln 2π):
/// (1/K) Σ ½[(y − ŷ)² e⁻ˢ + s] over the K known labels of a sample, where s is the predicted logarithm of the variance; 0 for a sample without any.
/// </summary>
/// <remarks>Outputs: L labels ŷ, then L logarithms s. Targets: L labels. A label is missing where it is NaN or -9999.</remarks>
/// <param name="Labels">L.</param>
public sealed record GaussianLikelihood(int Labels) : SampleLoss
{
    /// <inheritdoc/>
    public override int OutputSize => 2 * Labels;

    /// <inheritdoc/>
    public override int TargetSize => Labels;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, double share, Span<float> gradient)
    {
        double perLabel = 1.0 / Math.Max(1, MissingLabel.CountKnown(target, []));
        double sum = 0;
        for (int i = 0; i < Labels; i++)
        {
            double slope = 0;
            double slopeOfLogarithm = 0;
            if (!MissingLabel.Is(target[i]))
            {
                double residual = (double)output[i] - target[i];
                double precision = Math.Exp(-(double)output[Labels + i]);
                double chi2 = residual * residual * precision;
                sum += 0.5 * perLabel * (chi2 + output[Labels + i]);
                slope = perLabel * residual * precision;
                slopeOfLogarithm = 0.5 * perLabel * (1 - chi2);
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
