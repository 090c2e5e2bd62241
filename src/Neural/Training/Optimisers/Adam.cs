namespace Astra.Neural;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1): m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g²,
/// w ← w − η/(1−β₁ᵗ) · m/(√v/√(1−β₂ᵗ) + ε). Weight decay adds λw to the gradient, as torch.optim.Adam does.
/// </summary>
/// <param name="beta1">β₁, the memory of the mean gradient.</param>
/// <param name="beta2">β₂, the memory of the mean squared gradient.</param>
/// <param name="epsilon">ε. PyTorch's is 1e-8, that of Keras 1e-7.</param>
/// <param name="weightDecay">λ.</param>
public sealed class Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) : Optimiser
{
    /// <inheritdoc/>
    protected override int Moments => 2;

    /// <inheritdoc/>
    protected override void Update(
        Span<float> values, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step) =>
        ElementwiseUpdate.Run(new AdamRule(learningRate, beta1, beta2, epsilon, weightDecay, 0, step), values, gradient, first, second);

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"Adam (beta1 {beta1}, beta2 {beta2}, epsilon {epsilon}, weight decay {weightDecay})");
}
