namespace Astra.Neural;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2, as torch.optim.AdamW has it): before the step
/// of <see cref="Adam"/>, w ← w(1 − ηλ).
/// </summary>
/// <param name="beta1">β₁, the memory of the mean gradient.</param>
/// <param name="beta2">β₂, the memory of the mean squared gradient.</param>
/// <param name="epsilon">ε.</param>
/// <param name="weightDecay">λ.</param>
public sealed class AdamW(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01) : Optimiser
{
    /// <inheritdoc/>
    protected override int Moments => 2;

    /// <inheritdoc/>
    protected override void Update(
        Span<float> values, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step) =>
        ElementwiseUpdate.Run(new AdamRule(learningRate, beta1, beta2, epsilon, 0, weightDecay, step), values, gradient, first, second);

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"AdamW (beta1 {beta1}, beta2 {beta2}, epsilon {epsilon}, weight decay {weightDecay})");
}
