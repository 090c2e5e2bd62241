namespace Astra.Neural;

/// <summary>
/// The Kullback-Leibler divergence of a latent Gaussian from the unit Gaussian (Kingma and Welling 2014, arXiv:1312.6114, appendix B):
/// −½ Σ (1 + ln σ² − μ² − σ²) over the D dimensions.
/// </summary>
/// <remarks>Outputs: D means μ, then D logarithms ln σ². No targets: it is a term of a <see cref="LossSum"/>.</remarks>
/// <param name="Dimensions">D.</param>
public sealed record LatentDivergence(int Dimensions) : SampleLoss
{
    /// <inheritdoc/>
    public override int OutputSize => 2 * Dimensions;

    /// <inheritdoc/>
    public override int TargetSize => 0;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, double share, Span<float> gradient)
    {
        double sum = 0;
        for (int i = 0; i < Dimensions; i++)
        {
            double mean = output[i];
            double logarithm = output[Dimensions + i];
            double variance = Math.Exp(logarithm);
            sum -= 0.5 * (1 + logarithm - mean * mean - variance);
            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(share * mean);
                gradient[Dimensions + i] = (float)(share * 0.5 * (variance - 1));
            }
        }

        return sum;
    }
}
