namespace Astra.Neural;

/// <summary>How the labels of a <see cref="SquaredError"/> are weighted.</summary>
public enum LabelWeights
{
    /// <summary>Equally. Targets: L labels.</summary>
    Equal,

    /// <summary>By their errors σ, as 1/σ². Targets: L labels, then their L errors, which must be positive.</summary>
    Errors,

    /// <summary>By one weight per star, such as the inverse of the density of the training set there. Targets: L labels, then the weight.</summary>
    Star,
}

/// <summary>
/// The mean squared error of labels: (1/K) Σ w (y − ŷ)² over the K known labels of a sample; 0 for a sample without any. With
/// <see cref="LabelWeights.Errors"/> it is the loss of DistMass (Stone-Martinez et al. 2024, AJ 167, 73), with <see cref="LabelWeights.Star"/> that
/// of APOGEE Net II (Sprague et al. 2022, AJ 163, 152).
/// </summary>
/// <remarks>A label is missing where it, or its error, is NaN or -9999.</remarks>
/// <param name="Labels">L.</param>
/// <param name="Weights">The weighting, which decides what the targets are.</param>
public sealed record SquaredError(int Labels, LabelWeights Weights = LabelWeights.Equal) : SampleLoss
{
    /// <inheritdoc/>
    public override int OutputSize => Labels;

    /// <inheritdoc/>
    public override int TargetSize => Weights switch { LabelWeights.Errors => 2 * Labels, LabelWeights.Star => Labels + 1, _ => Labels };

    /// <inheritdoc/>
    protected override double Evaluate(ReadOnlySpan<float> output, ReadOnlySpan<float> target, double share, Span<float> gradient)
    {
        ReadOnlySpan<float> errors = Weights == LabelWeights.Errors ? target[Labels..] : [];
        double weight = Weights == LabelWeights.Star ? target[Labels] : 1;
        double perLabel = 1.0 / Math.Max(1, MissingLabel.CountKnown(target[..Labels], errors));
        double sum = 0;
        for (int i = 0; i < Labels; i++)
        {
            double slope = 0;
            if (!MissingLabel.Is(target[i]) && (errors.IsEmpty || !MissingLabel.Is(errors[i])))
            {
                double w = (errors.IsEmpty ? weight : 1 / ((double)errors[i] * errors[i])) * perLabel;
                double residual = (double)output[i] - target[i];
                sum += w * residual * residual;
                slope = 2 * w * residual;
            }

            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(share * slope);
            }
        }

        return sum;
    }
}
