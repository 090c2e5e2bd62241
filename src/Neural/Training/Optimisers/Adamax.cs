using System.Numerics;

namespace Astra.Neural;

/// <summary>
/// Adamax (Kingma and Ba 2015, arXiv:1412.6980, algorithm 2): m ← β₁m + (1−β₁)g, u ← max(β₂u, |g| + ε), w ← w − η/(1−β₁ᵗ) · m/u. The ε is
/// that of torch.optim.Adamax, as is the weight decay, which adds λw to the gradient.
/// </summary>
/// <param name="beta1">β₁, the memory of the mean gradient.</param>
/// <param name="beta2">β₂, the memory of the largest gradient.</param>
/// <param name="epsilon">ε.</param>
/// <param name="weightDecay">λ.</param>
public sealed class Adamax(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0) : Optimiser
{
    /// <inheritdoc/>
    protected override int Moments => 2;

    /// <inheritdoc/>
    protected override void Update(
        Span<float> values, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step) =>
        ElementwiseUpdate.Run(new Rule(learningRate, beta1, beta2, epsilon, weightDecay, step), values, gradient, first, second);

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"Adamax (beta1 {beta1}, beta2 {beta2}, epsilon {epsilon}, weight decay {weightDecay})");

    readonly struct Rule(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, long step) : IElementwiseRule
    {
        readonly Vector<float> decay = new((float)weightDecay);
        readonly Vector<float> beta1 = new((float)beta1);
        readonly Vector<float> rest1 = new((float)(1 - beta1));
        readonly Vector<float> beta2 = new((float)beta2);
        readonly Vector<float> epsilon = new((float)epsilon);
        readonly Vector<float> length = new((float)(-learningRate / (1 - Math.Pow(beta1, step))));

        public void Apply(ref Vector<float> values, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second)
        {
            gradient += decay * values;
            first = first * beta1 + rest1 * gradient;
            second = Vector.Max(second * beta2, Vector.Abs(gradient) + epsilon);
            values += length * first / second;
        }
    }
}
