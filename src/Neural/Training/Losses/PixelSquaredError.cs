namespace Astra.Neural;

/// <summary>
/// The squared error of a reconstructed spectrum with a weight per pixel, summed over the pixels: Σ w (y − ŷ)². It is the reconstruction loss of
/// the latent-space ages (Leung et al. 2023, MNRAS 522, 4577).
/// </summary>
/// <remarks>Outputs: P pixels. Targets: P pixels, then their P weights. A pixel that is NaN or -9999, or has such a weight, counts nothing.</remarks>
/// <param name="Pixels">P.</param>
public sealed record PixelSquaredError(int Pixels) : SampleLoss
{
    /// <inheritdoc/>
    public override int OutputSize => Pixels;

    /// <inheritdoc/>
    public override int TargetSize => 2 * Pixels;

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, double share, Span<float> gradient)
    {
        double sum = 0;
        for (int i = 0; i < Pixels; i++)
        {
            bool missing = MissingLabel.Is(target[i]) || MissingLabel.Is(target[Pixels + i]);
            double weight = missing ? 0 : target[Pixels + i];
            double residual = missing ? 0 : (double)output[i] - target[i];
            sum += weight * residual * residual;
            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(share * 2 * weight * residual);
            }
        }

        return sum;
    }
}
